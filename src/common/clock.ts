/** Time that only goes forward. */

/** Milliseconds since some moment. Not `performance.now()`, whose module takes a millisecond of a short run to load. */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** `1 error`, `2 errors`: a number of things, for a line that people read. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

// Runs two sides in turn and sums up what they took.
import { performance } from "node:perf_hooks";

/** @typedef {{ wall: number, cpu: number, rows: number, requests: number }} Sample Times in milliseconds. */
/** @typedef {{ median: number, least: number, most: number, cpu: number }} Summary */

/**
 * One run of one side. CPU time is this process's, so it stays zero for what runs in another.
 * @param {() => Promise<number>} side Resolves with the number of its rows.
 * @param {import("./start-server.js").Server} server
 * @returns {Promise<Sample>}
 */
export async function sample(side, server) {
  globalThis.gc?.();
  await server.take();
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const rows = await side();
  const wall = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / 1000, rows, requests: await server.take() };
}

/**
 * All sides once in each round: what else the machine does then falls on all alike.
 * @param {{ [side: string]: () => Promise<number> }} sides
 * @param {import("./start-server.js").Server} server
 * @param {number} rounds
 * @returns {Promise<{ [side: string]: Sample[] }>}
 */
export async function alternate(sides, server, rounds) {
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const names = round % 2 === 0 ? Object.keys(sides) : Object.keys(sides).reverse();
    for (const name of names) samples[name].push(await sample(sides[name], server));
  }
  return samples;
}

/** @param {readonly Sample[]} samples @returns {Summary} */
export function summarize(samples) {
  const walls = samples.map(({ wall }) => wall);
  return {
    median: median(walls),
    least: Math.min(...walls),
    most: Math.max(...walls),
    cpu: median(samples.map(({ cpu }) => cpu)),
  };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

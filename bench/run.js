// Measures Tributary against a bare client that makes the same requests. README.md says what each row means.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bareClient } from "./bare.js";
import { casesOf, fullSizes, quickSizes } from "./cases.js";
import { openEngine } from "./engine.js";
import { alternate, sample, summarize } from "./measure.js";
import { comparisons, openProcesses } from "./processes.js";
import { measureParsing, parseCases } from "./parse.js";
import { parsingOf, reportOf } from "./report.js";
import { startServer } from "./start-server.js";

/**
 * @typedef {object} Outcome
 * @property {string} name
 * @property {string} title
 * @property {boolean} inProcess Whether both sides ran in this process, so that its CPU time is theirs.
 * @property {number} [floor]
 * @property {Side} bare
 * @property {Side} tributary
 * @property {number} ratio Of the medians of wall time.
 * @property {string[]} mistakes Rows or requests that were not as they should be.
 */
/** @typedef {import("./measure.js").Summary & { rows: number, requests: number }} Side */

const { values: flags } = parseArgs({
  options: {
    case: { type: "string", multiple: true },
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    /** Another folder with package.json and dist/, to compare two builds. */
    package: { type: "string", default: join(import.meta.dirname, "..") },
  },
});
const sizes = flags.quick ? quickSizes : fullSizes;
const known = [...[...comparisons, ...casesOf(sizes)].map(({ name }) => name), ...parseCases];
for (const name of flags.case ?? []) {
  if (known.includes(name)) continue;
  console.error(`there is no case ${name}; there are ${known.join(", ")}`);
  process.exit(2);
}
const isWanted = ({ name }) => flags.case === undefined || flags.case.includes(name);

const server = await startServer();
try {
  const outcomes = [...(await measureProcesses()), ...(await measureCases())];
  const parsing = (await measureTexts()).filter(isWanted);
  const environment = { node: process.version, cpus: availableParallelism(), quick: flags.quick };
  const report = () => [reportOf(environment, outcomes), parsingOf(parsing)].join("\n");
  console.log(flags.json ? JSON.stringify({ environment, outcomes, parsing }, undefined, 2) : report());
  if (outcomes.some(({ mistakes }) => mistakes.length > 0)) process.exitCode = 1;
} finally {
  server.close();
}

/** @returns {Promise<Outcome[]>} */
async function measureProcesses() {
  const wanted = comparisons.filter(isWanted);
  if (wanted.length === 0) return [];
  await server.set({ latency: 0 });
  const processes = await openProcesses({ packageFolder: flags.package, endpoint: server.url });
  try {
    const used = new Set(wanted.flatMap(({ bare, tributary }) => [bare, tributary]));
    const sides = Object.fromEntries(Object.entries(processes.sides).filter(([name]) => used.has(name)));
    if (!flags.quick) await alternate(sides, server, 2);
    const samples = await alternate(sides, server, rounds(21));
    return wanted.map(({ count, ...comparison }) => {
      const [bare, tributary] = [samples[comparison.bare], samples[comparison.tributary]];
      return outcomeOf({ ...comparison, inProcess: false, rows: count, requests: count }, bare, tributary);
    });
  } finally {
    await processes.close();
  }
}

/** @returns {Promise<import("./parse.js").ParseRow[]>} */
async function measureTexts() {
  const isAsked = parseCases.some((name) => isWanted({ name }));
  // Of another build there are no sources to take the parser from.
  return isAsked ? measureParsing({ sourceFolder: join(import.meta.dirname, ".."), quick: flags.quick }) : [];
}

/** @returns {Promise<Outcome[]>} */
async function measureCases() {
  const wanted = casesOf(sizes).filter(isWanted);
  if (wanted.length === 0) return [];
  const engine = await openEngine({
    packageFolder: flags.package,
    endpoint: server.url,
    concurrency: sizes.parallel,
  });
  const client = bareClient(server.url, sizes.parallel);
  const outcomes = [];
  try {
    for (const one of wanted) outcomes.push(await measureCase(one, engine, client));
    return outcomes;
  } finally {
    client.close();
    await engine.close();
  }
}

/**
 * Both sides warm up without latency: code is compiled and sockets are open when it counts.
 * @param {import("./cases.js").Case} one
 */
async function measureCase(one, engine, client) {
  const { entries, records } = sizes;
  const sides = { bare: () => one.bare(client), tributary: () => one.tributary(engine) };
  await server.set({ latency: 0, entries, records, longDigits: one.longDigits === true });
  for (const side of Object.values(sides)) for (let i = 0; i < (flags.quick ? 1 : 3); i++) await sample(side, server);
  await server.set({ latency: one.latency });
  const { bare, tributary } = await alternate(sides, server, rounds(one.name === "pages" ? 3 : 9));
  return outcomeOf({ ...one, inProcess: true }, bare, tributary);
}

/** @param {number} full */
function rounds(full) {
  return flags.rounds === undefined ? (flags.quick ? 1 : full) : Number(flags.rounds);
}

/** @returns {Outcome} */
function outcomeOf({ name, title, inProcess, floor, rows, requests }, bareSamples, tributarySamples) {
  const bare = sideOf(bareSamples);
  const tributary = sideOf(tributarySamples);
  const check = (side, samples) =>
    samples
      .filter((one) => one.rows !== rows || one.requests !== requests)
      .map((one) => `${side}: ${one.rows} rows by ${one.requests} requests, not ${rows} by ${requests}`);
  const mistakes = [...check("bare", bareSamples), ...check("tributary", tributarySamples)];
  return { name, title, inProcess, floor, bare, tributary, ratio: tributary.median / bare.median, mistakes };
}

/** @returns {Side} */
function sideOf(samples) {
  const [{ rows, requests }] = samples;
  return { ...summarize(samples), rows, requests };
}

/** Work grows as the text does: the calls of our functions are counted at one size and at twice that. */
import { Session } from "node:inspector";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { format } from "../../src/sql/format/format.ts";
import { parseScript } from "../../src/sql/parser.ts";
import { print } from "../../src/sql/printer.ts";
import { openPlanner, type Planner } from "./planned.ts";

let planner: Planner;
beforeAll(async () => {
  planner = await openPlanner();
});
afterAll(() => planner.close());

/** How often functions of `src/` are called while `work` runs, warmed up before so that nothing is loaded in between. */
async function callsIn(work: () => unknown): Promise<number> {
  await work();
  const session = new Session();
  session.connect();
  const post = (method: string, parameters: object = {}): Promise<{ result: Coverage[] }> =>
    new Promise((resolve, reject) => {
      session.post(method, parameters, (error, result) => (error === null ? resolve(result as never) : reject(error)));
    });
  try {
    await post("Profiler.enable");
    await post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await work();
    const { result } = await post("Profiler.takePreciseCoverage");
    const own = result.filter(({ url }) => /\/src\/(?:sql|planner|execution)\//.test(url));
    return own.flatMap(({ functions }) => functions).reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
  } finally {
    session.disconnect();
  }
}

interface Coverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

const many = (n: number, one: (i: number) => string, between = ", "): string =>
  Array.from({ length: n }, (_, i) => one(i)).join(between);

/** Each a size and the text of that size; the larger of two sizes must still be allowed. */
const texts: readonly (readonly [string, number, (n: number) => string])[] = [
  [
    "an IN list of a parameter",
    1000,
    (n) => `SELECT id FROM odd.shop.owners WHERE thing IN (${many(n, (i) => `'${i}'`)})`,
  ],
  ["an IN list of a column", 1000, (n) => `SELECT id FROM odd.shop.things WHERE name IN (${many(n, (i) => `'${i}'`)})`],
  ["rows of VALUES", 1000, (n) => `SELECT count(*) FROM (VALUES ${many(n, (i) => `(${i}, 'a')`)}) AS v (a, b)`],
  ["OR of one column", 500, (n) => `SELECT id FROM odd.shop.things WHERE ${many(n, (i) => `name = '${i}'`, " OR ")}`],
  [
    "OR of conditions",
    500,
    (n) => `SELECT id FROM odd.shop.things WHERE ${many(n, (i) => `name LIKE '${i}%'`, " OR ")}`,
  ],
  [
    "AND of conditions",
    500,
    (n) => `SELECT id FROM odd.shop.things WHERE ${many(n, (i) => `name <> '${i}'`, " AND ")}`,
  ],
  [
    "branches of CASE",
    500,
    (n) => `SELECT CASE ${many(n, (i) => `WHEN name = '${i}' THEN ${i}`, " ")} END FROM odd.shop.things`,
  ],
  ["columns", 500, (n) => `SELECT ${many(n, (i) => `name || '${i}' AS c${i}`)} FROM odd.shop.things`],
  [
    "columns of a derived table",
    300,
    (n) => `SELECT * FROM (SELECT ${many(n, (i) => `name || '${i}' AS c${i}`)} FROM odd.shop.things) AS t`,
  ],
  [
    "columns that are grouped and ordered",
    200,
    (n) =>
      `SELECT ${many(n, (i) => `name || '${i}' AS c${i}`)} FROM odd.shop.things GROUP BY ${many(n, (i) => `c${i}`)} ORDER BY ${many(n, (i) => `c${i}`)}`,
  ],
  ["common tables", 150, (n) => `WITH ${many(n, (i) => `c${i} AS (SELECT ${i} AS a)`)} SELECT a FROM c0`],
  [
    "common tables, each from the one before",
    60,
    (n) =>
      `WITH c0 AS (SELECT name AS a FROM odd.shop.things), ${many(n, (i) => `c${i + 1} AS (SELECT a FROM c${i})`)} SELECT a FROM c${n}`,
  ],
  ["branches of UNION ALL", 100, (n) => many(n, (i) => `SELECT ${i} AS a`, " UNION ALL ")],
  ["statements", 300, (n) => many(n, (i) => `SELECT id, name FROM odd.shop.things WHERE name = '${i}'`, ";\n")],
  ["nested parentheses", 90, (n) => `SELECT ${"(".repeat(n)}1${")".repeat(n)} AS a`],
  ["nested functions", 90, (n) => `SELECT ${"lower(".repeat(n)}name${")".repeat(n)} AS a FROM odd.shop.things`],
  ["nested CASE", 90, (n) => `SELECT ${"CASE WHEN 1 = 1 THEN ".repeat(n)}1${" END".repeat(n)} AS a`],
  [
    "nested derived tables",
    90,
    (n) => `${"SELECT a FROM (".repeat(n)}SELECT name AS a FROM odd.shop.things${") AS t".repeat(n)}`,
  ],
  [
    "nested subqueries",
    12,
    (n) => `${"SELECT id FROM odd.shop.things WHERE name IN (".repeat(n)}SELECT 'a'${")".repeat(n)}`,
  ],
];

/** Twice the text may take twice the calls; what stays the same makes it less, rounding of groups a little more. */
const most = 2.3;

// verifies: text.linear
describe.each(texts)("%s", (_what, size, textOf) => {
  test.each([
    ["parsing and printing", (text: string): unknown => print(parseScript(text))],
    ["layout", (text: string): unknown => format(text)],
    ["planning", (text: string): unknown => planner.plan(text)],
  ])("take %s in linear work", async (_task, work) => {
    const [once, twice] = [textOf(size), textOf(2 * size)];
    expect(await planner.plan(twice)).toBeUndefined();
    const [few, more] = [await callsIn(() => work(once)), await callsIn(() => work(twice))];
    expect(few).toBeGreaterThan(size);
    expect(more / few).toBeLessThan(most);
  });
});

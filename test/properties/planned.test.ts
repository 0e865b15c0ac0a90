/** Whatever the text, planning ends, with a plan that the local engine takes or with an error of this language. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tokenize } from "../../src/sql/lexer.ts";
import { parseFile } from "../sql/harness/records.ts";
import { openPlanner, type Planner } from "./planned.ts";

let planner: Planner;
beforeAll(async () => {
  planner = await openPlanner();
});
afterAll(() => planner.close());

/** The seed is printed: with it in TRIBUTARY_SEED a run comes again. */
const seed = Number(process.env["TRIBUTARY_SEED"] ?? Date.now() % 2 ** 31);
process.stdout.write(`texts are made from TRIBUTARY_SEED=${seed}\n`);
const runs = { numRuns: Number(process.env["TRIBUTARY_PROPERTY_RUNS"] ?? 1500), seed };

const folder = join(import.meta.dirname, "../sql/odd");
const statements = readdirSync(folder)
  .filter((file) => file.endsWith(".slt"))
  .flatMap((file) => parseFile(readFileSync(join(folder, file), "utf8")).records.map(({ sql }) => sql));

const written = statements.flatMap((sql) => {
  try {
    return [
      tokenize(sql)
        .tokens.map(({ start, end }) => sql.slice(start, end))
        .filter((word) => word !== ""),
    ];
  } catch {
    return [];
  }
});

/** Words of the statements and of nothing else, so that many of the results bind. */
const word = fc.constantFrom(...new Set(written.flat()));

const changed = fc
  .tuple(
    fc.constantFrom(...written),
    fc.array(fc.tuple(fc.nat(80), fc.nat(2), fc.array(word, { maxLength: 2 })), { minLength: 1, maxLength: 3 }),
  )
  .map(([words, edits]) =>
    edits
      .reduce((text, [at, removed, added]) => text.toSpliced(at % (text.length + 1), removed, ...added), words)
      .join(" "),
  );

/** A part of one statement in the place of a part of another. */
const crossed = fc
  .tuple(fc.constantFrom(...written), fc.constantFrom(...written), fc.nat(60), fc.nat(60), fc.nat(20))
  .map(([into, from, at, start, length]) => {
    const part = from.slice(start % from.length, (start % from.length) + length);
    return into.toSpliced(at % into.length, length, ...part).join(" ");
  });

/** A statement inside another: as a derived table, a subquery, a common table, a branch of a union. */
const nested = fc
  .tuple(
    fc.constantFrom(...statements.filter((sql) => /^(?:SELECT|WITH|VALUES)\b/.test(sql))),
    fc.array(fc.nat(5), { maxLength: 5 }),
  )
  .map(([sql, shapes]) =>
    shapes.reduce(
      (inside, shape, level) =>
        [
          `SELECT * FROM (${inside}) AS t${level}`,
          `SELECT (${inside}) AS c`,
          `WITH w${level} AS (${inside}) SELECT * FROM w${level}`,
          `${inside} UNION ALL ${inside}`,
          `SELECT name FROM odd.shop.things WHERE id IN (${inside})`,
          `SELECT CASE WHEN EXISTS (${inside}) THEN 1 ELSE (${inside}) END AS c`,
        ][shape] ?? inside,
      sql.replace(/;\s*$/, ""),
    ),
  );

async function survives(text: string): Promise<void> {
  const error = await planner.plan(text);
  expect(error?.condition).not.toBe("internal_error");
}

test("the statements of the tests end as they should", async () => {
  for (const sql of statements) await survives(sql);
});

// verifies: text.fuzz
test("statements with words left out, put in and replaced", async () => {
  await fc.assert(fc.asyncProperty(changed, survives), runs);
});

// verifies: text.fuzz
test("statements with parts of others", async () => {
  await fc.assert(fc.asyncProperty(crossed, survives), runs);
});

// verifies: text.fuzz
test("statements inside statements", async () => {
  await fc.assert(fc.asyncProperty(nested, survives), { ...runs, numRuns: runs.numRuns / 2 });
});

/** Random queries over random rows: every way through the engine gives the rows that plain SQLite gives. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../src/session/session.ts";
import { data, joining, local, remote, streamable, strangeData } from "./queries.ts";
import { orderedQuery, wholeQuery } from "./whole-queries.ts";
import { engineOver, outcomeOf, plainOutcome, type RandomCloud, startRandomCloud } from "./random-cloud.ts";

let cloud: RandomCloud;
let normal: Session;
let staged: Session;
let withoutRules: Session;
let bare: Session;

beforeAll(async () => {
  cloud = await startRandomCloud();
  normal = engineOver(cloud, {});
  staged = engineOver(cloud, { streaming: false });
  withoutRules = engineOver(cloud, { rules: [] });
  bare = engineOver(cloud, { rules: [], streaming: false });
});

afterAll(async () => {
  await Promise.all([normal, staged, withoutRules, bare].map((session) => session.close()));
  cloud.close();
});

/** The seed is printed: with it in TRIBUTARY_SEED a run comes again. */
const seed = Number(process.env["TRIBUTARY_SEED"] ?? Date.now() % 2 ** 31);
process.stdout.write(`queries are made from TRIBUTARY_SEED=${seed}\n`);
const runs = { numRuns: Number(process.env["TRIBUTARY_PROPERTY_RUNS"] ?? 500), seed };

test("what streams gives the rows of plain SQLite", async () => {
  await fc.assert(
    fc.asyncProperty(data, streamable, async (rows, query) => {
      cloud.data = rows;
      const plain = (text: string): Outcome => plainOutcome(rows, local(text));
      expectRows(await outcomeOf(normal, remote(query)), plain(query), plain(withoutLimit(query)));
    }),
    runs,
  );
});

test("streaming and staging agree on rows of any type", async () => {
  await fc.assert(
    fc.asyncProperty(strangeData, streamable, async (rows, query) => {
      cloud.data = rows;
      const [found, other] = [await outcomeOf(normal, remote(query)), await outcomeOf(staged, remote(query))];
      expectRows(found, other, await outcomeOf(staged, remote(withoutLimit(query))));
    }),
    runs,
  );
});

test("joins and filters give the rows of plain SQLite, whatever is asked of the API", async () => {
  await fc.assert(
    fc.asyncProperty(data, joining, async (rows, query) => {
      cloud.data = rows;
      const found = await outcomeOf(normal, remote(query));
      expect(sorted(found)).toEqual(sorted(plainOutcome(rows, local(query))));
    }),
    runs,
  );
});

test("queries of the whole language give the rows of plain SQLite, page by page and staged", async () => {
  await fc.assert(
    fc.asyncProperty(data, wholeQuery, async (rows, query) => {
      cloud.data = rows;
      const expected = sorted(plainOutcome(rows, local(query)));
      expect(sorted(await outcomeOf(normal, remote(query)))).toEqual(expected);
      expect(sorted(await outcomeOf(bare, remote(query)))).toEqual(expected);
    }),
    runs,
  );
});

test("ordered queries give the rows of plain SQLite in its order", async () => {
  await fc.assert(
    fc.asyncProperty(data, orderedQuery, async (rows, query) => {
      cloud.data = rows;
      expect(await outcomeOf(normal, remote(query))).toEqual(plainOutcome(rows, local(query)));
    }),
    runs,
  );
});

test("rules change no row and never add a request", async () => {
  await fc.assert(
    fc.asyncProperty(data, fc.oneof(streamable, joining), async (rows, query) => {
      cloud.data = rows;
      const [withRules, with0] = await counted(normal, query);
      const [without, without0] = await counted(withoutRules, query);
      const [plain] = await counted(bare, query);
      const [all] = await counted(bare, withoutLimit(query));
      expectRows(withRules, without, all);
      expectRows(withRules, plain, all);
      expect(with0).toBeLessThanOrEqual(without0);
    }),
    runs,
  );
});

type Outcome = readonly string[] | string;

/**
 * The same rows, in whatever order: there is no ORDER BY, and calls of one fan-out answer as they like. Under LIMIT any
 * rows of the query without it will do, if there are as many.
 */
function expectRows(found: Outcome, reference: Outcome, all: Outcome): void {
  if (typeof found === "string" || typeof reference === "string" || typeof all === "string") {
    expect(found).toEqual(reference);
    return;
  }
  expect(found).toHaveLength(reference.length);
  const left = [...all];
  for (const row of found) {
    const at = left.indexOf(row);
    expect(at, `${row} is none of the rows, or one too many`).toBeGreaterThanOrEqual(0);
    left.splice(at, 1);
  }
}

function withoutLimit(query: string): string {
  return query.replace(/\s*LIMIT \d+(?: OFFSET \d+)?\s*$/, "");
}

async function counted(session: Session, query: string): Promise<[readonly string[] | string, number]> {
  const before = cloud.requests;
  const found = await outcomeOf(session, remote(query));
  return [found, cloud.requests - before];
}

function sorted(rows: readonly string[] | string): readonly string[] | string {
  return typeof rows === "string" ? rows : rows.toSorted();
}

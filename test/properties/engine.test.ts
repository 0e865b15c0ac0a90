/** Random queries over random rows: every way through the engine gives the rows that plain SQLite gives. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../src/session/session.ts";
import { data, joining, local, remote, streamable, strangeData } from "./queries.ts";
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

const runs = { numRuns: 300 };

test("what streams gives the rows of plain SQLite, in their order", async () => {
  await fc.assert(
    fc.asyncProperty(data, streamable, async (rows, query) => {
      cloud.data = rows;
      expect(await outcomeOf(normal, remote(query))).toEqual(plainOutcome(rows, local(query)));
    }),
    runs,
  );
});

test("streaming and staging agree on rows of any type", async () => {
  await fc.assert(
    fc.asyncProperty(strangeData, streamable, async (rows, query) => {
      cloud.data = rows;
      expect(await outcomeOf(normal, remote(query))).toEqual(await outcomeOf(staged, remote(query)));
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

test("rules change no row and never add a request", async () => {
  await fc.assert(
    fc.asyncProperty(data, fc.oneof(streamable, joining), async (rows, query) => {
      cloud.data = rows;
      const [withRules, with0] = await counted(normal, query);
      const [without, without0] = await counted(withoutRules, query);
      const [plain] = await counted(bare, query);
      expect(sorted(withRules)).toEqual(sorted(without));
      expect(sorted(withRules)).toEqual(sorted(plain));
      expect(with0).toBeLessThanOrEqual(without0);
    }),
    runs,
  );
});

async function counted(session: Session, query: string): Promise<[readonly string[] | string, number]> {
  const before = cloud.requests;
  const found = await outcomeOf(session, remote(query));
  return [found, cloud.requests - before];
}

function sorted(rows: readonly string[] | string): readonly string[] | string {
  return typeof rows === "string" ? rows : rows.toSorted();
}

/** What is rewritten gives the rows of the plain SQL that it means, whichever way it runs. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../src/session/session.ts";
import { data, local, remote } from "./queries.ts";
import { engineOver, outcomeOf, plainOutcome, type RandomCloud, startRandomCloud } from "./random-cloud.ts";
import { rewritten } from "./rewritten.ts";

let cloud: RandomCloud;
let normal: Session;
let bare: Session;

beforeAll(async () => {
  cloud = await startRandomCloud();
  normal = engineOver(cloud, {});
  bare = engineOver(cloud, { rules: [], streaming: false });
});

afterAll(async () => {
  await Promise.all([normal, bare].map((session) => session.close()));
  cloud.close();
});

test("QUALIFY, DISTINCT ON, grouping sets, ALL of sets, LATERAL, ANY and ALL, rows: as in plain SQLite", async () => {
  await fc.assert(
    fc.asyncProperty(data, rewritten, async (rows, { form, plain }) => {
      cloud.data = rows;
      const expected = plainOutcome(rows, local(plain)).toSorted();
      for (const session of [normal, bare]) {
        const found = await outcomeOf(session, remote(form));
        expect(typeof found === "string" ? found : found.toSorted()).toEqual(expected);
      }
    }),
    { numRuns: 400 },
  );
});

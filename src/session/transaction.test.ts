/** What becomes of a transaction that its session leaves open. */
import { expect, test } from "vitest";
import type { EngineEvent } from "../common/event.ts";
import { fixture, readAll, rows } from "./fixture.ts";

const warningsOf = (events: readonly EngineEvent[]): string[] =>
  events.flatMap((event) => (event.kind === "warning" ? [`${event.warning.condition}: ${event.warning.message}`] : []));

test("a session that ends with an open transaction sends nothing and says so", async () => {
  const { session, events, requests } = await fixture((_path, response) => rows(response, []));
  await readAll(session, "BEGIN; DELETE FROM p.s.a WHERE id = 1; DELETE FROM p.s.a WHERE id = 2");
  await session.close();
  expect(warningsOf(events)).toEqual([
    "transaction_left_open: the transaction was not committed: 2 queued statements were not sent",
  ]);
  expect(requests).toEqual([]);
});

test("an open transaction without writes is nothing to tell of", async () => {
  const { session, events } = await fixture((_path, response) => rows(response, [1]));
  expect(await readAll(session, "BEGIN; SELECT id FROM p.s.a")).toEqual([[1]]);
  await session.close();
  expect(warningsOf(events)).toEqual([]);
});

test("a transaction lasts from one script to the next, and nothing happens before a result is read", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, []));
  await readAll(session, "BEGIN");
  for await (const _ of session.execute("DELETE FROM p.s.a WHERE id = 1"));
  await readAll(session, "DELETE FROM p.s.a WHERE id = 2");
  for await (const _ of session.execute("COMMIT"));
  expect(requests).toEqual([]);
  await readAll(session, "COMMIT");
  expect(requests).toEqual(["/a/2"]);
});

test("a dry run shows the requests of writes at once", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, []), { dryRun: true });
  const shown = await readAll(session, "BEGIN; DELETE FROM p.s.a WHERE id = 1; COMMIT");
  expect(shown).toEqual([["DELETE", expect.stringMatching(/\/a\/1$/), null]]);
  expect(requests).toEqual([]);
});

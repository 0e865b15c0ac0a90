/** Materialized views with a time to live, and what becomes of them where they cannot be made anew. */
import { expect, test, vi } from "vitest";
import { fail, failureOf, fixture, readAll, rows } from "./fixture.ts";

const created = "CREATE MATERIALIZED VIEW m WITH (ttl = '1 hour') AS SELECT id FROM p.s.a";

/** Does some work two hours from now. */
async function later<T>(work: () => Promise<T>): Promise<T> {
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 7_200_000);
  try {
    return await work();
  } finally {
    vi.restoreAllMocks();
  }
}

test("rows are made anew after their time, not before", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, [requests.length]));
  await readAll(session, created);
  expect(await readAll(session, "SELECT id FROM m")).toEqual([[1]]);
  expect(await later(() => readAll(session, "SELECT id FROM m"))).toEqual([[2]]);
  expect(requests).toEqual(["/a", "/a"]);
});

test("views of views are made anew from the inside", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, [requests.length]));
  const outer = "CREATE MATERIALIZED VIEW n WITH (ttl = 60) AS SELECT id * 10 AS ten FROM m";
  await readAll(session, `${created}; ${outer}`);
  expect(await later(() => readAll(session, "SELECT ten FROM n"))).toEqual([[20]]);
});

test("where failing sources are warnings, old rows come with their age", async () => {
  let isDown = false;
  const { session, events } = await fixture((_path, response) => (isDown ? fail(response) : rows(response, [1])));
  await readAll(session, created);
  isDown = true;
  expect(await failureOf(later(() => readAll(session, "SELECT id FROM m")))).toBe("upstream_forbidden");
  expect(await later(() => readAll(session, "SET on_error = 'warn'; SELECT id FROM m"))).toEqual([[1]]);
  const warnings = events.flatMap((event) => (event.kind === "warning" ? [event.warning.message] : []));
  expect(warnings).toEqual([expect.stringMatching(/^rows of m are those of \d{4}-.*Z: 42501 upstream_forbidden: /)]);
});

test("--dryrun and EXPLAIN make nothing anew", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, [1]));
  await readAll(session, created);
  await later(() => readAll(session, "EXPLAIN SELECT id FROM m; SET dry_run = true; SELECT id FROM m"));
  expect(requests).toEqual(["/a"]);
});

/** The limits of a session: requests, rows, time, confirmation, failing sources. */
import { expect, test } from "vitest";
import type { EngineError } from "../common/error.ts";
import { fail, failureOf, fixture, hang, readAll, rows } from "./fixture.ts";

const thousand = Array.from({ length: 1000 }, (_, index) => index);
const endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r";

async function messageOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: EngineError) => `${error.condition}: ${error.message}`,
  );
}

test("the request that is too many is not sent", async () => {
  const { session, requests } = await fixture(
    (path, response) => rows(response, [1], String(Number(path.split("=")[1] ?? 0) + 1)),
    { maxRequests: 3 },
  );
  expect(await messageOf(readAll(session, "SELECT id FROM p.s.a"))).toBe(
    "request_limit_reached: the statement needs more than 3 requests",
  );
  expect(requests).toEqual(["/a", "/a?page=1", "/a?page=2"]);
});

// verifies: guard.requests
test("each statement may send as many requests as the limit says", async () => {
  const { session } = await fixture((_path, response) => rows(response, [1]), { maxRequests: 1 });
  expect(await readAll(session, "SELECT id FROM p.s.a; SELECT id FROM p.s.b")).toEqual([[1], [1]]);
  expect(await failureOf(readAll(session, "SELECT a.id FROM p.s.a CROSS JOIN p.s.b"))).toBe("request_limit_reached");
});

test("rows beyond the limit are cut, with a warning only where there are more", async () => {
  const { session, events } = await fixture((_path, response) => rows(response, [1, 2, 3]), { maxRows: 3 });
  expect(await readAll(session, "SELECT id FROM p.s.a")).toEqual([[1], [2], [3]]);
  const warnings = (): unknown[] => events.flatMap((event) => (event.kind === "warning" ? [event.warning] : []));
  expect(warnings()).toEqual([]);
  expect(await readAll(session, "SELECT id FROM p.s.a UNION ALL SELECT id FROM p.s.b")).toEqual([[1], [2], [3]]);
  expect(warnings()).toEqual([{ condition: "row_limit_reached", message: "stopped after 3 rows, but there are more" }]);
});

test("a write with RETURNING is not left half done", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, [1]), { maxRows: 1 });
  await readAll(session, "DELETE FROM p.s.a WHERE id IN (1, 2, 3) RETURNING id");
  expect(requests.toSorted()).toEqual(["/a/1", "/a/2", "/a/3"]);
});

test.each([
  ["an endless recursive query", endless],
  [
    "an endless recursive query that groups",
    `SELECT n % 2, count(*) FROM (${endless.replace("count(*)", "n")}) GROUP BY 1`,
  ],
  ["a cross join of staged rows", "SELECT count(*) FROM p.s.a CROSS JOIN p.s.b CROSS JOIN p.s.c CROSS JOIN p.s.a d"],
  [
    "a cross join of derived tables",
    `SELECT count(*) FROM (SELECT id FROM p.s.a UNION SELECT 0) x, (SELECT id FROM p.s.b) y,
     (SELECT id FROM p.s.c LIMIT 900) z, (SELECT id FROM p.s.a) w`,
  ],
  [
    "a cross join of common tables",
    "WITH t AS (SELECT id FROM p.s.a) SELECT count(*) FROM t x, t y, t z WHERE x.id + y.id <> z.id / 2",
  ],
  [
    "a correlated subquery",
    "SELECT count(*) FROM p.s.a a WHERE (SELECT count(*) FROM p.s.b b JOIN p.s.c c ON b.id <> c.id + a.id) < 0",
  ],
  [
    "an outer join",
    "SELECT count(*) FROM p.s.a LEFT JOIN p.s.b ON a.id <> b.id LEFT JOIN p.s.c ON c.id <> b.id + a.id",
  ],
  ["a cross join of series", "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b"],
  ["a series for each row", "SELECT count(*) FROM generate_series(1, 3000) a, generate_series(1, 3000 + a) b"],
  ["a regular expression", "SELECT count(*) FROM p.s.a WHERE regexp_like(repeat('a', 2000000) || id, '(a|aa)+!$')"],
  ["a query that feeds arguments", `SELECT id FROM p.s.a WHERE id IN (${endless})`],
])("a timeout ends %s", async (_name, sql) => {
  const { session } = await fixture((_path, response) => rows(response, thousand), {
    statementTimeoutMilliseconds: 400,
  });
  expect(await messageOf(readAll(session, sql))).toBe("query_canceled: the statement took longer than 0.4 s");
});

// verifies: guard.timeout, local.runaway
test("a timeout ends a statement that waits for an answer", async () => {
  const { session } = await fixture(hang, { statementTimeoutMilliseconds: 50 });
  expect(await messageOf(readAll(session, "SELECT id FROM p.s.a"))).toBe(
    "query_canceled: the statement took longer than 0.05 s",
  );
});

test("under a time limit rows are the same", async () => {
  const { session } = await fixture((path, response) => rows(response, path === "/a" ? [1, 2] : [2, 3]), {
    statementTimeoutMilliseconds: 60_000,
  });
  const sql = `WITH t AS (SELECT id FROM p.s.a WHERE id > 0 OR id < 0)
    SELECT t.id, b.id, (SELECT count(*) FROM p.s.c WHERE c.id > t.id)
    FROM t LEFT JOIN p.s.b ON b.id = t.id ORDER BY 1`;
  expect(await readAll(session, sql)).toEqual([
    [1, null, 2],
    [2, 2, 1],
  ]);
});

test("under a time limit whole numbers of any size pass", async () => {
  const { session } = await fixture((_path, response) => rows(response, [1]), { statementTimeoutMilliseconds: 60_000 });
  const sql = "WITH t AS (SELECT 9223372036854775807 AS n UNION SELECT id FROM p.s.a) SELECT n FROM t x WHERE x.n > 2";
  expect(await readAll(session, sql)).toEqual([[9223372036854775807n]]);
});

test("what is not confirmed is not sent", async () => {
  const asked: number[] = [];
  const confirm = async (requests: number): Promise<boolean> => {
    asked.push(requests);
    return false;
  };
  const { session, requests } = await fixture((_path, response) => rows(response, [1]), { confirm, confirmAbove: 1 });
  expect(await readAll(session, "SELECT id FROM p.s.a")).toEqual([[1]]);
  expect(await messageOf(readAll(session, "SELECT a.id FROM p.s.a CROSS JOIN p.s.b"))).toBe(
    "query_canceled: the statement would make at least 2 requests, which was not confirmed",
  );
  expect([asked, requests]).toEqual([[2], ["/a"]]);
});

test("a source that fails is a warning where that is asked for, and the rows of the others come", async () => {
  const { session, events } = await fixture(
    (path, response) => (path === "/b" ? fail(response) : rows(response, [1])),
    { onError: "warn" },
  );
  expect(await readAll(session, "SELECT id FROM p.s.a UNION ALL SELECT id FROM p.s.b")).toEqual([[1]]);
  const warnings = events.flatMap((event) => (event.kind === "warning" ? [event.warning] : []));
  expect(warnings).toEqual([
    {
      condition: "source_failed",
      message: expect.stringMatching(/^no more rows of p\.s\.b: 42501 upstream_forbidden: /) as string,
    },
  ]);
});

test("a limit ends the statement even where failing sources are warnings", async () => {
  const { session } = await fixture((_path, response) => rows(response, [1]), { onError: "warn", maxRequests: 1 });
  expect(await failureOf(readAll(session, "SELECT a.id FROM p.s.a CROSS JOIN p.s.b"))).toBe("request_limit_reached");
});

test("a result tells what became of its sources", async () => {
  const { session } = await fixture((path, response) => (path === "/b" ? fail(response) : rows(response, [1])), {
    onError: "warn",
  });
  for await (const result of session.execute("SELECT id FROM p.s.a UNION ALL SELECT id FROM p.s.b")) {
    for await (const _ of result.batches);
    const shared = { provider: "p", calls: 1, requests: 1 };
    expect(result.sources?.()).toEqual([
      { ...shared, relation: "p.s.a", alias: "a", method: "p.s.a.list", status: "ok", httpStatus: 200, rows: 1 },
      {
        ...shared,
        relation: "p.s.b",
        alias: "b",
        method: "p.s.b.list",
        status: "failed",
        httpStatus: 403,
        rows: 0,
        arguments: {},
        code: "42501",
        condition: "upstream_forbidden",
        message: expect.stringContaining("answered 403") as string,
      },
    ]);
  }
});

/** What a session promises around statements: order, events, and that nothing goes on once a statement is over. */
import { expect, test } from "vitest";
import { fail, failureOf, fixture, hang, readAll, rows, until } from "./fixture.ts";

test("one failing scan ends the statement and gives up what is in flight", async () => {
  const { session, requests, abandoned } = await fixture((path, response) => {
    if (path !== "/b") return hang();
    void until(() => requests.length === 3).then(() => fail(response));
  });
  const sql = "SELECT 1 FROM p.s.a CROSS JOIN p.s.b CROSS JOIN p.s.c";
  expect(await failureOf(readAll(session, sql))).toBe("upstream_forbidden");
  await until(() => abandoned.length === 2);
  expect([...abandoned].toSorted()).toEqual(["/a", "/c"]);
});

test("leaving a result early gives up the page in flight and asks for no other", async () => {
  const { session, requests } = await fixture((path, response) => {
    if (path === "/a") rows(response, [1, 2], "2");
    else rows(response, [3], "3");
  });
  for await (const result of session.execute("SELECT id FROM p.s.a; SELECT id FROM p.s.b")) {
    for await (const batch of result.batches) {
      expect(batch).toEqual([[1], [2]]);
      break;
    }
    break;
  }
  expect(requests.filter((path) => path !== "/a?page=2")).toEqual(["/a"]);
});

test("a script goes on after a result that was left", async () => {
  const { session } = await fixture((path, response) =>
    rows(response, path === "/a" ? [1] : [2], path === "/a" ? "2" : undefined),
  );
  const firsts: unknown[] = [];
  for await (const result of session.execute("SELECT id FROM p.s.a; SELECT id FROM p.s.b")) {
    for await (const batch of result.batches) {
      firsts.push(batch[0]?.[0]);
      break;
    }
  }
  expect(firsts).toEqual([1, 2]);
});

test("an abort from outside is a cancellation, and no further statement begins", async () => {
  const abort = new AbortController();
  const { session, requests, abandoned } = await fixture(() => abort.abort());
  const reading = readAll(session, "SELECT id FROM p.s.a; SELECT id FROM p.s.b", { signal: abort.signal });
  expect(await failureOf(reading)).toBe("query_canceled");
  await until(() => abandoned.length === 1);
  expect(requests).toEqual(["/a"]);
});

test("an abort before the first statement is a cancellation too", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, []));
  expect(await failureOf(readAll(session, "SELECT id FROM p.s.a", { signal: AbortSignal.abort() }))).toBe(
    "query_canceled",
  );
  expect(requests).toEqual([]);
});

test("closing the session ends what still runs", async () => {
  const { session, abandoned } = await fixture(() => void session.close());
  expect(await failureOf(readAll(session, "SELECT id FROM p.s.a"))).toBe("query_canceled");
  await until(() => abandoned.length === 1);
});

test("a failing statement stops the script", async () => {
  const { session, requests } = await fixture((path, response) =>
    path === "/b" ? fail(response) : rows(response, [1]),
  );
  const sql = "SELECT id FROM p.s.a; SELECT id FROM p.s.b; SELECT id FROM p.s.c";
  expect(await failureOf(readAll(session, sql))).toBe("upstream_forbidden");
  expect(requests).toEqual(["/a", "/b"]);
});

test("a script that does not parse runs nothing", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, [1]));
  expect(await failureOf(readAll(session, "SELECT id FROM p.s.a; SELEC"))).toBe("syntax_error");
  expect(requests).toEqual([]);
});

test("nothing is sent before a result is read", async () => {
  const { session, requests } = await fixture((_path, response) => rows(response, [1]));
  for await (const result of session.execute("SELECT id FROM p.s.a")) {
    expect(result.columns).toEqual([{ name: "id", type: "integer" }]);
    expect(requests).toEqual([]);
  }
  expect(requests).toEqual([]);
});

test("events tell a statement from start to end", async () => {
  const { session, events } = await fixture((path, response) =>
    rows(response, [1, 2], path === "/a" ? "2" : undefined),
  );
  await readAll(session, "SELECT id FROM p.s.a ORDER BY id");
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== "blocking");
  expect(kinds).toEqual([
    "statement-started",
    "fan-out-planned",
    "request-sent",
    "response-received",
    "page-read",
    "rows-staged",
    "request-sent",
    "response-received",
    "page-read",
    "rows-staged",
    "statement-ended",
  ]);
  expect(events.at(-1)).toMatchObject({ kind: "statement-ended", rows: 4 });
});

test("an error is part of the last event, with its SQL", async () => {
  const { session, events } = await fixture((_path, response) => fail(response));
  await failureOf(readAll(session, "SELECT id FROM p.s.a"));
  const last = events.at(-1);
  expect(last?.kind === "statement-ended" ? [last.rows, last.error?.condition, last.error?.sql] : last).toEqual([
    0,
    "upstream_forbidden",
    "SELECT id FROM p.s.a",
  ]);
});

test("statements side by side do not share their rows", async () => {
  const { session } = await fixture((path, response) => rows(response, path === "/a" ? [1] : [2]));
  const found = await Promise.all([
    readAll(session, "SELECT id FROM p.s.a ORDER BY 1"),
    readAll(session, "SELECT id FROM p.s.b ORDER BY 1"),
  ]);
  expect(found).toEqual([[[1]], [[2]]]);
});

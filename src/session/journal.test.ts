/** The journal: what it keeps, and what of it outlives the session. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Fixture, fail, failureOf, fixture, hang, readAll, rows, until } from "./fixture.ts";

function storePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "store.db");
}

const shown = "SELECT number, url, state, status FROM tributary.journal";
const journalOf = async ({ session }: Fixture): Promise<unknown[][]> => {
  const found = await readAll(session, shown);
  return found.map((row) => row.map((cell) => (typeof cell === "string" ? cell.replace(/.*:\d+/, "") : cell)));
};

// verifies: catalog.journal
test("a call is on the disk before it is answered, for the next session to see", async () => {
  const store = storePath();
  const first = await fixture(hang, { store });
  const writing = failureOf(readAll(first.session, "DELETE FROM p.s.a WHERE id = 1"));
  await until(() => first.requests.length === 1);
  expect(await journalOf(await fixture(hang, { store }))).toEqual([[1, "/a/1", "unknown", null]]);
  await first.session.close();
  expect(await writing).toBe("query_canceled");
});

test("calls of earlier sessions come first, with what became of them", async () => {
  const store = storePath();
  const first = await fixture((path, response) => (path === "/a/1" ? rows(response, []) : fail(response)), { store });
  await readAll(first.session, "DELETE FROM p.s.a WHERE id = 1");
  expect(await failureOf(readAll(first.session, "DELETE FROM p.s.a WHERE id = 2"))).toBe("upstream_forbidden");
  await first.session.close();
  const second = await fixture((_path, response) => rows(response, []), { store });
  await readAll(second.session, "DELETE FROM p.s.b WHERE id = 3; SELECT id FROM p.s.a");
  expect(await journalOf(second)).toEqual([
    [1, "/a/1", "done", 200],
    [2, "/a/2", "failed", null],
    [1, "/b/3", "done", 200],
  ]);
});

test("the file is for its owner only, and a line that was cut off harms no other", async () => {
  const store = storePath();
  const answers = (_path: string, response: Parameters<typeof rows>[0]): void => rows(response, []);
  const first = await fixture(answers, { store });
  await readAll(first.session, "DELETE FROM p.s.a WHERE id = 1");
  const file = `${store}.calls`;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  appendFileSync(file, '{"session":"x","numb');
  await readAll(first.session, "DELETE FROM p.s.a WHERE id = 2");
  await first.session.close();
  expect(
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== ""),
  ).toHaveLength(5);
  expect(await journalOf(await fixture(answers, { store }))).toEqual([
    [1, "/a/1", "done", 200],
    [2, "/a/2", "done", 200],
  ]);
});

test("where the note cannot be kept nothing is sent", async () => {
  const store = storePath();
  const { session, requests } = await fixture((_path, response) => rows(response, []), { store });
  mkdirSync(`${store}.calls`);
  expect(await failureOf(readAll(session, "DELETE FROM p.s.a WHERE id = 1"))).toBe("io_error");
  expect(requests).toEqual([]);
});

test("where the store is gone, so that kept rows cannot be forgotten, nothing is sent", async () => {
  const store = storePath();
  const { session, requests } = await fixture((_path, response) => rows(response, []), { store });
  rmSync(dirname(store), { recursive: true });
  expect(await failureOf(readAll(session, "DELETE FROM p.s.a WHERE id = 1"))).toBe("configuration_error");
  expect(requests).toEqual([]);
});

test("a cancelled COMMIT undoes nothing that it does not know, but tells of it", async () => {
  const { session, requests } = await fixture(hang, { rollbackType: "undo" });
  const abort = new AbortController();
  const committing = readAll(session, "BEGIN; DELETE FROM p.s.a WHERE id = 1; COMMIT", { signal: abort.signal });
  const failure = committing.catch((error: unknown) => String(error).replace(/http:[^ ]+:\d+/, ""));
  await until(() => requests.length === 1);
  abort.abort();
  expect(await failure).toMatch(/57014 .*\nHINT: .*It is not known whether this was done: DELETE \/a\/1\./s);
});

test("an eager transaction that is left open says what stands", async () => {
  const { session, events } = await fixture((_path, response) => rows(response, []), { rollbackType: "eager" });
  await readAll(session, "BEGIN; DELETE FROM p.s.a WHERE id = 1");
  await session.close();
  expect(events.flatMap((event) => (event.kind === "warning" ? [event.warning.message] : []))).toEqual([
    "the transaction was not committed: what was sent stands. UNDO required: Undo the delete on p.s.a.",
  ]);
});

test("transactions nest as deep as is allowed", async () => {
  const { session } = await fixture(hang, { maxTransactionDepth: 2 });
  await readAll(session, "BEGIN; BEGIN");
  expect(await failureOf(readAll(session, "BEGIN"))).toBe("active_sql_transaction");
});

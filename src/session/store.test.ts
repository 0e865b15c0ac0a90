/** Sessions over one store: what they share, and what each keeps for itself. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EngineError } from "../common/error.ts";
import { openSession } from "./session.ts";
import { defaultSettings } from "./settings.ts";

type Run = (sql: string) => Promise<unknown>;

/** Sessions over a new file: each runs a script and yields its rows, or the condition of its error. */
function sessions(count: number): Run[] {
  const folder = mkdtempSync(join(tmpdir(), "session-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return Array.from({ length: count }, () => sessionOver(join(folder, "kept.db")));
}

function sessionOver(store: string): Run {
  const settings = { ...defaultSettings, shippedProviders: "", userProviders: "", version: "test", store };
  const session = openSession(settings, () => undefined);
  onTestFinished(() => session.close());
  return async (sql) => {
    const rows: unknown[] = [];
    try {
      for await (const { batches } of session.execute(sql)) for await (const batch of batches) rows.push(...batch);
    } catch (error) {
      return (error as EngineError).condition;
    }
    return rows;
  };
}

test("a session sees at once what another one did, with its types", async () => {
  const [one, other] = sessions(2) as [Run, Run];
  await one("CREATE TABLE t (ok boolean, big integer); INSERT INTO t VALUES (true, 9007199254740993)");
  expect(await other("SELECT * FROM t")).toEqual([[true, 9007199254740993n]]);
  await other("DROP TABLE t");
  expect(await one("SELECT * FROM t")).toBe("undefined_table");
});

test("a temporary table hides the one of the store, for its session only", async () => {
  const [one, other] = sessions(2) as [Run, Run];
  await one("CREATE TABLE t AS SELECT 'kept' AS a; CREATE TEMP TABLE t AS SELECT 'own' AS a");
  expect([await one("SELECT a FROM t"), await other("SELECT a FROM t")]).toEqual([[["own"]], [["kept"]]]);
  await one("DROP TABLE t");
  expect(await one("SELECT a FROM t")).toEqual([["kept"]]);
});

test("a statement that fails half-way writes nothing", async () => {
  const [run] = sessions(1) as [Run];
  await run("CREATE TABLE t (a text PRIMARY KEY); INSERT INTO t VALUES ('true')");
  expect(await run("INSERT INTO t VALUES ('false'), ('true')")).toBe("constraint_violation");
  await run("CREATE MATERIALIZED VIEW m AS SELECT CAST(a AS boolean) AS b FROM t; INSERT INTO t VALUES ('perhaps')");
  expect(await run("REFRESH MATERIALIZED VIEW m")).toBe("data_exception");
  expect(await run("SELECT a FROM t ORDER BY a")).toEqual([["perhaps"], ["true"]]);
  expect(await run("SELECT b FROM m")).toEqual([[true]]);
});

test("rows that are still being read do not keep another statement from writing", async () => {
  const [one, other] = sessions(2) as [Run, Run];
  await one("CREATE TABLE t AS SELECT 1 AS a");
  const reading = one("SELECT a FROM t");
  expect(await other("INSERT INTO t VALUES (2)")).toEqual([]);
  await reading;
  expect(await one("SELECT count(*) FROM t")).toEqual([[2]]);
});

test("a function outlives its session, a temporary one does not and hides it", async () => {
  const [one, other] = sessions(2) as [Run, Run];
  await one("CREATE FUNCTION tag(x) AS 'kept ' || x; CREATE VIEW v AS SELECT tag('v') AS t");
  await one("CREATE TEMP FUNCTION TAG(x) AS 'own ' || x");
  expect([await one("SELECT tag('a')"), await other("SELECT tag('a')")]).toEqual([[["own a"]], [["kept a"]]]);
  expect([await one("SELECT t FROM v"), await other("SELECT t FROM v")]).toEqual([[["own v"]], [["kept v"]]]);
  await one("DROP FUNCTION tag");
  expect(await one("SELECT tag('a')")).toEqual([["kept a"]]);
  await other("DROP FUNCTION Tag");
  expect([await one("SELECT tag('a')"), await one("SELECT t FROM v")]).toEqual([
    "undefined_function",
    "undefined_function",
  ]);
});

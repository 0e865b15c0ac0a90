import { describe, expect, test } from "vitest";
import { type ColumnType, Json, type Value } from "../../../common/value.ts";
import { createSqliteBackend } from "./backend.ts";
import { fromSqlite, toSqlite } from "./cell.ts";
import type { SqliteCell } from "./driver.ts";

describe("a cell as SQLite stores it", () => {
  test.each<[Value, SqliteCell]>([
    [null, null],
    ["text", "text"],
    [1, 1n],
    [-0, 0n],
    [1.5, 1.5],
    [1e300, 1e300],
    [true, 1n],
    [false, 0n],
    [9007199254740993n, 9007199254740993n],
    [2n ** 63n - 1n, 2n ** 63n - 1n],
    [2n ** 63n, Buffer.from("9223372036854775808".padStart(64))],
    [10n ** 63n, Buffer.from(`1${"0".repeat(63)}`)],
    [10n ** 64n, `1${"0".repeat(64)}`],
    [-(2n ** 63n) - 1n, "-9223372036854775809"],
    [Json.ofValue({ a: 9007199254740993n }), '{"a":9007199254740993}'],
  ])("%s", (cell, stored) => {
    expect(toSqlite(cell)).toEqual(stored);
  });
});

describe("a stored cell in a column of a type", () => {
  test.each<[SqliteCell, ColumnType, Value]>([
    [null, "boolean", null],
    [1n, "boolean", true],
    [0n, "boolean", false],
    [2n, "boolean", 2],
    ["yes", "boolean", "yes"],
    [1n, "integer", 1],
    [9007199254740993n, "integer", 9007199254740993n],
    [1.5, "integer", 1.5],
    [5n, "number", 5],
    ["7", "text", "7"],
    ["[draft", "json", "[draft"],
    ["plain", "json", "plain"],
    ["[1, oops]", "any", "[1, oops]"],
    ["[1]", "text", "[1]"],
    [new Uint8Array([1, 255]), "any", "\\x01ff"],
    [Buffer.from("18446744073709551616".padStart(64)), "integer", 2n ** 64n],
    [Buffer.from("18446744073709551616".padStart(64)), "any", 2n ** 64n],
    [Buffer.from("x".padStart(64)), "any", `\\x${"20".repeat(63)}78`],
  ])("%s as %s", (stored, type, cell) => {
    expect(fromSqlite(stored, type)).toEqual(cell);
  });

  test.each(["json", "any"] as const)("is an object or array where it is one, in a column of %s", (type) => {
    for (const text of ['{"a":1}', "[]"]) {
      const cell = fromSqlite(text, type);
      expect(cell).toBeInstanceOf(Json);
      expect(String(cell)).toBe(text);
    }
  });
});

test("cells of every type come back as they went in", () => {
  const columns = (["text", "integer", "number", "boolean", "timestamp", "json", "any"] as const).map((type) => ({
    name: type,
    type,
  }));
  const rows: readonly (readonly Value[])[] = [
    ["7", 7, 7, true, "2024-01-01T00:00:00Z", Json.ofText('{"a":[1]}'), "x"],
    ["", 9007199254740993n, 0.1, false, "never", Json.ofText("[]"), 5],
    [null, null, null, null, null, null, null],
    ["a\nb'\"", -1, -2.5, null, "", null, "7"],
  ];
  const scope = createSqliteBackend().openScope();
  scope.createTable('odd "name"', columns);
  scope.stage('odd "name"', rows);
  const found = [...scope.query('SELECT * FROM "odd ""name""" ORDER BY rowid', columns)].flat();
  expect(found.map((row) => row.map(String))).toEqual(rows.map((row) => row.map(String)));
  expect(found.map((row) => row.map((cell) => typeof cell))).toEqual(rows.map((row) => row.map((cell) => typeof cell)));
  scope.close();
});

test("a table without columns keeps the number of its rows", () => {
  const scope = createSqliteBackend().openScope();
  scope.createTable("t", []);
  scope.stage("t", [[], [], []]);
  expect([...scope.query("SELECT count(*) FROM t", [{ name: "n", type: "integer" }])]).toEqual([[[3]]]);
  scope.close();
});

import { describe, expect, it, test } from "vitest";
import { EngineError, errorCodes, invariant, toEngineError } from "./error.ts";

const sql = "SELECT a,\n  bb\nFROM t";
const error = new EngineError({
  condition: "undefined_column",
  stage: "bind",
  message: "there is no column bb",
  span: { start: 12, end: 14 },
  hint: "Did you mean b?",
});

describe("EngineError", () => {
  it("prints its code, the source line with carets, and the hint", () => {
    expect(error.withSql(sql).toString()).toBe(
      ["ERROR 42703 (undefined_column): there is no column bb", "2 |   bb", "      ^^", "HINT: Did you mean b?"].join(
        "\n",
      ),
    );
  });

  it("shows the part of a very long line around the place", () => {
    const long = `SELECT ${"a, ".repeat(100)}wrong, ${"b, ".repeat(100)}c FROM t`;
    const start = long.indexOf("wrong");
    const moved = new EngineError({
      condition: "syntax_error",
      stage: "parse",
      message: "m",
      span: { start, end: start + 5 },
    });
    const [, shown = "", below = ""] = moved.withSql(long).toString().split("\n");
    expect([shown.startsWith("1 | …"), shown.endsWith("…"), below.trim()]).toEqual([true, true, "^^^^^"]);
    expect(shown.slice(below.indexOf("^"), below.indexOf("^") + 5)).toBe("wrong");
  });

  it("leaves for the wire with its position", () => {
    expect(error.withSql(sql).toJSON()).toEqual({
      code: "42703",
      condition: "undefined_column",
      stage: "bind",
      message: "there is no column bb",
      position: { line: 2, column: 3 },
      hint: "Did you mean b?",
    });
  });

  it("keeps the first SQL it was given", () => {
    expect(error.withSql(sql).withSql("other").sql).toBe(sql);
  });

  it("has a code of five characters for every condition, and no two conditions share one", () => {
    const codes = Object.values(errorCodes);
    expect(codes.filter((code) => !/^[0-9A-Z]{5}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe("other failures", () => {
  it("are internal errors that say whose defect it is", () => {
    const internal = toEngineError(new TypeError("x is undefined"));
    expect(internal.code).toBe("XX000");
    expect(internal.message).toBe("internal error, a defect of Tributary: x is undefined");
    expect(() => invariant(false, "rows without columns")).toThrow("a defect of Tributary: rows without columns");
  });
});

test("the same error with other words keeps all the rest", () => {
  const cause = new Error("below");
  const error = new EngineError({
    condition: "io_error",
    stage: "execute",
    message: "m",
    sql: "SELECT",
    hint: "h",
    cause,
  });
  const other = error.with({ hint: "another" });
  expect([other.toJSON(), other.sql, other.cause]).toEqual([{ ...error.toJSON(), hint: "another" }, "SELECT", cause]);
  expect(error.with({ cause: undefined }).cause).toBeUndefined();
});

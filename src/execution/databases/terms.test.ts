import { describe, expect, test } from "vitest";
import type { TableTerm } from "../../catalog/table-source.ts";
import type { Value } from "../../common/value.ts";
import {
  acceptsTerm,
  type Comparison,
  longestList,
  selectText,
  type SourceColumn,
  type SourceDialect,
} from "./terms.ts";

const column = (comparison: Comparison, given: Partial<SourceColumn> = {}): SourceColumn => ({
  name: "a",
  sourceName: 'A "a"',
  type: "text",
  comparison,
  nullsAgree: true,
  ...given,
});

const dialect: SourceDialect = {
  selected: ({ sourceName }) => `[${sourceName}]`,
  boolean: (value) => (value ? "TRUE" : "FALSE"),
  orderedText: (literal) => `${literal} ORDERED`,
};

const term = (operator: TableTerm["operator"], ...values: Value[]): TableTerm => ({ column: "a", operator, values });

describe("a term goes to the database", () => {
  const cases: readonly (readonly [Comparison, TableTerm])[] = [
    ["text", term("=", "é")],
    ["text", term("in", "a", "b")],
    ["ordered text", term("<=", "a")],
    ["uuid", term("=", "no uuid")],
    ["integer", term("=", 9007199254740993n)],
    ["integer", term(">", 1.5)],
    ["number", term("in", 1, 1.5)],
    ["boolean", term("=", true)],
    ["instant", term(">=", "2026-01-02T03:04:05Z")],
    ["day", term("=", "2026-01-02")],
    ["none", term("is null")],
  ];
  test.each(cases)("of a column of %s: %o", (comparison, given) => {
    expect(acceptsTerm(given, column(comparison))).toBe(true);
  });
});

describe("a term stays here", () => {
  const cases: readonly (readonly [Comparison, TableTerm])[] = [
    ["text", term("<", "a")],
    ["text", term("=", 1)],
    ["text", term("=", "\0")],
    ["text", term("=", "\uD800")],
    ["text", term("=", "\\x00")],
    ["text", term("in", "a", 1)],
    ["text", term("in", ...Array.from({ length: longestList + 1 }, (_, index) => String(index)))],
    ["uuid", term("<", "a")],
    ["integer", term("=", 1.5)],
    ["integer", term("<", "1")],
    ["number", term("=", Number.NaN)],
    ["number", term("=", true)],
    ["boolean", term("=", 1)],
    ["boolean", term(">", false)],
    ["instant", term("in", "2026-01-02")],
    ["instant", term("<", "yesterday")],
    ["none", term("=", "a")],
    ["none", term("in")],
  ];
  test.each(cases)("of a column of %s: %o", (comparison, given) => {
    expect(acceptsTerm(given, column(comparison))).toBe(false);
  });

  test("where NULL is not the same on both sides", () => {
    expect(acceptsTerm(term("is null"), column("none", { nullsAgree: false }))).toBe(false);
  });

  test("on a column that is not there", () => {
    expect(acceptsTerm(term("is null"), undefined)).toBe(false);
  });
});

describe("a read as SQL", () => {
  const sql = (comparison: Comparison, ...terms: readonly TableTerm[]): string =>
    selectText({ columns: ["a"], terms }, "t", [column(comparison)], dialect);

  test("has columns, terms and a limit", () => {
    const read = { columns: ["a"], terms: [term("is not null"), term("=", "it's")], limit: 3 };
    expect(selectText(read, "t", [column("text")], dialect)).toBe(
      `SELECT [A "a"] FROM t WHERE "A ""a""" IS NOT NULL AND "A ""a""" = 'it''s' LIMIT 3`,
    );
  });

  test("counts rows where no column is asked for", () => {
    expect(selectText({ columns: [], terms: [] }, "t", [column("text")], dialect)).toBe("SELECT 1 FROM t");
  });

  test.each([
    ["ordered text", term("<", "b"), `"A ""a""" < 'b' ORDERED`],
    ["integer", term("in", -1, 9007199254740993n), `"A ""a""" IN (-1, 9007199254740993)`],
    ["boolean", term("in", true), `"A ""a""" = TRUE`],
    ["text", term("in"), `"A ""a""" IN (…)`],
    ["uuid", term("=", "no uuid"), "1 = 0"],
    ["day", term("<", "2026-01-02"), `("A ""a""" < '2026-01-03T00:00:00.000Z' OR "A ""a""" > '9999-12-31')`],
  ] as const)("writes a term of %s: %o", (comparison, given, expected) => {
    expect(sql(comparison, given)).toBe(`SELECT [A "a"] FROM t WHERE ${expected}`);
  });
});

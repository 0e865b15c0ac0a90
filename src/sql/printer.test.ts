import { describe, expect, it } from "vitest";
import {
  alias,
  and,
  binary,
  call,
  columnRef,
  conjuncts,
  equals,
  identifier,
  inList,
  isNull,
  literal,
  not,
  or,
} from "./build.ts";
import { qualifiedName, query, selectItem, star, syntheticSpan } from "./build.ts";
import type { AnyNode } from "./ast.ts";
import type { Dialect } from "./dialect.ts";
import { parseExpression, parseStatement } from "./parser.ts";
import { print } from "./printer.ts";
import { standardDialect } from "./standard-dialect.ts";

const [a, b, c] = [columnRef("a"), columnRef("b"), columnRef("c")];

describe("print, of trees that rules make", () => {
  const made: readonly (readonly [AnyNode | undefined, string])[] = [
    [literal(-1), "-1"],
    [binary("-", a, literal(-1)), '"a" - -1'],
    [binary("||", literal(-1), a), `-1 || "a"`],
    [literal(12345678901234567890n), "12345678901234567890"],
    [literal(1e21), "1e+21"],
    [literal(-0), "-0"],
    [literal(Number.POSITIVE_INFINITY), "9e999"],
    [literal("it's"), "'it''s'"],
    [literal(null), "NULL"],
    [literal(true), "TRUE"],
    [identifier("select"), '"select"'],
    [identifier("a-b"), '"a-b"'],
    [identifier("$1"), '"$1"'],
    [qualifiedName("p", "s", "order"), "p.s.order"],
    [and(equals(a, literal(1)), or(b, c) ?? b), '"a" = 1 AND ("b" OR "c")'],
    [not(equals(a, b)), 'NOT "a" = "b"'],
    [not(isNull(inList(a, [literal(1)]))), 'NOT ("a" IN (1)) IS NULL'],
    [binary("*", binary("+", a, b), c), '("a" + "b") * "c"'],
    [binary("+", binary("->>", a, literal("x")), b), '("a" ->> \'x\') + "b"'],
    [selectItem(call("max", a), "top"), 'max("a") AS "top"'],
    [alias("t"), '"t"'],
  ];

  it.each(made.map(([node, text]) => [text, node] as const))("prints %s", (text, node) => {
    expect(node === undefined ? undefined : print(node)).toBe(text);
  });

  it("joins nothing to nothing and splits what it joined", () => {
    expect([and(), or()]).toEqual([undefined, undefined]);
    expect(conjuncts(and(a, b, c))).toEqual([a, b, c]);
    expect(conjuncts(undefined)).toEqual([]);
  });

  it("prints a query made of parts", () => {
    const select = {
      kind: "select",
      hints: [],
      distinct: false,
      distinctOn: [],
      items: [selectItem(star())],
      groupBy: [],
      windows: [],
      span: syntheticSpan,
    } as const;
    expect(print(query(select))).toBe("SELECT *");
  });
});

describe("print, in another dialect", () => {
  const mysql: Dialect = {
    name: "mysql",
    identifier: (name, quoted) => (quoted ? `\`${name}\`` : name),
    overrides: {
      binary: ({ operator, left, right }, inner) =>
        operator === "||" ? `concat(${inner(left)}, ${inner(right)})` : undefined,
      "parameter-ref": () => "?",
    },
  };

  it("asks the dialect first, at every depth, and prints the rest as ever", () => {
    const tree = parseStatement(`SELECT 1 + ("a" || (b || $1)) FROM "t" WHERE EXISTS (SELECT c || :d)`);
    expect(print(tree, mysql)).toBe(
      "SELECT 1 + (concat(`a`, concat(b, ?))) FROM `t` WHERE EXISTS (SELECT concat(c, ?))",
    );
  });

  it("has the standard dialect by default", () => {
    const tree = parseExpression('"a" || b');
    expect(print(tree)).toBe(print(tree, standardDialect));
  });
});

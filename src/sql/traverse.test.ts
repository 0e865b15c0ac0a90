import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AnyNode } from "./ast.ts";
import { columnRef, literal } from "./build.ts";
import { parseScript, parseStatement } from "./parser.ts";
import { print } from "./printer.ts";
import { childKeys, childrenOf, heightOf, rewrite, visit } from "./traverse.ts";

const script = parseScript(readFileSync(new URL("fixtures/identity.sql", import.meta.url), "utf8"));

/** Every node that hangs anywhere below a value, found without the table. */
function nodesBelow(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.entries(value).flatMap(([key, inner]) => (key === "span" ? [] : nodesBelow(inner)));
  return "kind" in value ? [value, ...below] : below;
}

describe("the table of child keys", () => {
  it("reaches every node of every statement", () => {
    const reached: AnyNode[] = [];
    const collect = (node: AnyNode): void => {
      reached.push(node);
      for (const child of childrenOf(node)) collect(child);
    };
    collect(script);
    expect(new Set(reached)).toEqual(new Set(nodesBelow(script)));
    expect(new Set(reached.map((node) => node.kind))).toEqual(new Set(Object.keys(childKeys)));
  });
});

describe("visit", () => {
  it("goes through a tree in the order of the text", () => {
    const names: string[] = [];
    visit(parseStatement("WITH a AS (SELECT b) SELECT c FROM d WHERE e = f ORDER BY g"), {
      identifier: ({ name }) => void names.push(name),
    });
    expect(names).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  });

  it("leaves out the children where enter says false, and leaves all the same", () => {
    const steps: string[] = [];
    visit(parseStatement("SELECT (SELECT a), b"), {
      "scalar-subquery": { enter: () => (steps.push("enter"), false), leave: () => void steps.push("leave") },
      "column-ref": ({ parts }) => void steps.push(parts.map(({ name }) => name).join(".")),
    });
    expect(steps).toEqual(["enter", "leave", "b"]);
  });

  it("tells the nodes above", () => {
    let above: string[] = [];
    visit(parseStatement("SELECT f(a)"), {
      "column-ref": (_, parents) => void (above = parents.map(({ kind }) => kind)),
    });
    expect(above).toEqual(["query", "select", "select-item", "function-call"]);
  });
});

describe("rewrite", () => {
  it("changes nodes from the leaves up", () => {
    const tree = rewrite(parseStatement("SELECT 1 + 2 + a FROM t WHERE b IN (1 + 2, c)"), {
      binary: (node) =>
        node.left.kind === "literal" && node.right.kind === "literal"
          ? literal(Number(node.left.value) + Number(node.right.value))
          : node,
      "column-ref": ({ parts }) => columnRef("t", ...parts.map(({ name }) => name)),
    });
    expect(print(tree)).toBe('SELECT 3 + "t"."a" FROM t WHERE "t"."b" IN (3, "t"."c")');
  });

  it("keeps the identity of what did not change", () => {
    const tree = parseStatement("SELECT a FROM t WHERE b = 1");
    expect(rewrite(tree, {})).toBe(tree);
    expect(rewrite(tree, { literal: (node) => node })).toBe(tree);
    const changed = rewrite(tree, { literal: () => literal(2) }) as { body: { items: unknown; where: unknown } };
    const before = tree as unknown as { body: { items: unknown; where: unknown } };
    expect(changed.body.items).toBe(before.body.items);
    expect(changed.body.where).not.toBe(before.body.where);
  });
});

describe("heightOf", () => {
  it("counts the nodes on the longest way down", () => {
    expect(heightOf(literal(1))).toBe(1);
    expect(heightOf(parseStatement("SELECT a"))).toBe(5);
  });
});

import { expect, test } from "vitest";
import type { Update } from "../../sql/ast.ts";
import { parseStatement } from "../../sql/parser.ts";
import { conjunctsOf } from "./terms.ts";
import { ownName, sidesIn, writeNames } from "./write-names.ts";

function update(target: string, from: string, where: string): Update {
  const statement = parseStatement(`UPDATE ${target} SET a = 1 ${from} WHERE ${where}`);
  if (statement.kind !== "update") throw new Error(where);
  return statement;
}

/** The sides that each conjunct needs. */
function sides(where: string, target = "p.s.r AS t", from = "FROM p.s.u, (SELECT 1) AS v"): string[] {
  const statement = update(target, from, where);
  const names = writeNames(statement.target, statement.alias, statement.from);
  return conjunctsOf(statement.where).map((conjunct) => [...sidesIn(conjunct, names)].toSorted().join("+"));
}

test("qualifiers tell the target from the source; bare names could be either", () => {
  expect(sides("t.a = u.b AND v.x > 1 AND p.s.u.c = 2 AND d = 3 AND T.e IS NULL AND 1 = 1")).toEqual([
    "source+target",
    "source",
    "source",
    "either",
    "target",
    "",
  ]);
});

test("a target without an alias is named by its last part or in full", () => {
  expect(sides("r.a = 1 AND p.s.r.b = 2 AND t.c = 3", "p.s.r")).toEqual(["target", "target", "either"]);
});

test("subqueries count where they name the target, and not where they take its name", () => {
  expect(
    sides(
      "EXISTS (SELECT 1 FROM p.s.x WHERE x.a = t.a) AND b IN (SELECT t.b FROM p.s.t) AND c = (SELECT max(y) FROM z)",
    ),
  ).toEqual(["target", "either", "either"]);
});

test("a column of the target is named without its qualifier", () => {
  const { target, alias, where } = update("p.s.r AS t", "", "t.spec.name = 1");
  if (where?.kind !== "binary" || where.left.kind !== "column-ref") throw new Error("no column");
  expect(ownName(where.left, writeNames(target, alias, undefined))).toBe("spec.name");
});

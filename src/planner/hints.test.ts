import { expect, test } from "vitest";
import { parseStatement } from "../sql/parser.ts";
import { awaitHint, hintWarnings } from "./hints.ts";

const warningsOf = (sql: string): string[] => hintWarnings(parseStatement(sql)).map(({ message }) => message);

test.each([
  ["DELETE /*+ ALL, CONTINUE */ FROM a.b.c", []],
  ["EXEC /*+ showresults, await(1.5, .5) */ a.b.c.d", []],
  ["REPLACE /*+ AL */ a.b.c SET d = 1", ["REPLACE takes no hint AL; it has no effect. Did you mean ALL?"]],
  ["SHOW INSERT /*+ ALL */ INTO a.b.c", ["SHOW INSERT takes no hint ALL; it has no effect. Known: REQUIRED."]],
  ["DELETE /*+ ALL(1) */ FROM a.b.c", ["the hint ALL takes nothing in parentheses"]],
  [
    "INSERT /*+ AWAIT(1, 2, 3) */ INTO a.b.c (d) SELECT /*+ FAST */ 1",
    [
      "AWAIT(1, 2, 3) waits as AWAIT alone does: in parentheses stand two numbers of seconds, AWAIT(interval, timeout)",
      "SELECT takes no hint FAST; it has no effect. Known: ON_ERROR.",
    ],
  ],
  ["EXPLAIN DELETE /*+ AWAIT() */ FROM a.b.c", [expect.stringContaining("AWAIT() waits as AWAIT alone does")]],
])("%s", (sql, expected) => {
  expect(warningsOf(sql)).toEqual(expected);
});

test.each([
  [["AWAIT"], {}],
  [["CONTINUE", "AWAIT(2)"], { intervalSeconds: 2 }],
  [["AWAIT (0.5, 60)"], { intervalSeconds: 0.5, timeoutSeconds: 60 }],
  [["AWAIT(1..2)"], {}],
  [["AWAITS"], undefined],
])("%j", (hints, expected) => {
  expect(awaitHint({ hints })).toEqual(expected);
});

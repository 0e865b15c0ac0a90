import { expect, test } from "vitest";
import { parseExpression } from "../sql/parser.ts";
import type { Scan, ScanColumn } from "../planner/scan.ts";
import { heldTexts } from "./held-texts.ts";

const columns = (["name", "title", "size"] as const).map((name, index): ScanColumn => {
  const type = name === "size" ? "integer" : "text";
  return { name, label: name, type, from: { kind: "response", index } };
});
const scan = { columns } as unknown as Scan;

/** What the rows hold that a condition keeps, as `column text`. */
function held(condition: string): readonly string[] {
  return heldTexts(parseExpression(condition), scan).map(({ column, text }) => `${column.name} ${text}`);
}

test.each([
  ["name LIKE '%bucket%'", ["name bucket"]],
  ["name LIKE 'a%bucket_b%'", ["name bucket"]],
  ["name = 'Bucket'", ["name Bucket"]],
  ["name LIKE '%a%' AND title LIKE 'b%' AND size = 1", ["name a", "title b"]],
  ["name LIKE '%'", []],
  ["name = ''", []],
  ["name NOT LIKE '%a%'", []],
  ["NOT name LIKE '%a%'", []],
  ["name LIKE '%a%' OR title LIKE '%b%'", []],
  ["name <> 'a'", []],
  ["size = 1", []],
  ["name = title", []],
])("of %s it is known that rows hold %j", (condition, expected) => {
  expect(held(condition)).toEqual(expected);
});

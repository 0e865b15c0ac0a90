/** The functions that a query may call, in one table: what each takes, returns and does. */
import type { FunctionCall } from "../../sql/ast.ts";
import { aggregates, groupings, windows } from "./aggregates.ts";
import type { FunctionDescription } from "./description.ts";
import { fileTables, isTableFunction } from "./tables.ts";
import { encodings, networks, patterns, texts } from "./texts.ts";
import { choices, json, numbers, times } from "./values.ts";

/** Groups as the reference shows them. */
export const functionGroups: { readonly [title: string]: readonly FunctionDescription[] } = {
  Aggregates: aggregates,
  Windows: windows,
  "Grouping sets": groupings,
  Text: texts,
  "Regular expressions": patterns,
  "Encodings, hashes and identifiers": encodings,
  Networks: networks,
  Numbers: numbers,
  "Dates and times": times,
  JSON: json,
  "Choices and types": choices,
};

/** Each function by its lower-case name. */
export const functionsByName: ReadonlyMap<string, FunctionDescription> = new Map(
  Object.values(functionGroups)
    .flat()
    .map((each) => [each.name, each]),
);

const fileNames: ReadonlySet<string> = new Set(fileTables.map(({ name }) => name));

/** True for the lower-case names that no function of a user can have. */
export function isBuiltIn(name: string): boolean {
  return functionsByName.has(name) || isTableFunction(name) || fileNames.has(name);
}

/** MIN and MAX of several arguments look at one row. */
const ofManyRows = new Set(
  [...aggregates, ...windows].map(({ name }) => name).filter((name) => name !== "min" && name !== "max"),
);

/** True for calls that look at more than one row: aggregates and window functions. MIN and MAX of one argument are. */
export function isAggregate(call: FunctionCall): boolean {
  const name = call.name.parts.at(-1)?.name.toLowerCase() ?? "";
  if (call.over !== undefined || call.filter !== undefined) return true;
  return ofManyRows.has(name) || ((name === "min" || name === "max") && call.arguments.length < 2);
}

export { tableFunctionColumns } from "./tables.ts";

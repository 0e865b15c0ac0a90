/** Facts as text: one line for each operation and schema, so that a change of one is a change of one line. */
import { isObject } from "../catalog/compile/json.ts";
import type { JsonValue } from "../common/value.ts";

/** `paths`, a path, a method; `components`, `schemas`, a schema. */
const levels = 3;

/** JSON with a newline at the end; the same value gives the same bytes. */
export function factsText(facts: JsonValue): string {
  return `${written(facts, levels, "")}\n`;
}

function written(value: unknown, depth: number, indent: string): string {
  if (depth === 0 || !isObject(value) || Object.keys(value).length === 0) return JSON.stringify(value);
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(
    ([key, one]) => `${inner}${JSON.stringify(key)}: ${written(one, depth - 1, inner)}`,
  );
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

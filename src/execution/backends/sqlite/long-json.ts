/**
 * Whole numbers beyond 64 bits in JSON. SQLite reads them as REAL where they become a cell, and takes no blobs into
 * JSON: the digits are read from the text of the value, and written as such.
 */
import type { Binary, Expression, FunctionCall } from "../../../sql/ast.ts";
import { call, equals, literal } from "../../../sql/build.ts";
import type { Database } from "./driver.ts";
import { longInteger, mayBeLong } from "./long-integer.ts";

type Print = (node: Expression) => string;

const exactFunction = "tributary_exact";

/** Registers the function that makes of the text of a JSON number what it is stored as, else yields its second argument. */
export function registerExact(database: Database): void {
  database.function(exactFunction, { deterministic: true }, (text, read) => {
    const digits = typeof text === "string" && /^\d+$/.test(text) ? text : undefined;
    return digits === undefined ? (read ?? null) : (longInteger(BigInt(digits)) ?? read ?? null);
  });
}

/** What is read from JSON: a number too large for an integer is read from its text. */
export function exactRead(read: string, text: string): string {
  return `CASE WHEN typeof(${read}) = 'real' AND ${read} > 9.2e18 THEN ${exactFunction}(${text}, ${read}) ELSE ${read} END`;
}

/** `document ->> path`; undefined where it would be written too often. */
export function arrowForm({ left, operator, right }: Binary, print: Print): string | undefined {
  if (operator !== "->>" || !isShort(left) || !isShort(right)) return undefined;
  const [document, path] = [print(left), print(right)];
  return `(${exactRead(`((${document}) ->> (${path}))`, `(${document}) -> (${path})`)})`;
}

/** `json_extract(document, path)` with one path, as `arrowForm`; with several it yields JSON, which is exact. */
export function extractForm(node: FunctionCall, print: Print): string | undefined {
  const [document, path, ...more] = node.arguments;
  if (document === undefined || path === undefined || more.length > 0) return undefined;
  if (!isShort(document) || !isShort(path)) return undefined;
  const [text, place] = [print(document), print(path)];
  return `(${exactRead(`json_extract(${text}, ${place})`, `(${text}) -> (${place})`)})`;
}

/** Columns, literals and chains of `->`: nothing that becomes long when it is written several times. */
function isShort(expression: Expression): boolean {
  if (expression.kind === "binary") return expression.operator === "->" && isShort(expression.left);
  return expression.kind === "column-ref" || expression.kind === "literal";
}

/** An item of `json_each`: its value, the document, and where in it the item stands. */
export function itemForm(node: FunctionCall, print: Print): string {
  const [value = "", document = "", place = ""] = node.arguments.map(print);
  return `(${exactRead(value, `${document} -> ${place}`)})`;
}

/** Functions that write arguments into JSON, and which of them they write. */
const writers: { readonly [name: string]: ((index: number) => boolean) | undefined } = {
  json_array: () => true,
  json_group_array: () => true,
  array_agg: () => true,
  json_agg: () => true,
  jsonb_agg: () => true,
  json_build_array: () => true,
  json_quote: () => true,
  to_json: () => true,
  json_object: (index) => index % 2 === 1,
  json_build_object: (index) => index % 2 === 1,
  json_group_object: (index) => index === 1,
  json_object_agg: (index) => index === 1,
  jsonb_object_agg: (index) => index === 1,
  json_set: (index) => index > 0 && index % 2 === 0,
  json_insert: (index) => index > 0 && index % 2 === 0,
  json_replace: (index) => index > 0 && index % 2 === 0,
};

/** A call that writes JSON, its arguments written as JSON where they are long numbers; undefined where none can be. */
export function writerForm(node: FunctionCall, print: Print): string | undefined {
  const isWritten = writers[node.name.parts.at(-1)?.name.toLowerCase() ?? ""];
  if (isWritten === undefined) return undefined;
  const given = node.arguments.map((argument, index) => (isWritten(index) ? writtenForm(argument) : argument));
  if (given.every((argument, index) => argument === node.arguments[index])) return undefined;
  return print({ ...node, arguments: given });
}

const made = new WeakSet<Expression>();

function writtenForm(argument: Expression): Expression {
  if (made.has(argument) || !mayBeLong(argument)) return argument;
  const digits = call("json", call("ltrim", argument));
  const written = call("iif", equals(call("typeof", argument), literal("blob")), digits, argument);
  made.add(written);
  return written;
}

/** The type after AS in a CAST, or after `::`. */
import type { TypeName } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { parenthesisedList } from "./shared.ts";

/** What may follow the first word of a type, longest first. */
const continuations: Readonly<Record<string, readonly (readonly string[])[]>> = {
  DOUBLE: [["PRECISION"]],
  CHAR: [["VARYING"]],
  CHARACTER: [["VARYING"]],
  BIT: [["VARYING"]],
  NATIONAL: [["CHARACTER", "VARYING"], ["CHARACTER"], ["CHAR"]],
  SIGNED: [["INTEGER"]],
  UNSIGNED: [["INTEGER"], ["BIGINT"]],
};

/** After its precision, a time may say whether it knows its zone. */
const zones: readonly (readonly string[])[] = [
  ["WITH", "TIME", "ZONE"],
  ["WITHOUT", "TIME", "ZONE"],
];

/** type-name → word { word } [ "(" number { "," number } ")" ] [ ("WITH" | "WITHOUT") "TIME" "ZONE" ] */
export function parseTypeName(cursor: Cursor): TypeName {
  const first = cursor.peek();
  if (first.kind !== "word" || !cursor.atName()) return cursor.fail("the name of a type");
  cursor.take();
  const words = [first.text];
  const rest = (continuations[first.text] ?? []).find((more) => cursor.acceptSequence(...more));
  if (rest !== undefined) words.push(...rest);
  const precision = cursor.at("(") ? parenthesisedList(cursor, parseTypeArgument) : [];
  if (first.text === "TIME" || first.text === "TIMESTAMP") {
    const zone = zones.find((candidate) => cursor.acceptSequence(...candidate));
    if (zone !== undefined) words.push(...zone);
  }
  return { kind: "type-name", name: words.join(" "), arguments: precision, span: cursor.spanFrom(first) };
}

function parseTypeArgument(cursor: Cursor): number {
  const token = cursor.peek();
  if (token.kind !== "number" || !/^\d{1,9}$/.test(token.value)) return cursor.fail("a whole number");
  cursor.take();
  return Number(token.value);
}

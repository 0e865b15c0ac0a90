/** Values for what methods take. */
import { textOf, type Node, type ServiceDocument } from "./document.ts";
import type { Input } from "./inputs.ts";
import { isObject, jsonText, typeOf, valueOf, type Json } from "./schema.ts";

/** Each input with the value that it is given. */
export type Given = ReadonlyMap<Input, Json>;

export function givenFor(document: ServiceDocument, inputs: readonly Input[], servers: readonly Node[]): Given {
  return new Map(inputs.map((input) => [input, argumentOf(document, input, servers)]));
}

function argumentOf({ root }: ServiceDocument, input: Input, servers: readonly Node[]): Json {
  const { place, wire, schema, node } = input;
  if (place === "server") {
    const values = (node["enum"] as string[] | undefined) ?? [];
    const startsUrl = (textOf(servers[0], "url") ?? "").startsWith(`{${wire}`);
    const fallback = textOf(node, "default");
    if (values[0] !== undefined || (fallback ?? "") !== "") return values[0] ?? fallback ?? "";
    return startsUrl ? "https://given.example.com" : `${wire.replaceAll(/\W/g, "")}1`;
  }
  const isFree = typeOf(root, schema) === "string" || typeOf(root, schema) === "any";
  const value = valueOf(schema, wire, { root, index: 0, as: "request" });
  if (place === "body") return value;
  const scalar = value === null ? "x" : value;
  if (!isFree || typeof scalar !== "string") return scalar;
  if (place === "header") return scalar.replaceAll(/[^ -~]/g, "x");
  const isAwkward = scalar.includes("é☃");
  return place === "path" && isAwkward ? `p's ü?#%&+ ${wire}` : scalar;
}

/** A literal of SQL. */
export function literal(value: Json): string {
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (value === null) return "NULL";
  const text = isObject(value) || Array.isArray(value) ? jsonText(value) : value;
  return `'${text.replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

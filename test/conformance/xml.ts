/** XML as AWS writes it, from rows, and the rows that must come of it. */
import { isObject, type Json, type JsonObject } from "./schema.ts";

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** An element of a value; items of lists go into elements of the name that the protocol gives them. */
export function element(name: string, value: Json, itemName: string): string {
  const inner = (key: string, one: Json): string => {
    const tag = /^[A-Za-z_][\w.-]*$/.test(key) ? key : "value";
    if (Array.isArray(one)) return wrap(tag, one.map((item) => inner(itemName, item)).join(""));
    if (isObject(one))
      return wrap(
        tag,
        Object.entries(one)
          .map(([k, v]) => inner(k, v))
          .join(""),
      );
    return one === null ? "" : wrap(tag, escaped(String(one)));
  };
  return inner(name, value);
}

const wrap = (tag: string, content: string): string => `<${tag}>${content}</${tag}>`;

/** The answer of an operation of a protocol that holds these rows as a list. */
export function listAnswer(protocol: string, operation: string, rows: readonly JsonObject[]): string {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const items = rows.map((row) => row as Json);
  const itemName = itemNameOf(protocol);
  if (protocol === "ec2") {
    return `${head}<${operation}Response xmlns="http://ec2.amazonaws.com/doc/"><requestId>r-1</requestId>${element("resultSet", items, itemName)}</${operation}Response>`;
  }
  if (protocol === "query") {
    const result = `<${operation}Result>${element("Results", items, itemName)}</${operation}Result>`;
    return `${head}<${operation}Response xmlns="https://example.com/doc/">${result}<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${operation}Response>`;
  }
  return `${head}<${operation}Result xmlns="https://example.com/doc/">${element("Results", items, itemName)}</${operation}Result>`;
}

/** What the protocol calls the items of a list. */
export function itemNameOf(protocol: string): string {
  return protocol === "ec2" ? "item" : protocol === "query" ? "member" : "Result";
}

/**
 * The cell of a declared type that a value becomes on its way through XML: structures are what their elements say, in
 * which all is text.
 */
export function cellThroughXml(value: Json | undefined, type: string, itemName: string): Json | undefined {
  if (value === undefined || value === null) return null;
  const isStructure = Array.isArray(value) || isObject(value);
  if (!isStructure && (type === "object" || type === "array")) return undefined;
  const cell = isStructure ? decoded(value, itemName) : value;
  return cell === "" && type !== "string" ? null : cell;
}

function decoded(value: Json, itemName: string): Json {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null).map((item) => decoded(item, itemName));
    const [first = "", ...others] = items;
    return items.length === 0 ? "" : { [itemName]: others.length === 0 ? first : items };
  }
  if (!isObject(value)) return value === null ? "" : String(value);
  const told = Object.entries(value).filter(([, inner]) => inner !== null);
  const inner = told.map(([key, one]) => [key, decoded(one, itemName)] as const);
  return inner.length === 0 ? "" : Object.fromEntries(inner);
}

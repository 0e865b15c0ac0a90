/** Values made up from the schemas of an OpenAPI document. */
import { isObject } from "./values.ts";

export type Node = { readonly [key: string]: unknown };

export function isNode(value: unknown): value is Node {
  return isObject(value);
}

/** What a `$ref` of the document leads to in the end; {} where that is no map. */
export function resolve(root: Node, node: unknown): Node {
  let current = node;
  for (let hops = 0; hops < 20 && isNode(current) && typeof current["$ref"] === "string"; hops++) {
    const parts = current["$ref"].replace(/^#\//, "").split("/");
    current = parts.reduce<unknown>((found, part) => {
      const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
      return isNode(found) && Object.hasOwn(found, name) ? found[name] : undefined;
    }, root);
  }
  return isNode(current) ? current : {};
}

const deepest = 6;

/** How many items a list at the top of a body has; lists further in have one. */
const sampleRows = 2;

/** Names of properties that would ask for another page. */
const nextPage = /next|cursor|has_?more|continuation/i;

/** Values in the largest body: schemas that hold each other would make one without end. */
const largest = 20_000;

interface Making {
  readonly root: Node;
  /** How many values have been made. */
  count: number;
}

/** A value of a schema; the items of a list differ. */
export function sampleValue(root: Node, node: unknown): unknown {
  return valueOf({ root, count: 0 }, node, 1, 0);
}

// oxlint-disable-next-line max-params -- the place of a value
function valueOf(making: Making, node: unknown, number: number, depth: number): unknown {
  const { root } = making;
  making.count += 1;
  if (making.count > largest) return null;
  const schema = merged(root, node);
  if (Array.isArray(schema["enum"])) return (schema["enum"] as unknown[]).find((one) => one !== null) ?? null;
  switch (typeOf(schema)) {
    case "object":
      return depth > deepest ? {} : objectOf(making, schema, number, depth);
    case "array":
      return depth > deepest
        ? []
        : Array.from({ length: depth < 2 ? sampleRows : 1 }, (_, index) =>
            valueOf(making, schema["items"], index + 1, depth + 1),
          );
    case "integer":
      return number;
    case "number":
      return number + 0.5;
    case "boolean":
      return number % 2 === 1;
    default:
      return textOf(schema, number);
  }
}

// oxlint-disable-next-line max-params -- the place of a value
function objectOf(making: Making, schema: Node, number: number, depth: number): Node {
  const properties = isNode(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  return Object.fromEntries(
    properties
      .filter(([name]) => depth > 1 || !nextPage.test(name))
      .map(([name, property]) => [name, valueOf(making, property, number, depth + 1)]),
  );
}

function typeOf(schema: Node): unknown {
  if (typeof schema["type"] === "string") return schema["type"];
  if (schema["items"] !== undefined) return "array";
  return isNode(schema["properties"]) || schema["additionalProperties"] !== undefined ? "object" : "string";
}

const formats: { readonly [format: string]: (number: number) => string } = {
  "date-time": (number) => `2026-01-0${number % 10}T12:00:00Z`,
  date: (number) => `2026-01-0${number % 10}`,
  uuid: (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
  uri: (number) => `https://example.com/${number}`,
};

function textOf(schema: Node, number: number): string {
  return formats[String(schema["format"])]?.(number) ?? `text ${number}`;
}

/** A schema with allOf laid together and the first of its alternatives in it. */
export function merged(root: Node, node: unknown, depth = 0): Node {
  const schema = resolve(root, node);
  const listOf = (key: string): readonly unknown[] => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : []);
  const branches = [...listOf("allOf"), ...listOf("oneOf").slice(0, 1), ...listOf("anyOf").slice(0, 1)];
  if (branches.length === 0 || depth > deepest) return schema;
  const parts = [...branches.map((branch) => merged(root, branch, depth + 1)), schema];
  const properties = Object.assign({}, ...parts.map((part) => part["properties"] ?? {})) as Node;
  return { ...Object.assign({}, ...parts), ...(Object.keys(properties).length > 0 ? { properties } : {}) };
}

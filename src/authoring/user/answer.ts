/** What an operation answers with: its media type, and where in it the rows are. */
import { isObject, listAt, objectAt, textAt, type JsonObject } from "../../catalog/compile/json.ts";
import { resolved } from "./refs.ts";

export interface ApiAnswer {
  readonly status: string;
  readonly mediaType?: string;
  /** `$.items` where the rows stand in a property; absent where the body is the row or the list of them. */
  readonly objectKey?: string;
  /** True where it holds a list of rows. */
  readonly many: boolean;
}

/** Names that lists of rows have in bodies, the likeliest first. */
const listNames = ["data", "items", "value", "results", "records", "entries", "resources", "list", "content", "rows"];

/** The first successful answer of an operation; undefined where it declares none. */
export function answerOf(document: JsonObject, operation: JsonObject, nouns: readonly string[]): ApiAnswer | undefined {
  const responses = Object.entries(objectAt(operation, "responses"));
  const [status, node] =
    responses.find(([code]) => /^2\d\d$/.test(code)) ??
    responses.find(([code]) => code === "2XX") ??
    responses.find(([code]) => code === "default") ??
    [];
  if (status === undefined) return undefined;
  const content = Object.entries(objectAt(resolved(document, node), "content"));
  const [mediaType, media] = content.find(([type]) => /json/.test(type)) ?? content[0] ?? [];
  if (mediaType === undefined) return { status, many: false };
  const schema = flat(document, objectAt({ media }, "media")["schema"]);
  if (schema.type === "array") return { status, mediaType, many: true };
  const lists = [...schema.properties].filter(([, property]) => isListOfRows(document, property)).map(([name]) => name);
  const [first] = lists;
  const named =
    [...listNames, ...nouns].find((name) => lists.includes(name)) ?? (lists.length === 1 ? first : undefined);
  const isOnlyList = schema.properties.size <= 1 || named === undefined || !schema.properties.has("id");
  if (named !== undefined && isOnlyList) return { status, mediaType, objectKey: keyOf(named), many: true };
  const wrapper = wrapperIn(document, schema.properties);
  return { status, mediaType, many: false, ...(wrapper === undefined ? {} : { objectKey: keyOf(wrapper) }) };
}

function keyOf(name: string): string {
  return /^[\w$@-]+$/.test(name) ? `$.${name}` : `$['${name}']`;
}

/** `{ "data": { … } }`: the one property, an object, is the row. */
function wrapperIn(document: JsonObject, properties: ReadonlyMap<string, unknown>): string | undefined {
  const [[name, property] = [], ...others] = properties;
  if (name === undefined || others.length > 0) return undefined;
  return flat(document, property).properties.size > 0 ? name : undefined;
}

function isListOfRows(document: JsonObject, property: unknown): boolean {
  const { type, items } = flat(document, property);
  return type === "array" && flat(document, items).properties.size > 0;
}

interface Flat {
  readonly type: string | undefined;
  readonly items: unknown;
  readonly properties: ReadonlyMap<string, unknown>;
}

/** A schema with the branches of allOf in it, and those of oneOf and anyOf: any of them may come. */
export function flat(document: JsonObject, node: unknown, depth = 0): Flat {
  const schema = resolved(document, node);
  const branches = ["allOf", "oneOf", "anyOf"].flatMap((key) => listAt(schema, key));
  const parts = depth > 8 ? [] : branches.map((branch) => flat(document, branch, depth + 1));
  const properties = new Map(parts.flatMap((part) => [...part.properties]));
  for (const [name, property] of Object.entries(objectAt(schema, "properties"))) properties.set(name, property);
  const items = schema["items"] ?? parts.find((part) => part.items !== undefined)?.items;
  const type = textAt(schema, "type") ?? parts.find((part) => part.type !== undefined)?.type;
  return { type: type ?? (isObject(items) ? "array" : undefined), items, properties };
}

/** What a document says of a method's answer: its schema, where the rows are, and the columns. */
import { at, isNode, resolve, textOf, type MethodDocument, type Node, type ServiceDocument } from "./document.ts";
import { graphQlOf } from "./graphql.ts";
import { snake } from "./names.ts";
import { merged, propertiesOf, typeOf } from "./schema.ts";

export interface AnswerShape {
  readonly status: number;
  readonly mediaType: string;
  /** Of the body on the wire; undefined where the document has none. */
  readonly wire: unknown;
  /** Of what the transform makes of it, or of the body itself. */
  readonly root: unknown;
  readonly rowPath: readonly string[];
  readonly transform: { readonly type: string; readonly body: string } | undefined;
  /** Wire name and name in SQL. "" is the row itself. */
  readonly columns: readonly Column[];
}

export interface Column {
  readonly wire: string;
  readonly name: string;
  readonly type: string;
}

const preferred = ["application/json", "application/xml", "application/octet-stream"];

export function shapeOf(document: ServiceDocument, method: MethodDocument): AnswerShape {
  const { root } = document;
  const response = at(method.node, "response");
  const declared = at(method.operation, "responses");
  const key = textOf(response, "openAPIDocKey") ?? lowestSuccess(declared);
  const content = at(resolve(root, declared[key]), "content");
  const named = textOf(response, "mediaType");
  const mediaType = named ?? preferred.find((one) => one in content) ?? Object.keys(content)[0] ?? "application/json";
  const wire = at(content, mediaType)["schema"];
  const override = textOf(response, "schema_override", "$ref");
  const shown =
    override === undefined ? wire : { $ref: override.includes("/") ? override : `#/components/schemas/${override}` };
  const rowPath = shown === undefined ? [] : pathOf(root, shown, textOf(response, "objectKey"));
  const type = textOf(response, "transform", "type");
  const isTransformed =
    type !== undefined && (textOf(response, "overrideMediaType") !== undefined || graphQlOf(method) !== undefined);
  const transform = isTransformed ? { type, body: textOf(response, "transform", "body") ?? "" } : undefined;
  return {
    status: /^\d+$/.test(key) ? Number(key) : 200,
    mediaType,
    wire,
    root: shown,
    rowPath,
    transform,
    columns: shown === undefined ? [] : columnsOf(document, itemSchema(root, shown, rowPath)),
  };
}

/** The contents of a method's successful response, by media type. */
export function contentsOf(root: Node, method: MethodDocument): Node {
  const declared = at(method.operation, "responses");
  const key = textOf(method.node, "response", "openAPIDocKey") ?? lowestSuccess(declared);
  return at(resolve(root, declared[key]), "content");
}

function lowestSuccess(responses: Node): string {
  const codes = Object.keys(responses).filter((code) => /^[12]/.test(code));
  return codes.sort()[0] ?? "default";
}

function pathOf(root: Node, schema: unknown, key: string | undefined): readonly string[] {
  if (key === undefined) {
    const items = propertiesOf(root, schema).get("items");
    return items !== undefined && typeOf(root, items) === "array" ? ["items"] : [];
  }
  if (!key.startsWith("$") && !key.startsWith("/")) return [key];
  return key
    .replaceAll("[*]", "")
    .split(/[./]/)
    .filter((part) => part !== "" && part !== "$" && part !== "*");
}

/** The schema of one row; undefined where the document does not hold what the path names. */
export function itemSchema(root: Node, schema: unknown, path: readonly string[]): unknown {
  let node: unknown = schema;
  for (const key of path) {
    const entered = typeOf(root, node) === "array" ? merged(root, node)["items"] : node;
    const additional = merged(root, entered)["additionalProperties"];
    node = propertiesOf(root, entered).get(key) ?? (isNode(additional) ? additional : undefined);
    if (node === undefined) return undefined;
  }
  return typeOf(root, node) === "array" ? merged(root, node)["items"] : node;
}

function columnsOf({ root, snakeCaseAliases }: ServiceDocument, item: unknown): readonly Column[] {
  if (item === undefined) return [];
  const properties = propertiesOf(root, item);
  const taken = new Set<string>();
  const nameFor = (wire: string): string => {
    const name = snakeCaseAliases ? snake(wire) : wire;
    // A property of that very name has it.
    const isFree = !taken.has(name.toLowerCase()) && (name === wire || !properties.has(name));
    taken.add(name.toLowerCase());
    return isFree ? name : `${name}_2`;
  };
  const columns = [...properties].map(([wire, schema]) => ({ wire, name: nameFor(wire), type: typeOf(root, schema) }));
  if (columns.length > 0) return columns;
  const type = typeOf(root, item);
  return [{ wire: "", name: type === "string" ? "column_anon" : "value", type }];
}

/** Whether the answer may hold several rows. */
export function isList(root: Node, { root: schema, rowPath }: AnswerShape): boolean {
  let node: unknown = schema;
  for (const key of rowPath) {
    if (typeOf(root, node) === "array") return true;
    node = propertiesOf(root, node).get(key);
  }
  return typeOf(root, node) === "array";
}

/** OpenAPI documents as their authors wrote them: read, checked for what cannot be used, in the form of OpenAPI 3.0. */
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { reasonOf } from "../../common/error.ts";
import { isObject, objectAt, textAt, type JsonObject } from "../../catalog/compile/json.ts";
import { parseDocument } from "../../catalog/registry/yaml.ts";
import { documentError } from "../place.ts";
import { refsIn } from "./refs.ts";

export interface ApiDocument {
  /** As errors call it. */
  readonly file: string;
  /** The file's name without its ending: what the service is called. */
  readonly name: string;
  /** OpenAPI 3.0, whatever it was. */
  readonly document: JsonObject;
}

/** Reads one document. Throws `invalid_provider_document`, naming file and key, with the remedy as hint. */
export async function readApiDocument(file: string): Promise<ApiDocument> {
  const document = await readYaml(file);
  const version = textAt(document, "openapi") ?? "";
  if (!/^3\.[01](\.|$)/.test(version)) {
    const found = textAt(document, "swagger") === undefined ? `openapi: ${version || "absent"}` : "Swagger 2";
    throw documentError(
      { file, key: "openapi" },
      `this is ${found}, not OpenAPI 3.0 or 3.1`,
      "Convert it first: editor.swagger.io and the swagger2openapi package do.",
    );
  }
  if (Object.keys(objectAt(document, "paths")).length === 0) throw documentError({ file, key: "paths" }, "is missing");
  for (const { ref, key, target } of refsIn(document)) {
    if (target !== undefined) continue;
    const remedy = ref.startsWith("#") ? "Write what it names, or correct it." : "Bundle the files into one first: npx @redocly/cli bundle does."; // prettier-ignore
    throw documentError({ file, key }, `$ref ${ref} leads nowhere in this document`, remedy);
  }
  const name = basename(file, extname(file)).replaceAll(/[^A-Za-z0-9]+/g, "_");
  return { file, name, document: asVersion30(document, file) };
}

/** A YAML or JSON file that holds a map. Throws `invalid_provider_document`. */
export async function readYaml(file: string): Promise<JsonObject> {
  let parsed: unknown;
  try {
    parsed = parseDocument(await readFile(file));
  } catch (error) {
    throw documentError({ file, key: "" }, reasonOf(error));
  }
  if (!isObject(parsed)) throw documentError({ file, key: "" }, "must be a map");
  return parsed;
}

/** Keys of maps by names that authors choose: what such a map holds is no keyword. */
const namedMaps: ReadonlySet<string> = new Set([
  "properties",
  "schemas",
  "parameters",
  "responses",
  "headers",
  "paths",
]);

/** Values that are data. */
const literalKeys: ReadonlySet<string> = new Set(["example", "examples", "default", "enum", "const"]);

/** Deeper than any document that somebody wrote; anchors can make one without end. */
const deepest = 200;

/** The schemas of OpenAPI 3.1 in the words of 3.0: `nullable`, one type, `enum` for `const`. */
function asVersion30(document: JsonObject, file: string): JsonObject {
  const known = [new Map<object, unknown>(), new Map<object, unknown>()] as const;
  const walked = (node: unknown, isNamed: boolean, depth: number): unknown => {
    if (typeof node !== "object" || node === null) return node;
    if (depth > deepest) throw documentError({ file, key: "" }, "is nested too deep");
    // What anchors share stays shared: else a short text could become a tree of any size.
    const before = known[isNamed ? 1 : 0];
    const made = before.get(node) ?? rewritten(node, isNamed, depth);
    before.set(node, made);
    return made;
  };
  const rewritten = (node: object, isNamed: boolean, depth: number): unknown => {
    if (Array.isArray(node)) return node.map((item) => walked(item, false, depth + 1));
    const children = Object.fromEntries(
      Object.entries(node).map(([key, value]: [string, unknown]) => [
        key,
        !isNamed && literalKeys.has(key) ? value : walked(value, !isNamed && namedMaps.has(key), depth + 1),
      ]),
    );
    return isNamed ? children : withoutNullBranch(withOneType(children));
  };
  const { webhooks: _webhooks, ...rest } = walked(document, false, 0) as JsonObject;
  if (sizeOf(rest, new Map()) > largest)
    throw documentError({ file, key: "" }, "is too large with its anchors written out");
  return { ...rest, openapi: "3.0.3" };
}

/** Values in the largest document that is written. */
const largest = 5_000_000;

/** How many values a tree has with all that anchors share written out. */
function sizeOf(node: unknown, known: Map<object, number>): number {
  if (typeof node !== "object" || node === null) return 1;
  const before = known.get(node);
  if (before !== undefined) return before;
  const size = Object.values(node).reduce<number>((sum, child) => sum + sizeOf(child, known), 1);
  known.set(node, size);
  return size;
}

function withOneType(schema: JsonObject): JsonObject {
  const { type, const: constant, ...rest } = schema;
  const fixed = constant === undefined || isObject(constant) ? {} : { enum: [constant] };
  if (!Array.isArray(type)) return type === undefined ? { ...rest, ...fixed } : { ...rest, ...fixed, type };
  const types = type.filter((one) => one !== "null");
  const nullable = types.length < type.length ? { nullable: true } : {};
  return { ...rest, ...fixed, ...(types.length === 1 ? { type: types[0] as unknown } : {}), ...nullable };
}

/** `oneOf: [X, { type: null }]` is a nullable X. */
function withoutNullBranch(schema: JsonObject): JsonObject {
  for (const key of ["anyOf", "oneOf"]) {
    const branches = schema[key];
    if (!Array.isArray(branches)) continue;
    const others = branches.filter((branch) => !(isObject(branch) && branch["type"] === "null"));
    if (others.length === branches.length) continue;
    const { [key]: _branches, ...rest } = schema;
    return { ...rest, ...(others.length === 1 ? { allOf: others } : { [key]: others }), nullable: true };
  }
  return schema;
}

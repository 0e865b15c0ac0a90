/** The `$ref`s of a document, and what they lead to. */
import { isObject, memberOf, type JsonObject } from "../../catalog/compile/json.ts";

export interface Ref {
  readonly ref: string;
  /** Where it stands. */
  readonly key: string;
  /** Undefined where it leads nowhere in this document. */
  readonly target: unknown;
}

/** Every `$ref` below a document, once for each place; data in examples and defaults is passed over. */
export function refsIn(document: JsonObject): readonly Ref[] {
  const refs: Ref[] = [];
  const seen = new Set<object>();
  const visit = (node: unknown, key: string): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const [name, value] of Object.entries(node)) {
      if (name === "example" || name === "examples" || name === "default") continue;
      const below = key === "" ? name : `${key}.${name}`;
      if (name === "$ref" && typeof value === "string")
        refs.push({ ref: value, key, target: targetOf(document, value) });
      else visit(value, below);
    }
  };
  visit(document, "");
  return refs;
}

/** What `#/a/b` names; undefined where it names nothing, or something in another document. */
export function targetOf(document: JsonObject, ref: string): unknown {
  if (!ref.startsWith("#/")) return undefined;
  let node: unknown = document;
  for (const part of ref.slice(2).split("/")) {
    const name = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
    node = Array.isArray(node) ? (node[Number(name)] as unknown) : memberOf(node, name);
  }
  return node;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A node, or what it refers to in the end; {} where that is no map. */
export function resolved(document: JsonObject, node: unknown): JsonObject {
  let current = node;
  for (let hops = 0; hops < 20 && isObject(current) && typeof current["$ref"] === "string"; hops++) {
    current = targetOf(document, current["$ref"]);
  }
  return isObject(current) ? current : {};
}

/** The `$ref` of a pointer through the members of a document. */
export function refTo(...path: readonly string[]): { readonly $ref: string } {
  const parts = path.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"));
  return { $ref: `#/${parts.join("/")}` };
}

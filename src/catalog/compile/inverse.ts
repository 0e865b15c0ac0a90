/** How a document says that a call is undone: `inverse` of a method names another method and where its arguments are. */
import type { Inverse, InverseToken } from "../model.ts";
import { isObject, memberOf, objectAt, textAt, type JsonObject } from "./json.ts";
import { pointerSegments } from "./schemas.ts";

/**
 * `inverse: {sqlVerb: {$ref: …/<resource>/methods/<method>}, tokens: {<parameter>: {location, key}}}`. Undefined where
 * there is none, and where a token is to be read in a way that is not known: half an undo is worse than none.
 */
export function inverseOf(method: JsonObject): Inverse | undefined {
  const reference = textAt(method, "inverse", "sqlVerb", "$ref");
  if (reference === undefined) return undefined;
  const [resource, methods, name] = pointerSegments(reference).slice(-3);
  if (resource === undefined || methods !== "methods" || name === undefined) return undefined;
  const declared = Object.entries(objectAt(method, "inverse", "tokens"));
  const tokens = declared.map(([parameter, token]) => tokenOf(parameter, token)).filter((token) => token !== undefined);
  return tokens.length === declared.length ? { resource, method: name, tokens } : undefined;
}

function tokenOf(parameter: string, token: unknown): InverseToken | undefined {
  const key = isObject(token) ? textAt(token, "key") : undefined;
  const algorithm = textAt(token, "algorithm") ?? "";
  if (key === undefined || !["", "jsonpath"].includes(algorithm)) return undefined;
  const location = memberOf(token, "location") ?? "body";
  if (location === "header") return { parameter, in: "header", path: [key.toLowerCase()] };
  return location === "body" ? { parameter, in: "body", path: pathOf(key) } : undefined;
}

/** The names and indexes of `$.a['b'][0].c`, and of `a.b`. */
function pathOf(key: string): readonly string[] {
  return [...key.replace(/^\$/, "").matchAll(/\[\s*'([^']*)'\s*\]|\[\s*"([^"]*)"\s*\]|[^.[\]]+/g)].map(
    (match) => match[1] ?? match[2] ?? match[0],
  );
}

/** Templates over request bodies, but for those that only write the body down. */
import type { RequestShape } from "../model.ts";
import { textAt, type JsonObject } from "./json.ts";

/** `{`, a separator, a line for each property, `}`. */
const frame = /^\{\n\{\{- \$sep := "" -\}\}\n(.*)\n\}$/s;

/** A property under its own name, as JSON, or as the JSON text that it holds. */
const line =
  /^\{\{- if \.(\w+) \}\}\{\{ \$sep \}\}"\1": \{\{ (toJson \.\1|if eq \(kindOf \.\1\) "string" \}\}\{\{ \.\1 \}\}\{\{ else \}\}\{\{ toJson \.\1 \}\}\{\{ end) \}\}\{\{- \$sep = "," -\}\}\{\{ end \}\}$/;

/**
 * The transform of a method's request. Undefined for the template that hundreds of methods have, which writes every
 * property as JSON: bodies are that without it, and with it `false`, 0 and "" could not be sent.
 */
export function requestTransform(method: JsonObject): RequestShape["transform"] {
  const type = textAt(method, "request", "transform", "type");
  const body = textAt(method, "request", "transform", "body");
  if (type === undefined || body === undefined || isPlain(body)) return undefined;
  return { type, body };
}

function isPlain(template: string): boolean {
  const lines = frame.exec(template.trim())?.[1]?.split("\n");
  return lines !== undefined && lines.every((one) => line.test(one));
}

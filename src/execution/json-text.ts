/** Text that may be JSON: the local engine has no type of its own for objects and arrays. */
import { Json, parseJson } from "../common/value.ts";

/** True where the text has the outer signs of an object or array. */
export function looksLikeJson(text: string): boolean {
  return (text.startsWith("{") && text.endsWith("}")) || (text.startsWith("[") && text.endsWith("]"));
}

/** A text as the object or array that it is, else itself: a cell of a column that may hold any value. */
export function jsonOrText(text: string): Json | string {
  if (!looksLikeJson(text)) return text;
  try {
    parseJson(text);
  } catch {
    return text;
  }
  return Json.ofText(text);
}

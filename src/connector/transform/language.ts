/**
 * The template language of provider documents: Go's built-in functions and those that the format adds. Source: section
 * "transforms" of the format; they make JSON, so that what they print is JSON where it stands.
 */
import {
  builtinFunctions,
  isTrue,
  jsonTextOf,
  member,
  textOf,
  WrongArguments,
  type TemplateFunction,
  type TemplateValue,
} from "../../common/template/functions.ts";
import type { TemplateLanguage, TemplateOutput } from "../../common/template/render.ts";
import { isJsonArray, jsonOf } from "../../common/json.ts";
import { QuotedText } from "./quoted-text.ts";

const functions: { readonly [name: string]: TemplateFunction } = {
  toJson: ([value]) => jsonTextOf(value),
  kindOf: ([value]) => kindOf(value),
  jsonMapFromString: ([text]) => parsedJson(textOf(text)),
  separator: ([text]) => separator(textOf(text)),
  call: ([value]) => (typeof value === "function" ? value() : new WrongArguments("call takes a function")),
  safeIndex: ([value, key]) => member(value, key),
  toBool: ([value]) => (typeof value === "string" ? value.toLowerCase() === "true" : isTrue(value)),
  toInt: ([value]) => integer(value),
  plus1: ([value]) => (typeof value === "number" ? value + 1 : new WrongArguments("plus1 takes a number")),
  getRegexpFirstMatch: ([text, pattern]) => matches(text, pattern, (found) => found[0] ?? ""),
  getRegexpAllMatches: ([text, pattern]) => matches(text, pattern, (found) => found),
};

/** For templates that make JSON. */
export const jsonTemplates: TemplateLanguage = { functions: { ...builtinFunctions, ...functions }, output: jsonOutput };

/** For templates that make anything else. */
export const textTemplates: TemplateLanguage = { ...jsonTemplates, output: textOutput };

/** The kinds of Go's reflection that JSON values have there. */
function kindOf(value: TemplateValue): string {
  if (value === undefined || value === null) return "invalid";
  if (typeof value === "number" || typeof value === "bigint") return "float64";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (typeof value === "function") return "func";
  return isJsonArray(value) ? "slice" : "map";
}

function parsedJson(text: string): TemplateValue | WrongArguments {
  const json = jsonOf(text);
  return json === undefined ? new WrongArguments("jsonMapFromString takes a text that is JSON") : json;
}

/** Nothing when it is called first, then the text. */
function separator(text: string): () => string {
  let isFirst = true;
  return () => {
    const said = isFirst ? "" : text;
    isFirst = false;
    return said;
  };
}

function integer(value: TemplateValue): number | WrongArguments {
  const number = typeof value === "string" || typeof value === "number" ? Math.trunc(Number(value)) : Number.NaN;
  return Number.isFinite(number) ? number : new WrongArguments("toInt takes a number");
}

function matches(
  text: TemplateValue,
  pattern: TemplateValue,
  pick: (found: readonly string[]) => TemplateValue,
): TemplateValue | WrongArguments {
  try {
    return pick(textOf(text).match(new RegExp(textOf(pattern), "gu")) ?? []);
  } catch {
    return new WrongArguments("the regular expression is malformed");
  }
}

/**
 * Follows whether what is written stands inside a JSON string: there a value is escaped, elsewhere what is not there
 * prints as null. So a quote in the data cannot break out of the text that a template puts it into.
 */
function jsonOutput(): TemplateOutput {
  const written = new QuotedText();
  const print = (value: TemplateValue): boolean => {
    if (!written.isInString) written.write(textOf(value));
    else if (value !== undefined && value !== null) written.writeEscaped(textOf(value));
    return true;
  };
  return { write: (text) => written.write(text), print, length: () => written.length, text: () => written.text() };
}

function textOutput(): TemplateOutput {
  let written = "";
  const write = (text: string): void => {
    written += text;
  };
  const print = (value: TemplateValue): boolean => {
    if (value !== undefined && value !== null) write(textOf(value));
    return true;
  };
  return { write, print, length: () => written.length, text: () => written };
}

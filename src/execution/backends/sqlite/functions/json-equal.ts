/**
 * Whether two JSON documents say the same, as such and as AWS reads them. Each is brought into one form; equal
 * documents have equal text then.
 */
import { isJsonObject, type JsonObject } from "../../../../common/json.ts";
import { EngineError } from "../../../../common/error.ts";
import { type JsonValue, parseJson, stringifyJson } from "../../../../common/value.ts";
import { bool, type Present, type Scalars, str } from "./scalar.ts";

export const equalities: Scalars = {
  json_equal: (left, right) => bool(canonical(parsed(left)) === canonical(parsed(right))),
  aws_policy_equal: (left, right) => bool(policyText(left) === policyText(right)),
};

/** The value of a JSON text. Throws `invalid_json` where it is none. */
export function parsed(cell: Present): JsonValue {
  try {
    return parseJson(str(cell));
  } catch (cause) {
    throw new EngineError({
      condition: "invalid_json",
      stage: "execute",
      message: `malformed JSON: ${str(cell).slice(0, 80)}`,
      cause,
    });
  }
}

/** JSON text with object keys sorted and whole numbers as digits. */
export function canonical(value: JsonValue): string {
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value).toString();
  if (value === null || typeof value !== "object") return stringifyJson(value);
  if (!isJsonObject(value)) return `[${(value as readonly JsonValue[]).map(canonical).join()}]`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}

/** IAM hands documents out with % for what has a meaning in a URL. */
function policyText(cell: Present): string {
  const text = str(cell);
  const document = parsed(/^\s*%(7b|5b)/i.test(text) ? decoded(text) : text);
  return canonical(isJsonObject(document) && "Statement" in document ? ofPolicy(document) : setOf(document));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A document without a version is one of the first version. */
function ofPolicy(document: JsonObject): JsonValue {
  return setOf({ Version: "2008-10-17", ...document });
}

/** What certain elements of a statement mean, by their names. */
const elements: { readonly [name: string]: ((value: JsonValue) => JsonValue) | undefined } = {
  Action: lowerCase,
  NotAction: lowerCase,
  Principal: principals,
  NotPrincipal: principals,
  Condition: conditions,
};

/** Lists are sets: no order, nothing twice, and one value is a list of one. */
function setOf(value: JsonValue): JsonValue {
  return setBy(value, (item) =>
    isJsonObject(item)
      ? mapped(
          item,
          (inner, key) => (Object.hasOwn(elements, key) ? elements[key] : undefined)?.(inner) ?? setOf(inner),
        )
      : item,
  );
}

function setBy(value: JsonValue, each: (item: JsonValue) => JsonValue): JsonValue {
  if (!Array.isArray(value)) return each(value);
  const items = (value as readonly JsonValue[]).map((item) => setBy(item, each));
  const byText = new Map(items.map((item) => [canonical(item), item]));
  const sorted = [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  return sorted.length === 1 ? (sorted[0] ?? null) : sorted;
}

function mapped(object: JsonObject, each: (value: JsonValue, key: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, each(value, key)]));
}

/** Names of services and actions are the same in any case. */
function lowerCase(value: JsonValue): JsonValue {
  return setBy(value, (item) => (typeof item === "string" ? item.toLowerCase() : item));
}

/** Everyone is `"*"` or `{"AWS": "*"}`; an account is its number or the ARN of its root. */
function principals(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return mapped({ AWS: value }, accounts);
  return mapped(value, (inner, kind) => (kind === "AWS" ? accounts(inner) : setOf(inner)));
}

function accounts(value: JsonValue): JsonValue {
  return setBy(value, (item) =>
    typeof item === "string" ? item.replace(/^arn:aws[a-z-]*:iam::(\d{12}):root$/, "$1") : item,
  );
}

/** Names of keys are the same in any case; what they are compared with is text. */
function conditions(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return setOf(value);
  return mapped(value, (tests) => {
    if (!isJsonObject(tests)) return setOf(tests);
    const entries = Object.entries(tests).map(([key, given]) => [
      key.toLowerCase(),
      setBy(given, (item) => (typeof item === "object" ? item : String(item))),
    ]);
    return Object.fromEntries(entries) as JsonObject;
  });
}

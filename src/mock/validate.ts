// Checks request bodies against the facts with a JSON-schema library; schemas compile when first used.
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { ApiFacts, Operation } from "./facts.ts";
import { badBody } from "./problem.ts";
import { arrayAt, isObject, objectAt, textAt, type JsonObject } from "./values.ts";

/** `request`: read-only properties need not be there. `response`: the schema as it stands. */
export type Direction = "request" | "response";

export interface Validator {
  /** The faults of `value`, nearest first; empty where it is valid. */
  check(api: ApiFacts, schema: JsonObject, value: unknown): readonly ErrorObject[];
}

/** A validator for the documents of the facts; cheap to make, since nothing compiles before it is needed. */
export function createValidator(direction: Direction): Validator {
  // Patterns of the documents escape characters that a Unicode pattern may not escape.
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false, unicodeRegExp: false });
  formats.default(ajv);
  const compiled = new WeakMap<JsonObject, ValidateFunction>();
  const loaded = new Set<string>();
  const compile = (api: ApiFacts, schema: JsonObject): ValidateFunction => {
    if (!loaded.has(api.name)) {
      loaded.add(api.name);
      const components = objectAt(api.document, "components") ?? {};
      ajv.addSchema(
        { components: { schemas: toJsonSchemas(objectAt(components, "schemas") ?? {}, direction) } },
        api.name,
      );
    }
    return ajv.compile(absoluteReferences(toJsonSchema(schema, direction), api.name));
  };
  return {
    check(api, schema, value) {
      let validate = compiled.get(schema);
      if (validate === undefined) compiled.set(schema, (validate = compile(api, schema)));
      return validate(value) === true ? [] : (validate.errors ?? []);
    },
  };
}

/** Throws 400 with a JSON pointer where the body does not satisfy the operation's request schema. */
export function requireValidBody(validator: Validator, operation: Operation, body: unknown): void {
  if (operation.requestSchema === undefined) return;
  if (!isObject(body)) throw badBody("", "the request needs a JSON object as its body");
  const fault = mostTelling(validator.check(operation.api, operation.requestSchema, body));
  if (fault !== undefined) throw badBody(fault.pointer, fault.sentence);
}

interface Telling {
  readonly pointer: string;
  readonly sentence: string;
}

/** Of all faults the one that says most; a choice where no branch fits is one fault, not those of its branches. */
function mostTelling(errors: readonly ErrorObject[]): Telling | undefined {
  const choice = errors.find((error) => error.keyword === "oneOf");
  const plain = errors.filter(({ keyword }) => !["oneOf", "anyOf", "allOf", "if"].includes(keyword));
  const outside = plain.find((error) => choice === undefined || !error.instancePath.startsWith(choice.instancePath));
  if (outside !== undefined) return { pointer: pointerOf(outside), sentence: sentenceOf(outside) };
  if (choice === undefined) return errors[0] && { pointer: errors[0].instancePath, sentence: sentenceOf(errors[0]) };
  const missing = plain.map((error) => textAt(error.params, "missingProperty")).filter((name) => name !== undefined);
  const hint = missing.length > 0 ? `; missing in one or the other: ${[...new Set(missing)].join(", ")}` : "";
  const sentence = `${choice.instancePath || "the body"} must match exactly one of the shapes that the API allows${hint}`;
  return { pointer: choice.instancePath, sentence };
}

function pointerOf(error: ErrorObject): string {
  const missing = textAt(error.params, "missingProperty") ?? textAt(error.params, "additionalProperty");
  return missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`;
}

function sentenceOf(error: ErrorObject): string {
  const place = error.instancePath === "" ? "the body" : error.instancePath;
  if (error.keyword === "enum") return `${place} must be one of ${arrayAt(error.params, "allowedValues").join(", ")}`;
  return `${place} ${error.message ?? "is not valid"}`;
}

function toJsonSchemas(schemas: JsonObject, direction: Direction): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema, direction)]));
}

/** An OpenAPI 3.0 schema as a JSON schema: `nullable`, `discriminator` and read-only requirements translated. */
function toJsonSchema(node: unknown, direction: Direction): unknown {
  if (Array.isArray(node)) return node.map((item) => toJsonSchema(item, direction));
  if (!isObject(node)) return node;
  if (objectAt(node, "discriminator") !== undefined) return decided(node, direction);
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "nullable" || key === "default" || key.startsWith("x-")) continue;
    result[key] =
      key === "properties" && isObject(value) ? toJsonSchemas(value, direction) : toJsonSchema(value, direction);
  }
  if (direction === "request" && Array.isArray(result["required"])) result["required"] = writableRequired(node);
  return isNullable(node) ? { anyOf: [result, { type: "null" }] } : result;
}

function writableRequired(node: JsonObject): readonly unknown[] {
  const properties = objectAt(node, "properties") ?? {};
  return arrayAt(node, "required").filter(
    (name) => typeof name !== "string" || objectAt(properties, name)?.["readOnly"] !== true,
  );
}

function isNullable(node: JsonObject): boolean {
  return node["nullable"] === true ? node["type"] !== undefined : arrayAt(node, "allOf").some(isNullableMark);
}

/** `allOf: [a, { nullable: true }]` is how the documents say "a or null". */
function isNullableMark(part: unknown): boolean {
  return isObject(part) && part["nullable"] === true && part["type"] === undefined;
}

/** A choice by discriminator as a chain of conditions, so that faults name the branch that was meant. */
function decided(node: JsonObject, direction: Direction): JsonObject {
  const { discriminator, oneOf, anyOf, ...rest } = node;
  const tag = textAt(discriminator, "propertyName") ?? "kind";
  const mapping = Object.entries(objectAt(discriminator, "mapping") ?? {});
  const base = toJsonSchema(rest, direction);
  if (mapping.length === 0)
    return { allOf: [base, ...choice("oneOf", oneOf, direction), ...choice("anyOf", anyOf, direction)] };
  const conditions = mapping.map(([value, $ref]) => conditional({ properties: { [tag]: { const: value } } }, { $ref }));
  const tagged = { type: "object", required: [tag], properties: { [tag]: { enum: mapping.map(([value]) => value) } } };
  return { allOf: [base, conditional(tagged, { allOf: conditions }, tagged)] };
}

function conditional(test: JsonObject, consequence: JsonObject, alternative: unknown = {}): JsonObject {
  // oxlint-disable-next-line unicorn/no-thenable -- "then" is the JSON-schema keyword; nobody awaits a schema
  return { if: test, then: consequence, else: alternative };
}

function choice(keyword: "oneOf" | "anyOf", branches: unknown, direction: Direction): JsonObject[] {
  return Array.isArray(branches) ? [{ [keyword]: toJsonSchema(branches, direction) }] : [];
}

/** References of an inline schema point into its document, which is known to the library under the API's name. */
function absoluteReferences(node: unknown, name: string): JsonObject {
  const rewrite = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(rewrite);
    if (!isObject(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner).map(([key, value]) => [
        key,
        key === "$ref" && typeof value === "string" ? `${name}${value}` : rewrite(value),
      ]),
    );
  };
  const result = rewrite(node);
  return isObject(result) ? result : {};
}

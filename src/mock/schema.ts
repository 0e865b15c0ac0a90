// Walks an OpenAPI schema along a value: which properties it knows, which may not be written, which may not change.
import { resolve } from "./facts.ts";
import { arrayAt, holds, isObject, objectAt, textAt, type JsonObject } from "./values.ts";

export type WriteRule = "readOnly" | "x-immutable";

/** Reads an object reference `{ id }` and yields all that an answer says about the object. */
export type CompleteReference = (reference: JsonObject, known: ReadonlySet<string>) => JsonObject;

/**
 * One schema, references followed and `allOf` flattened. A `oneOf` is decided by its discriminator; without one, all
 * its branches count. Made step by step as values are walked, and kept, so that walking is cheap.
 */
export class Shape {
  /** The names of the properties that the schema lists. */
  readonly names: ReadonlySet<string>;
  /** An object that names another by id; clients send it back as they got it, computed parts included. */
  readonly isReference: boolean;
  /** True where the schema says nothing about properties, so that all are known. */
  readonly isOpen: boolean;
  readonly #document: JsonObject;
  readonly #schemas: readonly unknown[];
  readonly #parts: readonly JsonObject[];
  readonly #properties = new Map<string, Shape | undefined>();
  readonly #variants = new Map<string, Shape>();
  #items: Shape | undefined;

  constructor(document: JsonObject, schemas: readonly unknown[], tag?: string) {
    this.#document = document;
    this.#schemas = schemas;
    this.#parts = schemas.flatMap((schema) => flatten(document, schema, tag));
    this.names = new Set(this.#parts.flatMap((part) => Object.keys(objectAt(part, "properties") ?? {})));
    this.isReference = this.names.has("id") && this.names.has("related");
    this.isOpen = this.names.size === 0 && this.#parts.every((part) => part["additionalProperties"] === undefined);
  }

  /** The shape with the branch of the discriminator that `value` names. */
  decidedBy(value: unknown): Shape {
    const discriminator = this.#parts.map((part) => objectAt(part, "discriminator")).find(isObject);
    const tag = textAt(value, textAt(discriminator, "propertyName") ?? "");
    if (discriminator === undefined || tag === undefined) return this;
    let variant = this.#variants.get(tag);
    if (variant === undefined) this.#variants.set(tag, (variant = new Shape(this.#document, this.#schemas, tag)));
    return variant;
  }

  /** The shape of a property: the conjunction of all that the schema says of it; undefined where it is not known. */
  property(name: string): Shape | undefined {
    if (this.#properties.has(name)) return this.#properties.get(name);
    const found = this.#parts
      .map((part) => ownValue(objectAt(part, "properties"), name) ?? part["additionalProperties"])
      .filter(isObject);
    const shape = found.length === 0 ? undefined : new Shape(this.#document, found);
    this.#properties.set(name, shape);
    return shape;
  }

  /** The shape of the items of an array. */
  get items(): Shape {
    return (this.#items ??= new Shape(this.#document, this.#parts.map((part) => part["items"]).filter(isObject)));
  }

  obeys(rule: WriteRule): boolean {
    return this.#parts.some((part) => part[rule] === true);
  }

  /** The only value that the schema allows; undefined where it allows more. */
  get constant(): unknown {
    const values = this.#parts.flatMap((part) => arrayAt(part, "enum"));
    return values.length === 1 ? values[0] : undefined;
  }
}

/** Bodies may name `__proto__` and `constructor`; only what the schema itself lists counts. */
function ownValue(properties: JsonObject | undefined, name: string): unknown {
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function flatten(document: JsonObject, schema: unknown, tag: string | undefined): JsonObject[] {
  const plain = resolve(document, schema);
  const { allOf: _allOf, oneOf: _oneOf, anyOf: _anyOf, ...own } = plain;
  const mapping = objectAt(objectAt(plain, "discriminator"), "mapping");
  const chosen = tag === undefined ? undefined : textAt(mapping, tag);
  if (chosen !== undefined) {
    return [own, ...parts(document, arrayAt(plain, "allOf"), tag), ...flatten(document, { $ref: chosen }, tag)];
  }
  // An undecided choice stays in the part, so that `decidedBy` can still make it.
  const undecided = mapping === undefined ? own : plain;
  const branches = ["allOf", "oneOf", "anyOf"].flatMap((keyword) => arrayAt(plain, keyword));
  return [undecided, ...parts(document, branches, tag)];
}

function parts(document: JsonObject, schemas: readonly unknown[], tag: string | undefined): JsonObject[] {
  return schemas.flatMap((schema) => flatten(document, schema, tag));
}

/**
 * The JSON pointer of the first property in `body` that breaks `rule` (it is read-only, or it is immutable and differs
 * from `held`); undefined where the body keeps the rule. Saying what the server holds already is never a breach.
 */
export function breach(shape: Shape, rule: WriteRule, body: unknown, held: unknown): string | undefined {
  const decided = shape.decidedBy(body);
  if (!isObject(body) || decided.isReference) return undefined;
  for (const [name, value] of Object.entries(body)) {
    const property = decided.property(name);
    if (property === undefined) continue;
    const heldValue = isObject(held) ? held[name] : undefined;
    if (property.obeys(rule)) {
      if (!holds(heldValue, value)) return `/${name}`;
      continue;
    }
    const below = breach(property, rule, value, heldValue);
    if (below !== undefined) return `/${name}${below}`;
  }
  return undefined;
}

/** `value` without properties that the schema does not know, and with its object references completed. */
export function project(shape: Shape, value: unknown, complete: CompleteReference): unknown {
  const decided = shape.decidedBy(value);
  if (Array.isArray(value)) return value.map((item) => project(decided.items, item, complete));
  if (!isObject(value) || decided.isOpen) return value;
  const result: JsonObject = {};
  for (const name in value) {
    const property = decided.property(name);
    if (property !== undefined) result[name] = project(property, value[name], complete);
  }
  return decided.isReference ? complete(result, decided.names) : result;
}

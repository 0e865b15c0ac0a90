/** Checks a body against what the document says of it, so that a mistake is named before anything is sent. */
import type { Shape } from "../../catalog/model.ts";
import { isSecretName } from "../../common/redact.ts";
import { nearestNames } from "../../common/suggest.ts";
import type { ColumnType, JsonValue } from "../../common/value.ts";
import { isJsonArray, isJsonObject, property, type JsonObject } from "../../common/json.ts";
import { typeNames } from "./coerce.ts";
import { propertyShape } from "./shape.ts";

export interface Problem {
  /** Properties and indexes from the parameter inwards, written with dots; "" is the parameter itself. */
  readonly path: string;
  readonly text: string;
}

interface Place {
  readonly path: string;
  /** A partial update: what is required of a whole object may be left out. */
  readonly partial: boolean;
}

/** What is wrong with a value; [] where nothing is. */
export function validate(shape: Shape, value: JsonValue, partial: boolean): readonly Problem[] {
  return problemsOf(shape, value, { path: "", partial });
}

/** "a.b is missing (text); c is unknown": at most five of them. */
export function describeProblems(problems: readonly Problem[]): string {
  const shown = problems.slice(0, 5).map(({ path, text }) => (path === "" ? text : `${path} ${text}`));
  const rest = problems.length - shown.length;
  return `${shown.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`;
}

type CheckOf<Kind extends Shape["kind"]> = (
  shape: Extract<Shape, { readonly kind: Kind }>,
  value: JsonValue,
  place: Place,
) => readonly Problem[];

const checks: { readonly [Kind in Shape["kind"]]: CheckOf<Kind> } = {
  object: checkObject,
  array: checkArray,
  oneOf: checkOneOf,
  scalar: checkScalar,
};

function problemsOf(shape: Shape, value: JsonValue, place: Place): readonly Problem[] {
  // Null clears a property; whether it may be cleared is for the API to say.
  if (value === null) return [];
  const check = checks[shape.kind] as (shape: Shape, value: JsonValue, place: Place) => readonly Problem[];
  return check(shape, value, place);
}

function checkObject(shape: Extract<Shape, { kind: "object" }>, value: JsonValue, place: Place): readonly Problem[] {
  if (!isJsonObject(value)) return [expected(place, "a JSON object", value)];
  const names = Object.keys(shape.properties);
  const missing = place.partial ? [] : shape.required.filter((name) => property(value, name) === undefined);
  return [
    ...missing.map((name) => ({
      path: within(place, name),
      text: `is missing (${wanted(propertyShape(shape, name))})`,
    })),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const known = propertyShape(shape, name);
      if (known !== undefined) return problemsOf(known, inner, { ...place, path: within(place, name) });
      return shape.closed ? [{ path: within(place, name), text: unknownProperty(name, names) }] : [];
    }),
  ];
}

function unknownProperty(name: string, known: readonly string[]): string {
  const near = nearestNames(name, known);
  const instead = near.length > 0 ? `did you mean ${near.join(", ")}` : `possible are ${known.join(", ") || "none"}`;
  return `is no property that can be set (${instead})`;
}

function checkArray(shape: Extract<Shape, { kind: "array" }>, value: JsonValue, place: Place): readonly Problem[] {
  if (!isJsonArray(value)) return [expected(place, "a JSON array", value)];
  return value.flatMap((item, index) =>
    problemsOf(shape.items, item, { ...place, path: within(place, String(index)) }),
  );
}

function checkOneOf(shape: Extract<Shape, { kind: "oneOf" }>, value: JsonValue, place: Place): readonly Problem[] {
  if (shape.discriminator !== undefined && isJsonObject(value)) {
    return checkDiscriminated({ ...shape, discriminator: shape.discriminator }, value, place);
  }
  const results = shape.branches.map((branch) => ({ branch, problems: problemsOf(branch.shape, value, place) }));
  if (results.length === 0 || results.some(({ problems }) => problems.length === 0)) return [];
  results.sort(
    (a, b) =>
      likeness(b.branch.shape, value) - likeness(a.branch.shape, value) || a.problems.length - b.problems.length,
  );
  const [best] = results;
  return (best?.problems ?? []).map((problem) => ({ ...problem, text: `${problem.text} [as ${best?.branch.name}]` }));
}

/** How many of the value's own properties a branch knows: tells which one was meant. */
function likeness(shape: Shape, value: JsonValue): number {
  if (shape.kind !== "object" || !isJsonObject(value)) return 0;
  return Object.keys(value).filter((name) => propertyShape(shape, name) !== undefined).length;
}

type Discriminated = Extract<Shape, { kind: "oneOf" }> & { readonly discriminator: string };

function checkDiscriminated(shape: Discriminated, value: JsonObject, place: Place): readonly Problem[] {
  const { discriminator, branches } = shape;
  const path = within(place, discriminator);
  const names = branches.map((branch) => branch.value ?? branch.name);
  const choice = property(value, discriminator);
  if (choice === undefined) return place.partial ? [] : [{ path, text: `is missing (one of ${names.join(", ")})` }];
  const branch = branches.find((one) => (one.value ?? one.name) === choice);
  if (branch !== undefined) return problemsOf(branch.shape, value, place);
  return [{ path, text: `must be one of ${names.join(", ")}, got ${shortly(choice)}` }];
}

type Test = (value: JsonValue) => boolean;

const scalarTests: { readonly [type in ColumnType]: Test } = {
  text: (value) => typeof value === "string",
  timestamp: (value) => typeof value === "string",
  integer: (value) => typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value)),
  number: (value) => typeof value === "number" || typeof value === "bigint",
  boolean: (value) => typeof value === "boolean",
  json: () => true,
  any: () => true,
};

function checkScalar(shape: Extract<Shape, { kind: "scalar" }>, value: JsonValue, place: Place): readonly Problem[] {
  if (!scalarTests[shape.type](value)) return [expected(place, typeNames[shape.type], value, shape.secret)];
  if (typeof value !== "string" || shape.pattern === undefined || matches(shape.pattern, value)) return [];
  return [{ path: place.path, text: `does not match the pattern ${shape.pattern}` }];
}

/** Patterns of documents are sometimes of another dialect: one that cannot be read forbids nothing. */
function matches(written: string, value: string): boolean {
  // Some keep the slashes of a literal of JavaScript.
  const pattern = /^\/(\^.*\$)\/$/.exec(written)?.[1] ?? written;
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return matchesLeniently(pattern, value);
  }
}

/** What means something to Java, Perl or Ruby and is a letter to lenient JavaScript: `\p{XDigit}`, `\A`, `\z`, `\h`. */
const ofOtherDialects = /(?<!\\)(?:\\\\)*\\[pPAzZhQE]/;

function matchesLeniently(pattern: string, value: string): boolean {
  if (ofOtherDialects.test(pattern)) return true;
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return true;
  }
}

function expected({ path }: Place, what: string, value: JsonValue, secret = false): Problem {
  return { path, text: secret || isSecretName(path) ? `must be ${what}` : `must be ${what}, got ${shortly(value)}` };
}

function wanted(shape: Shape | undefined): string {
  if (shape === undefined) return "required";
  if (shape.kind === "scalar") return typeNames[shape.type];
  return shape.kind === "array" ? "a JSON array" : "a JSON object";
}

/** Says of what kind a value is; texts are not quoted, for they may be secrets. */
function shortly(value: JsonValue): string {
  if (isJsonArray(value)) return "an array";
  if (isJsonObject(value)) return "an object";
  return typeof value === "string" && value.length > 40
    ? "a text"
    : `${typeof value === "string" ? JSON.stringify(value) : value}`;
}

function within({ path }: Place, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

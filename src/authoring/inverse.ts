/** How what a method makes is deleted again: the `inverse` of its entry, wherever facts tell every argument of that. */
import type { FoundOperation } from "./method.ts";
import type { Parameter, Schema } from "./openapi.ts";
import type { MethodOverlay, ResourceOverlay } from "./overlay.ts";

interface Token {
  readonly key: string;
  readonly location: "body";
}

interface Inverse {
  readonly sqlVerb: { readonly $ref: string };
  readonly tokens: { readonly [parameter: string]: Token };
}

/** A method of a resource that makes something. */
interface Making {
  readonly resource: ResourceOverlay;
  readonly method: MethodOverlay;
  readonly found: FoundOperation;
  /** The schema of what it answers. */
  readonly rows: Schema | undefined;
  readonly operations: ReadonlyMap<string, FoundOperation>;
}

/**
 * The inverse of a method under INSERT: the first method under DELETE whose arguments are in the answer, by their name
 * or where the resource's `await` says, or in the call itself. Undefined where there is none.
 */
export function inverseOf(making: Making): Inverse | undefined {
  const { resource, method, operations } = making;
  if (!resource.verbs.insert.includes(method.name)) return undefined;
  for (const name of resource.verbs.delete) {
    const operation = resource.methods.find((other) => other.name === name)?.operation ?? "";
    const tokens = tokensOf(making, operations.get(operation)?.operation.parameters ?? []);
    const $ref = `#/components/x-stackQL-resources/${resource.name}/methods/${name}`;
    if (tokens !== undefined) return { sqlVerb: { $ref }, tokens };
  }
  return undefined;
}

function tokensOf(making: Making, parameters: readonly Parameter[]): Inverse["tokens"] | undefined {
  const { found, method } = making;
  const prefix = method.objectKey ?? "$";
  const needed = parameters.filter((parameter) => parameter.required === true);
  const tokens = needed.map(({ name }) => [name, pathOf(making, name)] as const);
  const isGiven = (name: string): boolean => found.operation.parameters?.some((one) => one.name === name) === true;
  if (tokens.some(([name, path]) => path === undefined && !isGiven(name))) return undefined;
  const inAnswer = tokens.flatMap(([name, path]) =>
    path === undefined ? [] : [[name, { key: `${prefix}.${path}`, location: "body" as const }] as const],
  );
  // Without anything of what was made, the call would delete something else.
  return inAnswer.length === 0 ? undefined : Object.fromEntries(inAnswer);
}

function pathOf({ resource, rows, found }: Making, name: string): string | undefined {
  const places = (resource.await as { readonly arguments?: Readonly<Record<string, unknown>> } | undefined)?.arguments;
  const path = places !== undefined && Object.hasOwn(places, name) ? String(places[name]) : name;
  let schema = rows;
  for (const step of path.split(".")) schema = schema && found.schemas.answers.resolve(schema).properties?.[step];
  return schema === undefined ? undefined : path;
}

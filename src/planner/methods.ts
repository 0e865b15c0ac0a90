/** Which method of a resource a statement calls: decided from names alone, before cost and join order. */
import { EngineError } from "../common/error.ts";
import type { Span } from "../common/span.ts";
import { nearestNames } from "../common/suggest.ts";
import type { Method, Parameter, Resource } from "../catalog/model.ts";

/** The parameter that a name in SQL means: its own name, an alias, or the last part of a dotted name if only one has it. */
export function findParameter(method: Method, name: string): Parameter | undefined {
  const wanted = name.toLowerCase();
  const named = (text: string): boolean => text.toLowerCase() === wanted;
  const exact =
    method.parameters.find((parameter) => parameter.name === name) ??
    method.parameters.find((parameter) => named(parameter.name)) ??
    method.parameters.find((parameter) => parameter.aliases?.some(named) === true);
  if (exact !== undefined) return exact;
  const bySuffix = method.parameters.filter((parameter) => parameter.name.toLowerCase().endsWith(`.${wanted}`));
  return bySuffix.length === 1 ? bySuffix[0] : undefined;
}

/** What a name in a write gives a value to: a parameter, or a property inside a body parameter. */
export interface NamedArgument {
  readonly parameter: Parameter;
  /** The name that a call knows it by: the parameter's, then the path inside it. */
  readonly argument: string;
}

/** The argument that a name means: a parameter, else a path into the longest body parameter that it begins with. */
export function findArgument(method: Method, name: string): NamedArgument | undefined {
  const whole = findParameter(method, name);
  if (whole !== undefined) return { parameter: whole, argument: whole.name };
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const parameter = findParameter(method, name.slice(0, dot));
    if (parameter?.in === "body") return { parameter, argument: `${parameter.name}${name.slice(dot)}` };
  }
  return undefined;
}

/** How the parameter of a name is found. */
type Find = (method: Method, name: string) => Parameter | undefined;

/** The parameter that a name of a write gives a value to, whole or in part. */
export const findWritten: Find = (method, name) => findArgument(method, name)?.parameter;

/** Parameters that the caller must give: required, with no default of their own. */
export function requiredParameters(method: Method): Parameter[] {
  return method.parameters.filter((parameter) => parameter.required && parameter.default === undefined);
}

/**
 * Among the methods whose required parameters are all named, the one with most named parameters, then the first in
 * document order. Undefined where none is covered.
 */
export function chooseMethod(
  methods: readonly Method[],
  names: Iterable<string>,
  find: Find = findParameter,
): Method | undefined {
  const given = [...names];
  let best: { method: Method; matched: number } | undefined;
  for (const method of methods) {
    const matched = new Set(given.flatMap((name) => find(method, name)?.name ?? []));
    if (!requiredParameters(method).every((parameter) => matched.has(parameter.name))) continue;
    if (best === undefined || matched.size > best.matched) best = { method, matched: matched.size };
  }
  return best?.method;
}

/** "get needs id, environment; list needs environment": what each method would take. */
export function describeNeeds(methods: readonly Method[]): string {
  return methods
    .map((method) => {
      const needed = requiredParameters(method).map((parameter) => parameter.name);
      return `${method.name} needs ${needed.length === 0 ? "nothing" : needed.join(", ")}`;
    })
    .join("; ");
}

interface MissingArguments {
  readonly resource: Resource;
  readonly verb: string;
  readonly methods: readonly Method[];
  readonly given: readonly string[];
  readonly span: Span;
}

/** No method is covered: says what is missing for the nearest one, and what each method tried needs. */
export function missingArguments(details: MissingArguments): EngineError {
  const { resource, verb, methods, given, span } = details;
  const find = verb === "SELECT" ? findParameter : findWritten;
  const missing = methods.map((method) => {
    const named = new Set(given.flatMap((name) => find(method, name)?.name ?? []));
    return requiredParameters(method).filter((parameter) => !named.has(parameter.name));
  });
  const fewest = missing.reduce((best, next) => (next.length < best.length ? next : best), missing[0] ?? []);
  const names = fewest.map((parameter) => parameter.name);
  const unknown = given.filter((name) => methods.every((method) => find(method, name) === undefined));
  const misspelt = unknown.flatMap((name) => nearestNames(name, names).map((near) => `${near} (not ${name})`));
  const question = misspelt.length > 0 ? ` Did you mean ${misspelt.join(", ")}?` : "";
  return new EngineError({
    condition: "missing_argument",
    stage: "bind",
    message: `${verb} on ${resource.id} needs ${names.join(", ")}`,
    span,
    hint: `${describeNeeds(methods)}.${question} To mend it, ${howToGive(verb, fewest)}.`,
  });
}

/** Where each verb takes the values that are missing. */
function howToGive(verb: string, missing: readonly Parameter[]): string {
  const named = (parameters: readonly Parameter[], joint: string): string =>
    parameters.map(({ name }) => `${quoteName(name)} = '…'`).join(joint);
  if (verb === "INSERT") return `list ${missing.map(({ name }) => name).join(", ")} among the columns`;
  if (verb === "SELECT") {
    return `add WHERE ${named(missing, " AND ")}, or join it with a relation that yields the values`;
  }
  const inBody = missing.filter((parameter) => parameter.in === "body" && verb !== "DELETE");
  const others = missing.filter((parameter) => !inBody.includes(parameter));
  return [
    ...(inBody.length === 0 ? [] : [`add SET ${named(inBody, ", ")}`]),
    ...(others.length === 0 ? [] : [`add WHERE ${named(others, " AND ")}`]),
  ].join(" and ");
}

/** The verb has no method at all: says how the resource can be used instead. */
export function unsupportedVerb(resource: Resource, verb: string, span: Span): EngineError {
  const usable = (["select", "insert", "update", "replace", "delete"] as const).filter(
    (candidate) => resource.verbs[candidate].length > 0,
  );
  const first = resource.methods.find((method) => method.verb === "exec") ?? resource.methods[0];
  const exec = first === undefined ? "" : ` and call a method with EXEC ${resource.id}.${first.name} @name = value`;
  const others = usable.length === 0 ? "" : ` It supports ${usable.map((name) => name.toUpperCase()).join(", ")}.`;
  return new EngineError({
    condition: "unsupported_verb",
    stage: "bind",
    message: `${verb} is not supported by ${resource.id}`,
    span,
    hint: `Run SHOW METHODS FROM ${resource.id} to see what it can do,${exec}.${others}`,
  });
}

function quoteName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `"${name}"`;
}

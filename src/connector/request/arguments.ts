/** The arguments of a call, matched to the parameters of its method. */
import type { Method, Parameter, Shape } from "../../catalog/model.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Value } from "../../common/value.ts";
import type { Call } from "../call.ts";
import { requestFailure } from "../failure.ts";

/** A value for a property inside a body parameter, given by a dotted name: `spec.display_name`. */
export interface InnerArgument {
  readonly parameter: Parameter;
  readonly path: readonly string[];
  readonly value: Value;
}

export interface Arguments {
  readonly values: ReadonlyMap<Parameter, Value>;
  readonly inner: readonly InnerArgument[];
  /** Body properties that the document does not know, by their name on the wire (`data__x`). */
  readonly extra: ReadonlyMap<string, Value>;
}

const bodyPrefix = "data__";

/**
 * Finds the parameter of each argument by name or alias, else by the longest body parameter that its dotted name
 * begins with. Throws `undefined_parameter` for a name that fits nothing.
 */
export function matchArguments(call: Call): Arguments {
  const values = new Map<Parameter, Value>();
  const inner: InnerArgument[] = [];
  const extra = new Map<string, Value>();
  for (const [name, value] of call.arguments) {
    const parameters = parametersNamed(call.method, name);
    for (const parameter of parameters) values.set(parameter, value);
    if (parameters.length > 0) continue;
    const path = innerPath(call.method, name);
    if (path !== undefined) inner.push({ ...path, value });
    else if (name.startsWith(bodyPrefix) && takesProperties(call.method))
      extra.set(name.slice(bodyPrefix.length), value);
    else throw unknownArgument(call.method, name);
  }
  return { values, inner, extra };
}

/** The argument of a parameter; null counts as none. */
export function valueOf(given: Arguments, parameter: Parameter): Value | undefined {
  return given.values.get(parameter) ?? undefined;
}

/** The default of a parameter as text. */
export function defaultText({ default: value }: Parameter): string | undefined {
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}

/** The parameter that is the whole body of a method; undefined where its properties are parameters only. */
export function wholeParameter({ parameters, request }: Method): Parameter | undefined {
  return request.wholeBody === true ? parameters.find((one) => one.in === "body" && one.wireName === "") : undefined;
}

/** More than one where a body property has the name of another parameter. */
function parametersNamed(method: Method, name: string): readonly Parameter[] {
  const exact = method.parameters.filter((parameter) => parameter.name === name);
  return exact.length > 0 ? exact : method.parameters.filter((parameter) => parameter.aliases?.includes(name));
}

function takesProperties({ request }: Method): boolean {
  return request.mediaType !== undefined && request.wholeBody !== true;
}

function innerPath(method: Method, name: string): Omit<InnerArgument, "value"> | undefined {
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const parameter = parametersNamed(method, name.slice(0, dot)).find((one) => one.in === "body");
    if (parameter !== undefined) return { parameter, path: pathWithin(parameter.shape, name.slice(dot + 1)) };
  }
  return undefined;
}

/** Splits a dotted name only where no property has it as it stands, and never in a map with free keys. */
function pathWithin(shape: Shape | undefined, name: string): readonly string[] {
  if (shape?.kind === "object") {
    const names = Object.keys(shape.properties);
    if (names.length === 0 || names.includes(name)) return [name];
    const first = names.filter((one) => name.startsWith(`${one}.`)).sort((a, b) => b.length - a.length)[0];
    if (first !== undefined) return [first, ...pathWithin(shape.properties[first], name.slice(first.length + 1))];
  }
  if (shape?.kind === "oneOf") {
    const paths = shape.branches.map((branch) => pathWithin(branch.shape, name));
    return paths.sort((a, b) => a.length - b.length)[0] ?? name.split(".");
  }
  return name.split(".");
}

function unknownArgument(method: Method, name: string): Error {
  const names = method.parameters.map((parameter) => parameter.name);
  return requestFailure("undefined_parameter", `${method.id} has no parameter ${JSON.stringify(name)}`, {
    hint: didYouMean(name, names) ?? "It takes no parameters.",
  });
}

/** What the accounts of a relation give its methods: values of parameters that a statement leaves out. */
import type { Connected, ConnectedMember } from "../catalog/connections.ts";
import type { Method, Parameter } from "../catalog/model.ts";
import { findParameter } from "./methods.ts";

/**
 * The parameters of a method that an account has a value for, with the value. Bodies take none, but where something is
 * made that cannot do without: a change is not to say more than its statement does.
 */
export function defaultsOf(
  method: Method,
  { parameters }: Pick<ConnectedMember, "parameters">,
): Map<Parameter, string> {
  const defaults = new Map<Parameter, string>();
  for (const [name, value] of Object.entries(parameters)) {
    const parameter = findParameter(method, name);
    if (parameter !== undefined && takesDefault(parameter, method)) defaults.set(parameter, value);
  }
  return defaults;
}

function takesDefault(parameter: Parameter, { verb }: Method): boolean {
  return parameter.in !== "body" || (verb === "insert" && parameter.required);
}

/** The parameters of a method that some of the accounts have a value for. */
export function defaultedParameters(method: Method, connected: Connected | undefined): readonly Parameter[] {
  const members = connected?.members ?? [];
  return [...new Set(members.flatMap((member) => [...defaultsOf(method, member).keys()]))];
}

/** The names of the parameters that every one of the accounts has a value for. */
export function sharedDefaults(connected: Connected | undefined): readonly string[] {
  const [first, ...others] = connected?.members ?? [];
  return Object.keys(first?.parameters ?? {}).filter((name) =>
    others.every(({ parameters }) => Object.hasOwn(parameters, name)),
  );
}

/** Server variables that take one of a list of values. */
import type { Method, Parameter, Server } from "../../catalog/model.ts";
import { didYouMean } from "../../common/suggest.ts";
import { requestFailure } from "../failure.ts";
import { shownValue } from "./coerce.ts";
import { variablesWithin, type VariableValue } from "./url.ts";

/**
 * Throws `invalid_parameter_value` where a variable of the URL has a value that the document does not list, in any case:
 * most of an URL's host knows none. What AWS signs for is a region, and regions are added sooner than documents change.
 */
export function checkServerValues(method: Method, server: Server, valueOf: VariableValue): void {
  if (method.signingName !== undefined) return;
  for (const name of variablesWithin(server)) {
    const parameter = method.parameters.find((one) => one.in === "server" && one.wireName === name);
    const value = valueOf(name);
    if (parameter?.enum === undefined || value === undefined || value === parameter.default) continue;
    const known = parameter.enum.map(String);
    if (!known.some((one) => one.toLowerCase() === value.toLowerCase()))
      throw unlisted(method, parameter, value, known);
  }
}

function unlisted(method: Method, parameter: Parameter, value: string, known: readonly string[]): Error {
  const { name, environment } = parameter;
  const message = `${method.id}: parameter ${JSON.stringify(name)} must be one of ${known.join(", ")}; got ${shownValue(parameter, value)}`;
  const source = environment === undefined ? "" : ` The variable ${environment} gives it where the statement does not.`;
  return requestFailure("invalid_parameter_value", message, { hint: `${didYouMean(value, known) ?? ""}${source}` });
}

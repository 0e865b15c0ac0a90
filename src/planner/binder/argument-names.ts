/** The arguments that the names in a write or an EXEC mean. */
import type { Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import { didYouMean } from "../../common/suggest.ts";
import { findArgument, type NamedArgument } from "../methods.ts";

/** A name as written and where. */
export interface GivenName {
  readonly name: string;
  readonly span: Span;
}

/** The arguments that names mean, in order. Throws `undefined_column` or `duplicate_alias` at the name. */
export function argumentsFor(method: Method, names: readonly GivenName[]): NamedArgument[] {
  const seen = new Map<string, GivenName>();
  return names.map((given) => {
    const found = findArgument(method, given.name);
    if (found === undefined) throw unknownParameter(method, given);
    const twin = seen.get(found.argument);
    if (twin !== undefined) {
      throw new EngineError({
        condition: "duplicate_alias",
        stage: "bind",
        message: `${given.name} is given twice${twin.name === given.name ? "" : `, first as ${twin.name}`}`,
        span: given.span,
      });
    }
    seen.set(found.argument, given);
    return found;
  });
}

function unknownParameter(method: Method, { name, span }: GivenName): EngineError {
  const known = method.parameters.map((parameter) => parameter.name);
  return new EngineError({
    condition: "undefined_column",
    stage: "bind",
    message: `${method.id} takes no ${name}`,
    span,
    hint: `${didYouMean(name, known) ?? "It takes no parameters."} DESCRIBE METHOD ${method.id} shows them all.`,
  });
}

/** `AWAIT` after the verb of a write: which method tells how far it is, and how often it is asked. */
import { methodsFor } from "../../catalog/lookup.ts";
import { EngineError } from "../../common/error.ts";
import type { Method } from "../../catalog/model.ts";
import type { BoundAwait, BoundCall } from "../bound.ts";
import { awaitHint } from "../hints.ts";
import { chooseMethod } from "../methods.ts";

interface Waiting extends Pick<BoundCall, "verb" | "relation" | "method" | "parameters"> {
  readonly statement: { readonly hints: readonly string[]; readonly target: { readonly span: EngineError["span"] } };
}

/**
 * What a statement with the hint `AWAIT` or `AWAIT(interval, timeout)`, in seconds, waits for; undefined without it.
 * Throws `feature_not_supported` where the provider document does not say how.
 */
export function bindAwait({ statement, verb, relation, method, parameters }: Waiting): BoundAwait | undefined {
  const asked = awaitHint(statement);
  if (asked === undefined) return undefined;
  const { resource } = relation;
  const rule = resource.await;
  if (rule === undefined) {
    throw refused(`${resource.id} does not say when it is ready`, "Its provider document needs x-tributary-await.");
  }
  const columns = verb === "DELETE" ? [] : method.response.columns.map((column) => column.name);
  const known = [...parameters, ...columns, ...(verb === "DELETE" ? [] : Object.keys(rule.arguments ?? {}))];
  const read = chooseMethod(methodsFor(resource, "select").filter(isSingle), known);
  if (read === undefined) {
    throw refused(
      `${method.id} does not yield what a SELECT of ${resource.name} needs`,
      "Leave AWAIT out, and ask for the phase with SELECT.",
    );
  }
  return {
    rule,
    read,
    untilGone: verb === "DELETE",
    intervalSeconds: asked.intervalSeconds ?? rule.intervalSeconds,
    timeoutSeconds: asked.timeoutSeconds ?? rule.timeoutSeconds,
  };

  function refused(reason: string, hint: string): EngineError {
    const message = `${verb} cannot wait: ${reason}`;
    return new EngineError({
      condition: "feature_not_supported",
      stage: "bind",
      message,
      span: statement.target.span,
      hint,
    });
  }
}

/** A method that reads one object. */
function isSingle(method: Method): boolean {
  return method.pagination === undefined && method.response.rowPath.length === 0;
}

/** A call that fails without failing its statement: `--on-error warn`. */
import { EngineError } from "../common/error.ts";
import type { Warning } from "../common/event.ts";
import { isSecretName, mask, redact } from "../common/redact.ts";
import { textOf } from "../common/value.ts";
import { type Access, relationName } from "../planner/scan.ts";
import type { Arguments } from "./arguments.ts";

/** True where the API or the way to it is at fault, so that other calls may still succeed. */
export function isOfSource(error: unknown): error is EngineError {
  if (!(error instanceof EngineError)) return false;
  const { condition } = error;
  return condition.startsWith("upstream_") || condition === "connection_failed" || condition === "pagination_loop";
}

/** The warning that names the source, what it was called with, and how it failed. */
export function sourceFailed(access: Access, set: Arguments, { code, condition, message }: EngineError): Warning {
  const given = [...set].map(
    ([name, value]) => `${name} = ${isSecretName(name) ? mask : value === null ? "null" : textOf(value)}`,
  );
  const called = given.length === 0 ? "" : ` (${given.join(", ")})`;
  return {
    condition: "source_failed",
    message: redact(`no more rows of ${relationName(access)}${called}: ${code} ${condition}: ${message}`),
  };
}

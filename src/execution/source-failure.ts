/** A call that fails without failing its statement: `on_error = 'warn'`. */
import { EngineError, type ErrorCondition } from "../common/error.ts";
import type { Warning } from "../common/event.ts";
import { isSecretName, mask, redact } from "../common/redact.ts";
import { textOf } from "../common/value.ts";
import type { ConnectedMember } from "../catalog/connections.ts";
import { type Access, relationName } from "../planner/scan.ts";
import type { Arguments } from "./arguments.ts";
import type { Run } from "./run.ts";

/** True where a source that fails fails the statement: as that says, else the account, else the session. */
export function isFailing({ guards }: Pick<Run, "guards">, member?: ConnectedMember): boolean {
  const rule = guards?.isErrorRuled === true ? guards.onError : (member?.onError ?? guards?.onError ?? "fail");
  return rule === "fail";
}

/** True where what an API refuses means, on this account, that there is nothing. */
export function isIgnored(error: unknown, member: ConnectedMember | undefined): boolean {
  if (member === undefined || member.ignore.length === 0 || !isOfSource(error)) return false;
  const { upstream } = error;
  const codes = upstream === undefined ? [] : [String(upstream.status), ...upstream.codes];
  return member.ignore.some((code) => codes.includes(code));
}

/** True where the API or the way to it is at fault, so that other calls may still succeed. */
export function isOfSource(error: unknown): error is EngineError {
  if (!(error instanceof EngineError)) return false;
  const { condition } = error;
  return condition.startsWith("upstream_") || wayConditions.has(condition);
}

const wayConditions: ReadonlySet<string> = new Set<ErrorCondition>([
  "connection_failed",
  "network_access_denied",
  "request_not_recorded",
  "pagination_loop",
]);

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

/** What a statement does with the rows that it reads, where it does more than show them. */
export type Use = "changes an API" | "keeps rows" | "writes a file";

/**
 * The run for reading what a write is fed with: a source that fails fails it, since rows that are not all there would
 * be another write. Only what keeps rows here may be told, by `on_error = 'partial'`, to take those that there are.
 */
export function wholeRows(run: Run, use: Use): Run {
  const { guards } = run;
  if (guards === undefined) return run;
  return guards.onError === "partial" && use !== "changes an API"
    ? run
    : { ...run, guards: { ...guards, onError: "fail", isErrorRuled: true } };
}

/** What the failure of a source is where `wholeRows` made it one: the same, with the reason and the way out. */
export function explainedFailure(error: unknown, { guards }: Pick<Run, "guards">, use: Use): unknown {
  if (!isOfSource(error) || guards === undefined || guards.onError === "fail") return error;
  if (guards.onError === "partial" && use !== "changes an API") return error;
  const reason = `The statement ${use}, so nothing is written from rows that are not all there.`;
  const way = use === "changes an API" ? "" : " SET on_error = 'partial' writes those that could be had.";
  const hint = [error.hint, `${reason}${way}`].filter((part) => part !== undefined).join(" ");
  return error.with({ hint });
}

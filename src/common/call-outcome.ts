/** What became of each of several calls, for errors that tell of a part that was done. */

/** One call of a statement that makes several. Carries no secrets. */
export interface CallOutcome {
  /** HTTP method, URL and body as a person reads them. */
  readonly request: string;
  /** In flight when the statement was cancelled, it is `unknown`. */
  readonly status: "done" | "failed" | "unknown" | "not sent";
  /** Why it failed. */
  readonly message?: string | undefined;
}

const linesShown = 20;

/** A line for each call, those that failed first; at most twenty, the rest counted. */
export function outcomeLines(outcomes: readonly CallOutcome[]): string[] {
  const order: readonly CallOutcome["status"][] = ["failed", "unknown", "done", "not sent"];
  const sorted = order.flatMap((status) => outcomes.filter((outcome) => outcome.status === status));
  const shown = sorted.slice(0, linesShown).map(({ request, status, message }) => {
    return `  ${status.padEnd("not sent".length)}  ${request}${message === undefined ? "" : `: ${message}`}`;
  });
  return sorted.length > shown.length ? [...shown, `  … and ${sorted.length - shown.length} more`] : shown;
}

/** What the checks of `tributary doctor` find, and what they are given. */
import { toEngineError } from "../../common/error.ts";
import type { Session } from "../../session/session.ts";
import type { Settings } from "../../session/settings.ts";
import type { CommandLine } from "../read-flags.ts";

/** `warning`: it works, but may not be what somebody wants. `failure`: what depends on it does not work. */
export type FindingStatus = "ok" | "warning" | "failure";

/** One thing that was looked at. Carries no secrets. */
export interface Finding {
  /** What was looked at: `node`, `provider github`, `credentials confluent`. */
  readonly check: string;
  readonly status: FindingStatus;
  /** What was found. */
  readonly detail: string;
  /** How to mend it, where it needs that. */
  readonly remedy?: string | undefined;
}

/** What the checks look at. */
export interface Examined {
  readonly line: CommandLine;
  readonly settings: Settings;
  readonly session: Session;
  readonly signal: AbortSignal;
}

/** What was thrown, as a finding: the message, and its hint as remedy. */
export function failed(check: string, thrown: unknown, status: FindingStatus = "failure"): Finding {
  const { message, hint } = toEngineError(thrown);
  return { check, status, detail: message, remedy: hint };
}

/** The rows of a statement by the names of their columns. Throws as the statement does. */
export async function rowsOf(sql: string, { session, signal }: Examined): Promise<{ [column: string]: unknown }[]> {
  const found: { [column: string]: unknown }[] = [];
  for await (const { columns, batches } of session.execute(sql, { signal })) {
    for await (const batch of batches) {
      for (const row of batch) found.push(Object.fromEntries(columns.map(({ name }, place) => [name, row[place]])));
    }
  }
  return found;
}

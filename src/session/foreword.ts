/** What has to be said and known of a statement before it runs. */
import { rememberSecret } from "../common/redact.ts";
import { hintWarnings } from "../planner/hints.ts";
import type { PhysicalPlan } from "../planner/plan.ts";
import { spelledSecrets } from "../planner/secrets.ts";
import type { Statement } from "../sql/ast.ts";
import type { StatementRun } from "./run.ts";

/** Warns of hints that mean nothing, and keeps the secrets that the statement spells out from all that is told of it. */
export function foreword(statement: Statement, plan: PhysicalPlan, run: StatementRun, text: string): void {
  run.shown = text.slice(statement.span.start, statement.span.end);
  for (const warning of hintWarnings(statement)) run.warn(warning);
  for (const secret of spelledSecrets(plan)) rememberSecret(secret);
}

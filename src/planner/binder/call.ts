/** What INSERT, UPDATE, REPLACE, DELETE and EXEC have in common: what their hints ask for, and the query over responses. */
import type { Method } from "../../catalog/model.ts";
import type { Alias, QualifiedName, SelectItem } from "../../sql/ast.ts";
import type { BoundCall, BoundQueryStatement } from "../bound.ts";
import type { ResourceRelation } from "../scan.ts";
import { bindAwait } from "./await.ts";
import { ScanDraft } from "./draft.ts";
import { newBindState } from "./query.ts";
import { bindReturning } from "./select.ts";
import { finishQuery } from "./standalone.ts";

/** The query of RETURNING over the responses of a method; `*` where EXEC returns them whole. */
function returningQuery(
  { relation, method, alias }: { relation: ResourceRelation; method: Method; alias: string },
  items: readonly SelectItem[],
  text: string,
): BoundQueryStatement {
  const span = items[0]?.span ?? { start: 0, end: 0 };
  const draft = new ScanDraft(`${relation.resource.name}#returned`, alias, relation, span);
  draft.method = method;
  const state = newBindState(text, new Map());
  state.drafts.push(draft);
  return finishQuery(bindReturning(items, draft, state), state);
}

type Unfinished = Omit<BoundCall, "kind" | "continues" | "await" | "returning">;

interface Hinted {
  readonly hints: readonly string[];
  readonly target: QualifiedName;
  readonly alias?: Alias;
}

/** The call with what its hints ask for, and the query over its responses; over the finished objects under `AWAIT`. */
export function finishCall(call: Unfinished, statement: Hinted, items: readonly SelectItem[], text: string): BoundCall {
  const { relation, verb } = call;
  const wait = bindAwait({ ...call, statement });
  const bound: BoundCall = {
    ...call,
    kind: "call",
    continues: hasHint(statement, "CONTINUE"),
    ...(wait === undefined ? {} : { await: wait }),
  };
  if (items.length === 0) return bound;
  const alias = statement.alias?.name.name ?? relation.resource.name;
  const method = wait === undefined || verb === "DELETE" ? call.method : wait.read;
  return { ...bound, returning: returningQuery({ relation, method, alias }, items, text) };
}

/** True where a statement has the hint, written in any case. */
export function hasHint({ hints }: { readonly hints: readonly string[] }, name: string): boolean {
  return hints.some((hint) => hint.toUpperCase() === name);
}

/** What INSERT, UPDATE, REPLACE, DELETE and EXEC have in common: what their hints ask for, and what they return. */
import type { Alias, QualifiedName, SelectItem } from "../../sql/ast.ts";
import type { BoundCall } from "../bound.ts";
import { hasHint } from "../hints.ts";
import { bindAwait } from "./await.ts";
import { readBackOf, returningQuery } from "./returning.ts";
import { writeNames } from "./write-names.ts";

type Unfinished = Omit<BoundCall, "kind" | "continues" | "await" | "readBack" | "returning">;

interface Hinted {
  readonly hints: readonly string[];
  readonly target: QualifiedName;
  readonly alias?: Alias;
}

/** The call with what its hints ask for, and the query over its responses; over the finished objects under `AWAIT`. */
export function finishCall(call: Unfinished, statement: Hinted, items: readonly SelectItem[], text: string): BoundCall {
  const { relation } = call;
  const wait = bindAwait({ ...call, statement });
  const bound: BoundCall = {
    ...call,
    kind: "call",
    continues: hasHint(statement, "CONTINUE"),
    ...(wait === undefined ? {} : { await: wait }),
  };
  if (items.length === 0) return bound;
  const alias = statement.alias?.name.name ?? relation.resource.name;
  const names = writeNames(statement.target, statement.alias, undefined);
  const readBack = wait === undefined ? readBackOf(call, items, names) : undefined;
  const method = wait?.returned ?? readBack ?? call.method;
  const returning = returningQuery({ call, method, alias }, items, text);
  return readBack === undefined ? { ...bound, returning } : { ...bound, returning, readBack };
}

/** What INSERT, UPDATE, REPLACE, DELETE and EXEC have in common: parameters by name, and the query over responses. */
import type { Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Span } from "../../common/span.ts";
import type { QualifiedName, SelectItem } from "../../sql/ast.ts";
import type { BoundCall, BoundQueryStatement } from "../bound.ts";
import { findArgument, type NamedArgument } from "../methods.ts";
import type { ResourceRelation } from "../scan.ts";
import { bindAwait } from "./await.ts";
import { ScanDraft } from "./draft.ts";
import { newBindState } from "./query.ts";
import { bindReturning } from "./select.ts";
import { finishQuery } from "./standalone.ts";

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

/** The query of RETURNING over the responses of a method; `*` where EXEC returns them whole. */
function returningQuery(
  relation: ResourceRelation,
  method: Method,
  items: readonly SelectItem[],
  text: string,
): BoundQueryStatement {
  const span = items[0]?.span ?? { start: 0, end: 0 };
  const draft = new ScanDraft(`${relation.resource.name}#returned`, relation.resource.name, relation, span);
  draft.method = method;
  const state = newBindState(text, new Map());
  state.drafts.push(draft);
  return finishQuery(bindReturning(items, draft, state), state);
}

type Unfinished = Omit<BoundCall, "kind" | "continues" | "await" | "returning">;

interface Hinted {
  readonly hints: readonly string[];
  readonly target: QualifiedName;
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
  const method = wait === undefined || verb === "DELETE" ? call.method : wait.read;
  return { ...bound, returning: returningQuery(relation, method, items, text) };
}

/** True where a statement has the hint, written in any case. */
export function hasHint({ hints }: { readonly hints: readonly string[] }, name: string): boolean {
  return hints.some((hint) => hint.toUpperCase() === name);
}

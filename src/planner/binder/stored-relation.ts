/** Stored relations in FROM: a table as it is, a view as the query that its text is. */
import { methodsFor } from "../../catalog/lookup.ts";
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import type { DerivedTable, Expression, NamedTable, Select, SelectItem, TableRef } from "../../sql/ast.ts";
import { identifier, plainSelect, syntheticSpan } from "../../sql/build.ts";
import { rewrite, visit } from "../../sql/traverse.ts";
import { findParameter } from "../methods.ts";
import { withUserFunctions } from "../rewrites/user-functions.ts";
import { rowId, type StoredTable, type StoredView } from "../stored.ts";
import { quoted } from "./expression.ts";
import { nameKey, type RelationTable } from "./relations.ts";
import type { ScopeColumn, ScopeRelation } from "./scope.ts";
import type { BindState } from "./state.ts";
import { storedQuery } from "./stored-query.ts";
import { conjunctsOf, termsOf } from "./terms.ts";
import { functionsOf } from "./user-functions.ts";
import { deepestView, type Given, withWhere } from "./view.ts";

/** A stored table as an entry of FROM: the local engine reads it where it lies. */
export function storedTable(ref: NamedTable, alias: string, table: StoredTable): ScopeRelation {
  const { span } = ref;
  const columns = table.columns.map(({ name, type }): ScopeColumn => ({ label: name, name, type }));
  const tableRef: NamedTable = {
    kind: "named-table",
    name: { kind: "qualified-name", parts: [quoted(table.schema, span), quoted(table.name, span)], span },
    alias: { kind: "alias", name: quoted(alias, span), columns: [], span },
    span,
  };
  const id: ScopeColumn = { label: rowId, name: rowId, type: "integer", hidden: true };
  return { alias, fullName: [table.name], columns: [...columns, id], tableRef, nullable: false, needs: [] };
}

export interface ExpandedView {
  readonly table: DerivedTable;
  /** Names whose value inside the query around the view replaces. */
  readonly replaced: ReadonlySet<string>;
}

/** A view as a derived table, with the values that the query around it gives in place of its own. */
export function expandView(ref: NamedTable, view: StoredView, given: Given, state: BindState): ExpandedView {
  const { span } = ref;
  const replaced = new Set<string>();
  const query = rewrite(withUserFunctions(storedQuery(view, span), functionsOf(state.stored)), {
    select: (select) => {
      const parameters = [...given].filter(([name]) => givesParameter(select, name, state.relations));
      for (const [name] of parameters) if (isGivenIn(select, name)) replaced.add(name);
      return withWhere(select, new Map(parameters));
    },
  });
  const alias = {
    kind: "alias",
    name: quoted(ref.alias?.name.name ?? view.name, span),
    columns: view.columns.map((column) => quoted(column, span)),
    span,
  } as const;
  return { table: { kind: "derived-table", lateral: false, query, alias, span }, replaced };
}

/** True where a name is a parameter of a resource that a SELECT reads: a column of a table keeps its own condition. */
function givesParameter(select: Select, name: string, relations: RelationTable): boolean {
  let found = false;
  if (select.from === undefined) return false;
  visit(select.from, {
    query: () => false,
    "named-table": (table) => {
      const relation = relations.get(nameKey(table.name));
      if (relation?.kind !== "resource") return;
      const needed = relation.views.flatMap((view) => view.required);
      found ||= needed.some((one) => one.toLowerCase() === name);
      found ||= methodsFor(relation.resource, "select").some((method) => findParameter(method, name) !== undefined);
    },
  });
  return found;
}

function isGivenIn(select: Select, name: string): boolean {
  return conjunctsOf(select.where).some((conjunct) => lastPart(termsOf(conjunct)[0]?.ref) === name);
}

function lastPart(ref: Expression | undefined): string | undefined {
  return ref?.kind === "column-ref" ? ref.parts.at(-1)?.name.toLowerCase() : undefined;
}

/** The conjuncts around a view whose value went into it and which it does not show: nothing is left to check. */
export function absorbed(replaced: ReadonlySet<string>, given: Given, shown: readonly ScopeColumn[]): Expression[] {
  const labels = new Set(shown.map((column) => column.label.toLowerCase()));
  return [...given].flatMap(([name, term]) => (replaced.has(name) && !labels.has(name) ? [term.conjunct] : []));
}

/** Runs `work` inside a view. Throws where it names itself, or names views too deep. */
export function insideView<T>(view: StoredView, span: Span, path: string[], work: () => T): T {
  const key = `${view.schema}.${view.name.toLowerCase()}`;
  if (path.includes(key)) throw refused(`the view ${view.name} names itself`, span);
  if (path.length >= deepestView) throw refused(`views name each other more than ${deepestView} levels deep`, span);
  path.push(key);
  try {
    return work();
  } finally {
    path.pop();
  }
}

function refused(message: string, span: Span): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message,
    span,
    hint: "Keep rows of a view in between: CREATE MATERIALIZED VIEW name AS query.",
  });
}

/** `name` of a stored relation as FROM has it. */
export function namedTable(name: string, alias: string, span: Span): NamedTable {
  return {
    kind: "named-table",
    name: { kind: "qualified-name", parts: [{ ...identifier(name, true), span }], span },
    alias: { kind: "alias", name: quoted(alias, span), columns: [], span },
    span,
  };
}

/** `SELECT items FROM … WHERE …` */
export function selectFrom(items: readonly SelectItem[], from?: TableRef, where?: Expression): Select {
  return plainSelect({
    items,
    ...(from === undefined ? {} : { from }),
    ...(where === undefined ? {} : { where }),
    span: from?.span ?? syntheticSpan,
  });
}

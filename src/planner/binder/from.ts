/** Binds FROM: every entry becomes a relation in scope; expressions in it wait until methods are chosen. */
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { DerivedTable, Expression, Identifier, Join, NamedTable, TableFunction, TableRef } from "../../sql/ast.ts";
import { tableFunctionColumns } from "../functions.ts";
import type { Relation } from "../scan.ts";
import { ScanDraft } from "./draft.ts";
import { bindExpression, quoted } from "./expression.ts";
import { accessDenied, fileKey } from "./files.ts";
import { nameKey } from "./relations.ts";
import { findCommonTable, type Scope, type ScopeColumn, type ScopeRelation } from "./scope.ts";
import { touching, type BindState } from "./state.ts";
import { joinCondition } from "./using.ts";
import { chooseView, givenTo, unseen } from "./view.ts";

/** A join whose ON waits to be bound; leaves are relations in scope. */
export type FromTree =
  | { readonly kind: "leaf"; readonly relation: ScopeRelation }
  | {
      readonly kind: "join";
      readonly node: Join;
      readonly left: FromTree;
      readonly right: FromTree;
      readonly on: Expression | undefined;
    };

/** Adds the relations of FROM to the scope and yields the tree of its joins. */
export function openFrom(ref: TableRef, scope: Scope, state: BindState): FromTree {
  switch (ref.kind) {
    case "named-table":
      return leaf(openNamed(ref, scope, state), scope);
    case "derived-table":
      return leaf(openDerived(ref, scope, state), scope);
    case "table-function":
      return leaf(openFile(ref, state) ?? openFunction(ref), scope);
    case "exec-table":
      throw unsupported("EXEC in FROM", ref.span, "Run the EXEC as a statement of its own.");
    case "join":
      return openJoin(ref, scope, state);
  }
}

function leaf(relation: ScopeRelation, scope: Scope): FromTree & { kind: "leaf" } {
  const twin = scope.relations.find((other) => other.alias.toLowerCase() === relation.alias.toLowerCase());
  if (twin !== undefined) {
    throw new EngineError({
      condition: "duplicate_alias",
      stage: "bind",
      message: `the name ${relation.alias} stands for two relations in FROM`,
      span: relation.tableRef.span,
      hint: `Give one of them another name: … AS ${relation.alias}2.`,
    });
  }
  scope.relations.push(relation);
  return { kind: "leaf", relation };
}

function openNamed(ref: NamedTable, scope: Scope, state: BindState): ScopeRelation {
  const parts = ref.name.parts.map((part) => part.name);
  const alias = aliasOf(ref);
  const base = { alias, fullName: parts, nullable: false, needs: [] };
  refuseColumnAliases(ref);
  if (parts.length === 1) {
    const table = findCommonTable(scope.tables, parts[0] ?? "");
    if (table === undefined) throw undefinedName(ref, scope);
    if (table.pending === true) throw selfReference(ref);
    const tableRef = named(table.name, alias, ref.span);
    return { ...base, columns: table.columns, tableRef };
  }
  const relation = state.relations.get(nameKey(ref.name));
  if (relation === undefined) throw undefinedName(ref, scope);
  const view = openView(ref, relation, scope, state);
  if (view !== undefined) return { ...view, fullName: parts };
  const draft = new ScanDraft(`${parts.at(-1) ?? ""}#${state.drafts.length + 1}`, alias, relation, ref.name.span);
  state.drafts.push(draft);
  return { ...base, columns: [], draft, tableRef: named(draft.id, alias, ref.span) };
}

function refuseColumnAliases({ alias }: NamedTable | TableFunction): void {
  if (alias === undefined || alias.columns.length === 0) return;
  throw unsupported("a list of column aliases after a relation", alias.span, "Rename the columns in the SELECT list.");
}

/** The view that stands for a relation, where one is given all it needs; undefined where methods read it. */
function openView(ref: NamedTable, relation: Relation, scope: Scope, state: BindState): ScopeRelation | undefined {
  if (relation.kind !== "resource" || relation.views.length === 0) return undefined;
  const { span } = ref;
  const name = quoted(aliasOf(ref), span);
  const given = givenTo(name.name, scope.where);
  const query = chooseView(relation, given, span);
  if (query === undefined) return undefined;
  const alias = { kind: "alias", name, columns: [], span } as const;
  const opened = openDerived({ kind: "derived-table", lateral: false, query, alias, span }, scope, state);
  for (const conjunct of unseen(relation, given, opened.columns)) scope.taken.add(conjunct);
  return opened;
}

function aliasOf({ alias, name }: NamedTable): string {
  return alias?.name.name ?? name.parts.at(-1)?.name ?? "";
}

function named(name: string, alias: string, span: Span): NamedTable {
  return {
    kind: "named-table",
    name: { kind: "qualified-name", parts: [quoted(name, span)], span },
    alias: { kind: "alias", name: quoted(alias, span), columns: [], span },
    span,
  };
}

function openDerived(ref: DerivedTable, scope: Scope, state: BindState): ScopeRelation {
  if (ref.lateral)
    throw unsupported("a LATERAL subquery", ref.span, "Join the relations directly, or use a correlated subquery.");
  const { node, columns } = state.bindQuery(ref.query, { parent: scope.parent, tables: scope.tables }, state);
  const alias = ref.alias?.name.name ?? `subquery#${scope.relations.length + 1}`;
  const renamed = renameColumns(columns, ref.alias?.columns ?? []);
  const query = renamed === columns ? node : wrapRenamed(node, ref.alias?.columns ?? []);
  const tableRef: DerivedTable = {
    ...ref,
    query,
    alias: { kind: "alias", name: quoted(alias, ref.span), columns: [], span: ref.span },
  };
  return { alias, fullName: [alias], columns: renamed, tableRef, nullable: false, needs: [] };
}

/** Columns under the names of a column list; themselves where the list is empty. */
export function renameColumns(columns: readonly ScopeColumn[], names: readonly Identifier[]): readonly ScopeColumn[] {
  if (names.length === 0) return columns;
  if (names.length !== columns.length) {
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: `the list names ${names.length} columns, the query yields ${columns.length}`,
      span: names[0]?.span,
    });
  }
  return columns.map((column, i) => ({ ...column, label: names[i]?.name ?? "", name: names[i]?.name ?? "" }));
}

/** `(WITH t (a, b) AS (query) SELECT * FROM t)`: the local engine has no column aliases of derived tables. */
function wrapRenamed(query: DerivedTable["query"], names: readonly Identifier[]): DerivedTable["query"] {
  const { span } = query;
  const columns = names.map((name) => quoted(name.name, name.span));
  return {
    kind: "query",
    with: {
      kind: "with",
      recursive: false,
      tables: [{ kind: "common-table", name: quoted("renamed", span), columns, query, span }],
      span,
    },
    body: {
      kind: "select",
      hints: [],
      distinct: false,
      distinctOn: [],
      groupBy: [],
      windows: [],
      span,
      items: [{ kind: "select-item", expression: { kind: "star", span }, span }],
      from: named("renamed", "renamed", span),
    },
    orderBy: [],
    span,
  };
}

/** The file that a table function reads; undefined for other functions. */
function openFile(ref: TableFunction, state: BindState): ScopeRelation | undefined {
  const key = fileKey(ref.call);
  if (key === undefined) return undefined;
  refuseColumnAliases(ref);
  const name = nameKey(ref.call.name);
  const relation = state.relations.get(key);
  if (relation === undefined) throw accessDenied(name, ref.span);
  const alias = ref.alias?.name.name ?? name;
  const draft = new ScanDraft(`${alias}#${state.drafts.length + 1}`, alias, relation, ref.span);
  state.drafts.push(draft);
  return {
    alias,
    fullName: [alias],
    columns: [],
    draft,
    tableRef: named(draft.id, alias, ref.span),
    nullable: false,
    needs: [],
  };
}

function openFunction(ref: TableFunction): ScopeRelation {
  const name = ref.call.name.parts.map((part) => part.name.toLowerCase()).join(".");
  const known = tableFunctionColumns[name];
  if (known === undefined) {
    throw new EngineError({
      condition: "undefined_function",
      stage: "bind",
      message: `there is no table function ${name}`,
      span: ref.call.name.span,
      hint: didYouMean(name, Object.keys(tableFunctionColumns)),
    });
  }
  const alias = ref.alias?.name.name ?? name;
  const columns = known.map((column) => ({ label: column.name, ...column }));
  return { alias, fullName: [alias], columns, tableRef: ref, call: ref, nullable: false, needs: [] };
}

/** Binds the arguments of a table function, once; the relations they name are then its `needs`. */
export function closeFunction(relation: ScopeRelation, scope: Scope, state: BindState): void {
  const ref = relation.call;
  if (ref === undefined) return;
  relation.call = undefined;
  const { result, touched } = touching(state, () =>
    ref.call.arguments.map((argument) => bindExpression(argument, scope, state).node),
  );
  const alias = { kind: "alias", name: quoted(relation.alias, ref.span), columns: [], span: ref.span } as const;
  relation.tableRef = { ...ref, lateral: false, call: { ...ref.call, arguments: result }, alias };
  relation.needs = [...touched].filter((other) => scope.relations.includes(other));
}

function openJoin(ref: Join, scope: Scope, state: BindState): FromTree {
  const left = openFrom(ref.left, scope, state);
  const right = openFrom(ref.right, scope, state);
  if (ref.join === "LEFT" || ref.join === "FULL") markNullable(right);
  if (ref.join === "RIGHT" || ref.join === "FULL") markNullable(left);
  const on = joinCondition(ref, relationsOf(left), relationsOf(right), scope);
  return { kind: "join", node: ref, left, right, on };
}

function markNullable(tree: FromTree): void {
  for (const relation of relationsOf(tree)) relation.nullable = true;
}

/** The relations of a tree, from left to right. */
export function relationsOf(tree: FromTree): ScopeRelation[] {
  return tree.kind === "leaf" ? [tree.relation] : [...relationsOf(tree.left), ...relationsOf(tree.right)];
}

function undefinedName(ref: NamedTable, scope: Scope): EngineError {
  const name = nameKey(ref.name);
  const tables = scope.tables.map((table) => table.name);
  return new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `there is no relation ${name}`,
    span: ref.name.span,
    hint: `${didYouMean(name, tables) ?? ""} Relations are named provider.service.resource; SHOW PROVIDERS, SHOW SERVICES FROM provider and SHOW RESOURCES FROM provider.service list them.`.trim(),
  });
}

function selfReference(ref: NamedTable): EngineError {
  const name = nameKey(ref.name);
  return new EngineError({
    condition: "syntax_error",
    stage: "bind",
    message: `${name} is not known in its own first part`,
    span: ref.name.span,
    hint: `Begin a recursive ${name} with rows that do not need it: SELECT … UNION ALL SELECT … FROM ${name}.`,
  });
}

/** `feature_not_supported`, with what to write instead. */
export function unsupported(what: string, span: Span, hint: string): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `${what} is not supported`,
    span,
    hint,
  });
}

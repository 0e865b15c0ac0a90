/** Binds FROM: every entry becomes a relation in scope; expressions in it wait until methods are chosen. */
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { DerivedTable, Expression, Identifier, Join, NamedTable, TableFunction, TableRef } from "../../sql/ast.ts";
import { and, plainSelect, query, selectItem, star } from "../../sql/build.ts";
import type { Relation } from "../scan.ts";
import { selectOver } from "../rewrites/columns-below.ts";
import { splitRowEqualities } from "../rewrites/row-equality.ts";
import { ScanDraft } from "./draft.ts";
import { openExec } from "./exec-table.ts";
import { bindExpression, quoted } from "./expression.ts";
import { accessDenied, fileKey } from "./files.ts";
import { nameKey } from "./relations.ts";
import { renameColumns, toldApart } from "./same-label.ts";
import { findCommonTable, type Scope, type ScopeRelation } from "./scope.ts";
import { absorbed, expandView, insideView, storedTable } from "./stored-relation.ts";
import { touching, type BindState } from "./state.ts";
import { openFunction } from "./table-function.ts";
import { unsupported } from "./unsupported.ts";
import { joinCondition } from "./using.ts";
import { conjunctsOf } from "./terms.ts";
import { chooseView, givenTo, unseen } from "./view.ts";
import { capturesFeed, feedsTo, isFed } from "./view-feeds.ts";
import { settledView } from "./view-query.ts";

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
      return leaf(openExec(ref, scope, state), scope);
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
  if (ref.alias !== undefined && ref.alias.columns.length > 0) {
    if (parts.length === 1) return openDerived(renamedTable(ref), scope, state);
    throw unsupported(
      "a list of column aliases after a relation",
      ref.alias.span,
      "Rename the columns in the SELECT list.",
    );
  }
  if (parts.length === 1) {
    const table = findCommonTable(scope.tables, parts[0] ?? "");
    if (table === undefined) return openStored(ref, scope, state);
    if (table.pending === true) throw selfReference(ref);
    const tableRef = named(table.name, alias, ref.span);
    return { ...base, columns: table.columns, tableRef };
  }
  const relation = state.relations.get(nameKey(ref.name));
  if (relation === undefined) throw undefinedName(ref, scope);
  const view = openView(ref, relation, scope, state);
  if (view !== undefined) return { ...view, fullName: parts };
  return openScan(
    relation,
    { name: parts.at(-1) ?? "", alias, fullName: parts, span: ref.name.span, whole: ref.span },
    state,
  );
}

interface Opened {
  readonly name: string;
  readonly alias: string;
  readonly fullName: readonly string[];
  readonly span: Span;
  /** With its alias. */
  readonly whole: Span;
}

/** A relation that a scan reads: a resource, a system relation or a file. Its columns wait for its method. */
function openScan(relation: Relation, { name, alias, fullName, span, whole }: Opened, state: BindState): ScopeRelation {
  const draft = new ScanDraft(`${name}#${state.drafts.length + 1}`, alias, relation, span);
  state.drafts.push(draft);
  return { alias, fullName, columns: [], draft, tableRef: named(draft.id, alias, whole), nullable: false, needs: [] };
}

/** `t AS a (b, c)` is `(SELECT * FROM t) AS a (b, c)`. */
function renamedTable({ name, alias, span }: NamedTable): DerivedTable {
  const all = selectOver([selectItem(star())], { kind: "named-table", name, span });
  const ref: DerivedTable = { kind: "derived-table", lateral: false, query: query(all), span };
  return alias === undefined ? ref : { ...ref, alias };
}

/** The view that stands for a relation, where one is given all it needs; undefined where methods read it. */
function openView(ref: NamedTable, relation: Relation, scope: Scope, state: BindState): ScopeRelation | undefined {
  if (relation.kind !== "resource" || relation.views.length === 0) return undefined;
  const { span } = ref;
  const name = quoted(aliasOf(ref), span);
  const given = givenTo(name.name, scope.where);
  const feeds = feedsTo(name.name, scope, state);
  const fed = chooseView(relation, new Map([...feeds, ...given]), span);
  const chosen = fed !== undefined && capturesFeed(fed, feeds) ? chooseView(relation, given, span) : fed;
  if (chosen === undefined) return undefined;
  const lateral = isFed(chosen, feeds);
  const query = settledView(chosen, given, state.relations);
  const alias = { kind: "alias", name, columns: [], span } as const;
  const opened = openDerived({ kind: "derived-table", lateral, query, alias, span }, scope, state);
  if (lateral) return opened;
  for (const conjunct of unseen(relation, given, opened.columns)) scope.taken.add(conjunct);
  return opened;
}

/** A stored view sees nothing of the query around it but the values that it is given. */
function openStored(ref: NamedTable, scope: Scope, state: BindState): ScopeRelation {
  const stored = state.stored?.find(nameKey(ref.name));
  if (stored === undefined) throw undefinedName(ref, scope, state.stored?.names());
  if (stored.kind !== "view") return storedTable(ref, aliasOf(ref), stored);
  return insideView(stored, ref.span, state.views, () => {
    const given = givenTo(aliasOf(ref), scope.where);
    const { table, replaced } = expandView(ref, stored, given, state);
    const opened = openDerived(table, { ...scope, parent: undefined, tables: [] }, state);
    for (const conjunct of absorbed(replaced, given, opened.columns)) scope.taken.add(conjunct);
    return opened;
  });
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
  if (ref.lateral) return waitingLateral(ref, scope);
  const { node, columns } = state.bindQuery(ref.query, { parent: scope.parent, tables: scope.tables }, state);
  const alias = ref.alias?.name.name ?? `subquery#${scope.relations.length + 1}`;
  const renamed = toldApart(renameColumns(columns, ref.alias?.columns ?? []));
  const names = renamed.map(({ name }) => quoted(name, ref.span));
  const query = renamed === columns ? node : wrapRenamed(node, names);
  const tableRef: DerivedTable = {
    ...ref,
    query,
    alias: { kind: "alias", name: quoted(alias, ref.span), columns: [], span: ref.span },
  };
  return { alias, fullName: [alias], columns: renamed, tableRef, nullable: false, needs: [] };
}

/** A subquery that may name what stands to its left: it is bound when that is settled. */
function waitingLateral(ref: DerivedTable, scope: Scope): ScopeRelation {
  const alias = ref.alias?.name.name ?? `subquery#${scope.relations.length + 1}`;
  return { alias, fullName: [alias], columns: [], tableRef: ref, lateral: ref, nullable: false, needs: [] };
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
    body: plainSelect({
      span,
      items: [{ kind: "select-item", expression: { kind: "star", span }, span }],
      from: named("renamed", "renamed", span),
    }),
    orderBy: [],
    span,
  };
}

/** The file that a table function reads; undefined for other functions. */
function openFile(ref: TableFunction, state: BindState): ScopeRelation | undefined {
  const key = fileKey(ref.call);
  if (key === undefined) return undefined;
  if (ref.alias !== undefined && ref.alias.columns.length > 0) {
    throw unsupported(
      "a list of column aliases after a file",
      ref.alias.span,
      "Rename the columns in the SELECT list.",
    );
  }
  const name = nameKey(ref.call.name);
  const relation = state.relations.get(key);
  if (relation === undefined) throw accessDenied(name, ref.span);
  const alias = ref.alias?.name.name ?? name;
  return openScan(relation, { name: alias, alias, fullName: [alias], span: ref.span, whole: ref.span }, state);
}

/** Binds the arguments of a table function, once; the relations they name are then its `needs`. */
export function closeFunction(relation: ScopeRelation, scope: Scope, state: BindState): void {
  const ref = relation.call;
  if (ref === undefined) return;
  relation.call = undefined;
  const { result, touched } = touching(state, () =>
    ref.call.arguments.map((argument) => bindExpression(argument, scope, state)),
  );
  const made = relation.listed?.(result);
  if (made !== undefined) {
    relation.columns = relation.columns.map((column, index) => (index === 0 ? { ...column, type: made.type } : column));
  }
  const given = made === undefined ? result.map(({ node }) => node) : [made.list];
  const alias = { kind: "alias", name: quoted(relation.alias, ref.span), columns: [], span: ref.span } as const;
  relation.tableRef = { ...ref, lateral: false, call: { ...ref.call, arguments: given }, alias };
  relation.needs = [...touched].filter((other) => scope.relations.includes(other));
}

function openJoin(ref: Join, scope: Scope, state: BindState): FromTree {
  const left = openFrom(ref.left, scope, state);
  scope.joining = ref.join === "RIGHT" || ref.join === "FULL" ? [] : conjunctsOf(ref.on);
  const right = openFrom(ref.right, scope, state);
  scope.joining = undefined;
  if (ref.join === "RIGHT" || ref.join === "FULL") relationsOf(right).forEach(refuseLateral);
  if (ref.join === "LEFT" || ref.join === "FULL") markNullable(right);
  if (ref.join === "RIGHT" || ref.join === "FULL") markNullable(left);
  const feeds = takeFeeds(right, ref);
  const on = and(...[joinCondition(ref, relationsOf(left), relationsOf(right), scope) ?? [], feeds].flat());
  const node: Join = feeds.length > 0 && ref.join === "CROSS" ? { ...ref, join: "INNER", comma: false } : ref;
  return { kind: "join", node, left, right, on: on === undefined ? undefined : splitRowEqualities(on) };
}

/** The conditions that feed an EXEC on the right of a join. */
function takeFeeds(right: FromTree, { join, span }: Join): readonly Expression[] {
  if (right.kind !== "leaf") return [];
  const { feeds = [] } = right.relation;
  if (feeds.length > 0 && (join === "RIGHT" || join === "FULL")) {
    throw unsupported("an EXEC that is fed on the right of a RIGHT or FULL JOIN", span, "LEFT JOIN it.");
  }
  right.relation.feeds = undefined;
  return feeds;
}

/** What is kept without a row on the left cannot be made from that row. */
function refuseLateral({ lateral }: ScopeRelation): void {
  if (lateral === undefined) return;
  const hint = "Write it on the right of a LEFT, INNER or CROSS JOIN.";
  throw unsupported("a LATERAL subquery on the right of a RIGHT or FULL JOIN", lateral.span, hint);
}

function markNullable(tree: FromTree): void {
  for (const relation of relationsOf(tree)) relation.nullable = true;
}

/** The relations of a tree, from left to right. */
export function relationsOf(tree: FromTree): ScopeRelation[] {
  return tree.kind === "leaf" ? [tree.relation] : [...relationsOf(tree.left), ...relationsOf(tree.right)];
}

function undefinedName(ref: NamedTable, scope: Scope, stored: readonly string[] = []): EngineError {
  const name = nameKey(ref.name);
  const tables = [...scope.tables.map((table) => table.name), ...stored];
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

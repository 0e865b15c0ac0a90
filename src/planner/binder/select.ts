/** Binds one SELECT: FROM, then methods and arguments, then every other clause over the names that are now known. */
import { plainSelect } from "../../sql/build.ts";
import type { ColumnRef, Expression, GroupItem, OrderItem, Select, SelectItem, Star, TableRef } from "../../sql/ast.ts";
import { EngineError } from "../../common/error.ts";
import { conjunction } from "./argument-query.ts";
import { bindArguments, type Replacements } from "./arguments.ts";
import type { BoundSelect } from "../rewrites/bound-select.ts";
import { splitRowEqualities } from "../rewrites/row-equality.ts";
import { rewriteSelect } from "../rewrites/rewrites.ts";
import { collectConjuncts } from "./conjuncts.ts";
import type { BesideColumn, ScanDraft } from "./draft.ts";
import { refuseUnfed } from "./exec-table.ts";
import { bindExpression, bindOrder, bindWindow, columnNode, isClock, quoted } from "./expression.ts";
import { closeFunction, openFrom, type FromTree } from "./from.ts";
import { withLookups } from "./lookups.ts";
import { checkPlacement } from "./placement.ts";
import { nameKey, undefinedTable } from "./relations.ts";
import { openRowTerms } from "./row-terms.ts";
import { newScope, resolve, type Scope, type ScopeColumn, type ScopeRelation } from "./scope.ts";
import type { BindState, BoundQuery, Surroundings } from "./state.ts";
import { conjunctsOf } from "./terms.ts";

export function bindSelect(
  select: Select,
  orderBy: readonly OrderItem[],
  around: Surroundings,
  state: BindState,
): BoundSelect {
  const written = select.where === undefined ? undefined : splitRowEqualities(select.where);
  const scope = newScope(around.parent, around.tables, written);
  const opened = select.from === undefined ? undefined : openFrom(select.from, scope, state);
  const asked = withLookups(written, scope, (name) => state.relations.has(nameKey(name)));
  const { tree, where: condition } = openRowTerms({ tree: opened, where: asked }, scope, state);
  scope.relations.forEach(refuseUnfed);
  const replacements = bindArguments(collectConjuncts(condition, tree), scope, state);
  for (const conjunct of scope.taken) replacements.set(conjunct, []);
  const from = tree === undefined ? undefined : closeFrom(tree, replacements, scope, state);
  const outputs = bindItems(select.items, scope, state);
  scope.aliases = new Map(outputs.map((output) => [output.column.label.toLowerCase(), output.column]));
  const where = bindCondition(condition, replacements, scope, state);
  const node: Select = {
    ...without(select, ["from", "where", "having", "qualify"]),
    distinctOn: select.distinctOn.map((on) => bindGroupKey(on, scope, state)),
    items: outputs.map((output) => output.item),
    ...(from === undefined ? {} : { from }),
    ...(where === undefined ? {} : { where }),
    groupBy: select.groupBy.map((item) => bindGroup(item, scope, state)),
    ...(select.having === undefined ? {} : { having: bindExpression(select.having, scope, state).node }),
    windows: select.windows.map((window) => ({ ...window, spec: bindWindow(window.spec, scope, state) })),
    ...(select.qualify === undefined ? {} : { qualify: bindExpression(select.qualify, scope, state).node }),
  };
  const columns = outputs.map((output) => output.column);
  const order = bindOrder(orderBy, scope, state);
  checkPlacement({ node, orderBy: order });
  return rewriteSelect({ node, columns, orderBy: order });
}

/** `SELECT items` over one scan whose method is chosen already: the responses of a call, and what stands beside them. */
export function bindReturning(
  items: readonly SelectItem[],
  draft: ScanDraft,
  beside: readonly BesideColumn[],
  state: BindState,
): BoundQuery {
  const { span, alias, id } = draft;
  const tableRef: TableRef = {
    kind: "named-table",
    name: { kind: "qualified-name", parts: [quoted(id, span)], span },
    alias: { kind: "alias", name: quoted(alias, span), columns: [], span },
    span,
  };
  const relation: ScopeRelation = {
    alias,
    fullName: [alias],
    columns: draft.settleReturned(beside),
    draft,
    tableRef,
    nullable: false,
    needs: [],
  };
  const scope: Scope = { ...newScope(undefined, []), relations: [relation] };
  const outputs = bindItems(items, scope, state);
  const body: Select = plainSelect({
    items: outputs.map((output) => output.item),
    from: tableRef,
    span,
  });
  return { node: { kind: "query", body, orderBy: [], span }, columns: outputs.map((output) => output.column) };
}

function without<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
}

/** Binds the expressions of FROM: ON conditions and the arguments of table functions. */
function closeFrom(tree: FromTree, replacements: Replacements, scope: Scope, state: BindState): TableRef {
  if (tree.kind === "leaf") {
    closeFunction(tree.relation, scope, state);
    return tree.relation.tableRef;
  }
  const left = closeFrom(tree.left, replacements, scope, state);
  const right = closeFrom(tree.right, replacements, scope, state);
  const on = bindCondition(tree.on, replacements, scope, state);
  const node = without(tree.node, ["on"]);
  return { ...node, natural: false, using: [], left, right, ...(on === undefined ? {} : { on }) };
}

/** A WHERE or ON: conjuncts that bound a parameter are checked as decided there, the rest as written. */
function bindCondition(
  condition: Expression | undefined,
  replacements: Replacements,
  scope: Scope,
  state: BindState,
): Expression | undefined {
  const bound = conjunctsOf(condition).flatMap(
    (conjunct) => replacements.get(conjunct) ?? [bindExpression(conjunct, scope, state).node],
  );
  return conjunction(bound);
}

interface Output {
  readonly item: SelectItem;
  readonly column: ScopeColumn;
  /** The parts of an unnamed dot path: its name where the last part alone would clash. */
  readonly path?: readonly string[];
}

function bindItems(items: readonly SelectItem[], scope: Scope, state: BindState): Output[] {
  const outputs = items.flatMap((item) =>
    item.expression.kind === "star" ? expandStar(item.expression, scope, state) : [bindItem(item, scope, state)],
  );
  const seen = new Set<string>();
  const clashing = new Set<string>();
  for (const { column } of outputs) (seen.has(column.label) ? clashing : seen).add(column.label);
  return outputs.map((output) => {
    const path = output.path?.join(".");
    return path !== undefined && clashing.has(output.column.label) ? named(output, path) : output;
  });
}

function named(output: Output, label: string): Output {
  const { item, column } = output;
  return { item: { ...item, alias: quoted(label, item.span) }, column: { ...column, label, name: label } };
}

function bindItem(item: SelectItem, scope: Scope, state: BindState): Output {
  const { node, type } = bindExpression(item.expression, scope, state);
  const { expression } = item;
  const parts = expression.kind === "column-ref" ? expression.parts.map((part) => part.name) : undefined;
  const label = item.alias?.name ?? parts?.at(-1) ?? nameOf(expression, state);
  const isMoment = expression.kind === "column-ref" && isClock(expression) && node.kind === "function-call";
  const output: Output = {
    item: { kind: "select-item", expression: node, alias: quoted(label, item.span), span: item.span },
    column: {
      label,
      name: label,
      type,
      ...(expression.kind === "column-ref" && !isMoment ? knownOf(expression, scope) : {}),
    },
  };
  const isPath = item.alias === undefined && parts !== undefined && node.kind === "function-call";
  return isPath ? { ...output, path: parts } : output;
}

/** What stays known of a whole column in the queries around: its fields, and that it holds an argument. */
function knownOf(ref: ColumnRef, scope: Scope): Pick<ScopeColumn, "fields" | "given"> {
  const { column, path } = resolve(ref, scope);
  return path.length === 0 ? { fields: column.fields, given: column.given === true } : {};
}

/** An unnamed expression is named by its text, white space folded. */
function nameOf(expression: Expression, state: BindState): string {
  const text = state.text.slice(expression.span.start, expression.span.end).replaceAll(/\s+/g, " ").trim();
  return text === "" ? "?column?" : text;
}

function expandStar(star: Star, scope: Scope, state: BindState): Output[] {
  const relations = starRelations(star, scope);
  const excluded = new Set(star.exclude?.map((name) => name.name.toLowerCase()));
  const replaced = new Map(star.replace?.map((item) => [item.alias?.name.toLowerCase() ?? "", item]));
  const merged = new Set<string>();
  return relations.flatMap((relation) =>
    relation.columns.flatMap((column): Output[] => {
      const key = column.label.toLowerCase();
      if (column.hidden === true || excluded.has(key) || merged.has(key)) return [];
      const instead = replaced.get(key);
      if (instead !== undefined) return [bindItem(instead, scope, state)];
      const isMerged = star.qualifier === undefined && scope.merged.has(key);
      if (isMerged) merged.add(key);
      const { span } = star;
      const ref: ColumnRef = { kind: "column-ref", parts: [quoted(column.label, span)], span };
      const expression = isMerged
        ? bindExpression(ref, scope, state).node
        : columnNode({ relation, column, path: [], type: column.type, merged: [] }, ref, state);
      const item: SelectItem = { kind: "select-item", expression, alias: quoted(column.label, span), span };
      return [{ item, column: { ...column, name: column.label, read: undefined } }];
    }),
  );
}

function starRelations(star: Star, scope: Scope): readonly ScopeRelation[] {
  if (star.qualifier === undefined) {
    if (scope.relations.length > 0) return scope.relations;
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: "SELECT * needs a FROM",
      span: star.span,
    });
  }
  const parts = star.qualifier.parts.map((part) => part.name.toLowerCase());
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const relation = level.relations.find(
      (candidate) =>
        (parts.length === 1 && candidate.alias.toLowerCase() === parts[0]) ||
        candidate.fullName.join(".").toLowerCase() === parts.join("."),
    );
    if (relation !== undefined) return [relation];
  }
  throw undefinedTable(
    star.qualifier,
    star.qualifier.parts[0]?.name ?? "",
    scope.relations.map((each) => each.alias),
  );
}

function bindGroup(item: GroupItem, scope: Scope, state: BindState): GroupItem {
  if (item.kind !== "grouping-sets") return bindGroupKey(item, scope, state);
  return { ...item, sets: item.sets.map((set) => set.map((key) => bindGroupKey(key, scope, state))) };
}

/** A position stays; anything else is an expression of the scope or an output name. */
function bindGroupKey(key: Expression, scope: Scope, state: BindState): Expression {
  return key.kind === "literal" ? key : bindExpression(key, scope, state).node;
}

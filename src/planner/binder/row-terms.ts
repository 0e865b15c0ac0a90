/**
 * `(p, q) IN ((1, 2), (3, 4))` and `(p, q) IN (query)` over parameters: the rows become a relation of their own in FROM,
 * joined by equality, so that the calls are made for these rows and not for every pair of their values.
 */
import type { DerivedTable, Expression, Join, Query, RowValue } from "../../sql/ast.ts";
import { alias, and, columnRef, equals, identifier, query, selectItem, star, syntheticSpan } from "../../sql/build.ts";
import { visit } from "../../sql/traverse.ts";
import { selectFrom } from "../rewrites/columns-below.ts";
import { openFrom, type FromTree } from "./from.ts";
import { scanRelations } from "./offers.ts";
import { qualifiedRelation, type Scope } from "./scope.ts";
import { boundAlone, type BindState } from "./state.ts";
import { conjunctsOf } from "./terms.ts";

export interface Opened {
  readonly tree: FromTree | undefined;
  readonly where: Expression | undefined;
}

/** FROM and WHERE with such conjuncts turned into joins; the same where there are none. */
export function openRowTerms(opened: Opened, scope: Scope, state: BindState): Opened {
  let { tree } = opened;
  const conjuncts = conjunctsOf(opened.where).map((conjunct) => {
    const rows = rowsAsked(conjunct, scope);
    const joined = tree === undefined || rows === undefined ? undefined : join(tree, rows, scope, state);
    if (joined === undefined) return conjunct;
    tree = joined.tree;
    return joined.condition;
  });
  return tree === opened.tree ? opened : { tree, where: and(...conjuncts) };
}

interface Rows {
  readonly operand: RowValue;
  readonly query: Query;
}

/** The rows that a conjunct compares with, where one of its columns is a parameter. */
function rowsAsked(conjunct: Expression, scope: Scope): Rows | undefined {
  if ((conjunct.kind !== "in-list" && conjunct.kind !== "in-query") || conjunct.negated) return undefined;
  const { operand } = conjunct;
  if (operand.kind !== "row-value" || !operand.items.some((item) => isParameter(item, scope))) return undefined;
  if (conjunct.kind === "in-query") return { operand, query: conjunct.query };
  const rows = conjunct.items.flatMap((item) => (item.kind === "row-value" ? [item.items] : []));
  const isFit = rows.length === conjunct.items.length && rows.every((row) => row.length === operand.items.length);
  if (!isFit || !conjunct.items.every(isConstant)) return undefined;
  return { operand, query: query({ kind: "values", rows, span: conjunct.span }) };
}

function isParameter(item: Expression, scope: Scope): boolean {
  if (item.kind !== "column-ref") return false;
  const parts = item.parts.map((part) => part.name);
  const qualified = qualifiedRelation(parts, scope);
  const name = (qualified?.rest ?? parts).join(".");
  return scanRelations(scope).some(
    (relation) => (qualified === undefined || qualified.relation === relation) && relation.draft.hasParameter(name),
  );
}

function isConstant(expression: Expression): boolean {
  let constant = true;
  const no = (): void => {
    constant = false;
  };
  visit(expression, { "column-ref": no, query: no });
  return constant;
}

/** The rows, each once, beside the tree; undefined where they name columns of it. */
function join(
  tree: FromTree,
  { operand, query: rows }: Rows,
  scope: Scope,
  state: BindState,
): { tree: FromTree; condition: Expression } | undefined {
  const right = openRows(rows, operand.items.length, scope, state);
  if (right?.kind !== "leaf") return undefined;
  const { relation } = right;
  relation.columns = relation.columns.map((column) => ({ ...column, hidden: true }));
  const { tableRef } = relation;
  const node: Join = {
    kind: "join",
    join: "CROSS",
    natural: false,
    comma: false,
    left: tableRef,
    right: tableRef,
    using: [],
    span: operand.span,
  };
  const terms = operand.items.map((item, i): Expression => {
    return { ...equals(item, columnRef(relation.alias, columnName(i))), span: operand.span };
  });
  return { tree: { kind: "join", node, left: tree, right, on: undefined }, condition: and(...terms) ?? operand };
}

function openRows(rows: Query, width: number, scope: Scope, state: BindState): FromTree | undefined {
  const name = `rows#${scope.relations.length + 1}`;
  const columns = Array.from({ length: width }, (_, i) => ({ ...identifier(columnName(i), true), span: rows.span }));
  const distinct = { ...selectFrom([selectItem(star())], rows, "given#"), distinct: true };
  const ref: DerivedTable = {
    kind: "derived-table",
    lateral: false,
    query: query(distinct),
    alias: { ...alias(name), columns },
    span: syntheticSpan,
  };
  return boundAlone(state, () => openFrom(ref, scope, state));
}

function columnName(index: number): string {
  return `c#${index + 1}`;
}

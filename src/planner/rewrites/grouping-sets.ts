/**
 * GROUPING SETS, ROLLUP and CUBE: one GROUP BY for each set, all rows together, and the rest of the SELECT above them.
 * Every branch reads the same staged rows, so that a set costs no request.
 */
import { EngineError } from "../../common/error.ts";
import type { AnyNode, Expression, FunctionCall, QueryBody, Select, SelectItem } from "../../sql/ast.ts";
import { binary, call, literal, plainSelect, selectItem, star, syntheticSpan } from "../../sql/build.ts";
import { print } from "../../sql/printer.ts";
import { visit, withChildren } from "../../sql/traverse.ts";
import { isAggregate } from "../functions/functions.ts";
import type { BoundSelect } from "./bound-select.ts";
import { columnsBelow, derivedTable, meantBy, withoutOutputNames, type ColumnsBelow } from "./columns-below.ts";
import { aliasesIn, aliasesOf, setsOf, type GroupingSet } from "./group-items.ts";

const table = "grouped#";

/** The empty set is one group, of no rows too: only an aggregate makes it one. */
const groupSize = selectItem(call("count", star()), "n#");

/** What SQLite takes in one compound query; more sets than that are refused. */
const mostSets = 500;

/** The SELECT without grouping sets; itself where it has none. Throws `feature_not_supported` at too many. */
export function rewriteGroupingSets(bound: BoundSelect): BoundSelect {
  const { node } = bound;
  if (!node.groupBy.some((item) => item.kind === "grouping-sets") && !asksForGrouping(bound)) return bound;
  const sets = setsOf(node.groupBy, (expression) => meantBy(expression, node.items), mostSets);
  if (sets === undefined) throw tooManySets(node);
  const below = columnsBelow(table);
  const lift = lifter(below, sets, aliasesOf(node.from));
  const { items, having, qualify } = node;
  const lifted = (expression: Expression): Expression => lift(withoutOutputNames(expression, items));
  const above: Omit<Select, "from"> = {
    kind: "select",
    hints: node.hints,
    distinct: node.distinct,
    span: node.span,
    items: items.map((item) => ({ ...item, expression: lift(item.expression) })),
    distinctOn: node.distinctOn.map((on) => lift(meantBy(on, items))),
    windows: node.windows.map((window) => ({
      ...window,
      spec: withChildren(window.spec, (part) => liftPart(part, lift)),
    })),
    groupBy: [],
    ...(having === undefined ? {} : { where: lifted(having) }),
    ...(qualify === undefined ? {} : { qualify: lifted(qualify) }),
  };
  const orderBy = bound.orderBy.map((item) => ({ ...item, expression: orderKey(item.expression, lifted) }));
  const branches = sets.map((set): Select => branchOf(node, set, sets, [...below.items(), groupSize]));
  return { ...bound, node: { ...above, from: derivedTable(unionAll(branches), table) }, orderBy };
}

/** A position or an output name stays: the SELECT above has the same outputs. */
function orderKey(expression: Expression, lift: (expression: Expression) => Expression): Expression {
  const isOutput = expression.kind === "literal" || (expression.kind === "column-ref" && expression.parts.length === 1);
  return isOutput ? expression : lift(expression);
}

/** Moves what only the groups know into the query below: keys, aggregates, GROUPING, and columns that are neither. */
function lifter(
  below: ColumnsBelow,
  sets: readonly GroupingSet[],
  aliases: ReadonlySet<string>,
): (expression: Expression) => Expression {
  const keys = new Set(sets.flatMap((set) => [...set.keys()]));
  const lift = (node: AnyNode, inSubquery: boolean): AnyNode => {
    if (node.kind === "query" && [...aliasesIn(node)].some((alias) => aliases.has(alias))) return node;
    const isOwnCall = node.kind === "function-call" && !inSubquery && (isGrouping(node) || isPlainAggregate(node));
    const isOwnColumn = node.kind === "column-ref" && aliases.has(node.parts[0]?.name ?? "");
    if (isOwnCall || isOwnColumn || (isKeyKind(node) && keys.has(print(node)))) return below.refTo(node as Expression);
    return withChildren(node, (child) => lift(child, inSubquery || node.kind === "query"));
  };
  return (expression) =>
    keys.has(print(expression)) ? below.refTo(expression) : (lift(expression, false) as Expression);
}

function liftPart(part: AnyNode, lift: (expression: Expression) => Expression): AnyNode {
  return part.kind === "identifier" ? part : lift(part as Expression);
}

/** Literals are no keys to look for: `1` within an expression is not the key `1`. */
function isKeyKind({ kind }: AnyNode): boolean {
  return kind !== "literal" && kind !== "identifier" && kind !== "qualified-name" && kind !== "type-name";
}

function isPlainAggregate(node: FunctionCall): boolean {
  return node.over === undefined && isAggregate(node);
}

/** True for `GROUPING(a, …)`. */
function isGrouping({ name }: FunctionCall): boolean {
  return name.parts.length === 1 && name.parts[0]?.name.toLowerCase() === "grouping";
}

function asksForGrouping({ node, orderBy }: BoundSelect): boolean {
  let found = false;
  const look = (call: FunctionCall): void => {
    found ||= isGrouping(call);
  };
  const places = [...node.items, ...orderBy, ...[node.having, node.qualify].filter((place) => place !== undefined)];
  for (const place of places) visit(place, { query: () => false, "function-call": look });
  return found;
}

/** One set: its keys grouped by, the keys of the others NULL. */
function branchOf(
  node: Select,
  set: GroupingSet,
  sets: readonly GroupingSet[],
  columns: readonly SelectItem[],
): Select {
  const keys = new Set(sets.flatMap((other) => [...other.keys()]));
  const valueOf = (expression: Expression): Expression => {
    if (expression.kind === "function-call" && isGrouping(expression)) return groupingOf(expression, set, node.items);
    const text = print(expression);
    return keys.has(text) && !set.has(text) ? literal(null) : expression;
  };
  const { from, where } = node;
  return plainSelect({
    items: columns.map((item) => ({ ...item, expression: valueOf(item.expression) })),
    ...(from === undefined ? {} : { from }),
    ...(where === undefined ? {} : { where }),
    // A number alone would be a position.
    groupBy: [...set.values()].map((key) => (key.kind === "literal" ? binary("+", key, literal(0)) : key)),
    span: syntheticSpan,
  });
}

/** A bit for each argument, the last one lowest: 1 where it is not grouped by. */
function groupingOf(grouping: FunctionCall, set: GroupingSet, items: readonly SelectItem[]): Expression {
  const bits = grouping.arguments.map((argument) => (set.has(print(meantBy(argument, items))) ? 0 : 1));
  return literal(bits.reduce((value: number, bit) => value * 2 + bit, 0));
}

function unionAll(branches: readonly Select[]): QueryBody {
  return branches.reduce((left: QueryBody | undefined, right): QueryBody => {
    if (left === undefined) return right;
    return { kind: "set-operation", operator: "UNION", all: true, left, right, span: syntheticSpan };
  }, undefined) as QueryBody;
}

function tooManySets(node: Select): EngineError {
  const at = node.groupBy.find((item) => item.kind === "grouping-sets");
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `a GROUP BY of more than ${mostSets} grouping sets is not supported`,
    span: at?.span ?? node.span,
    hint: "Name the sets that are wanted with GROUPING SETS.",
  });
}

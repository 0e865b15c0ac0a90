/**
 * QUALIFY and DISTINCT ON: queries around the SELECT, where its windows are columns that WHERE can test.
 * `SELECT DISTINCT ON (a) b FROM t QUALIFY q ORDER BY c` is
 * `SELECT b FROM (SELECT *, row_number() OVER (PARTITION BY a ORDER BY c) n FROM (SELECT a, b, c, q FROM t) WHERE q)
 * WHERE n = 1 ORDER BY c`.
 */
import type { Expression, FunctionCall, OrderItem, Select, SelectItem } from "../../sql/ast.ts";
import { call, columnRef, equals, literal, selectItem, syntheticSpan } from "../../sql/build.ts";
import type { BoundSelect } from "./bound-select.ts";
import { columnsBelow, meantBy, selectFrom } from "./columns-below.ts";

const table = "qualified#";
const copyNumber = "n#";

/** The SELECT without QUALIFY and DISTINCT ON; itself where it has neither. */
export function rewriteQualify(bound: BoundSelect): BoundSelect {
  const { node, columns } = bound;
  const { qualify, distinctOn, ...plain } = node;
  if (qualify === undefined && distinctOn.length === 0) return bound;
  const below = columnsBelow(table);
  const items = node.items.map((item) => ({ ...item, expression: below.refTo(item.expression) }));
  const keyOf = (expression: Expression): Expression =>
    expression.kind === "collate"
      ? { ...expression, operand: keyOf(expression.operand) }
      : below.refTo(meantBy(expression, node.items));
  const orderBy = bound.orderBy.map((item) => ({ ...item, expression: keyOf(item.expression) }));
  const on = distinctOn.map(keyOf);
  const condition = qualify === undefined ? undefined : keyOf(qualify);
  const inner: Select = { ...plain, distinct: false, distinctOn: [], items: below.items() };
  const where = condition === undefined ? {} : { where: condition };
  const { span } = node;
  if (on.length === 0) {
    return { node: { ...selectFrom(items, inner, table), ...where, distinct: node.distinct, span }, columns, orderBy };
  }
  const numbered: Select = { ...selectFrom(withNumber(below.items(), on, orderBy), inner, table), ...where };
  const isFirst = equals(columnRef(table, copyNumber), literal(1));
  return { node: { ...selectFrom(items, numbered, table), where: isFirst, span }, columns, orderBy };
}

/** The columns of the query below, and the number of each row among those that DISTINCT ON takes for equal. */
function withNumber(
  items: readonly SelectItem[],
  on: readonly Expression[],
  orderBy: readonly OrderItem[],
): SelectItem[] {
  const number: FunctionCall = {
    ...call("row_number"),
    over: { kind: "window-spec", partitionBy: on, orderBy, span: syntheticSpan },
  };
  const kept = items.map(({ alias }) => selectItem(columnRef(table, alias?.name ?? ""), alias?.name));
  return [...kept, selectItem(number, copyNumber)];
}

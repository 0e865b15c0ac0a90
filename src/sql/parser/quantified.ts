/** Comparisons with ANY and ALL. */
import type { BinaryOperator, Expression, Quantified, Query, Select } from "../ast.ts";
import { alias, call, columnRef, identifier, plainSelect, selectItem } from "../build.ts";
import type { Cursor } from "./cursor.ts";
import { continuesQuery, startsQuery } from "./query-start.ts";

const comparisons: ReadonlySet<BinaryOperator> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** True where `ANY (`, `SOME (` or `ALL (` comes next after such an operator. */
export function atQuantifier(cursor: Cursor, operator: BinaryOperator): boolean {
  return comparisons.has(operator) && cursor.at("ANY", "SOME", "ALL") && cursor.peek(1).text === "(";
}

/**
 * quantified → operand operator ("ANY" | "SOME" | "ALL") "(" (query | array) ")"; `= ANY` is read as IN and `<> ALL` as
 * NOT IN, an array (of JSON) as the query of its elements.
 */
export function parseQuantified(cursor: Cursor, operand: Expression, operator: BinaryOperator): Expression {
  const quantifier = cursor.take().text === "ALL" ? "ALL" : "ANY";
  cursor.expect("(");
  const query = parseRows(cursor);
  cursor.expect(")");
  const span = cursor.spanFrom(operand);
  const isIn = operator === "=" && quantifier === "ANY";
  if (isIn || (operator === "<>" && quantifier === "ALL")) {
    return { kind: "in-query", negated: !isIn, operand, query, span };
  }
  return { kind: "quantified", operator: operator as Quantified["operator"], quantifier, operand, query, span };
}

function parseRows(cursor: Cursor): Query {
  if (startsQuery(cursor)) return cursor.rules.query(cursor);
  const array = cursor.rules.expression(cursor);
  if (array.kind !== "scalar-subquery") return elementsOf(array);
  return continuesQuery(cursor) ? cursor.rules.queryAfter(cursor, array.query) : array.query;
}

/** `SELECT element.value FROM json_each(array) AS element` */
function elementsOf(array: Expression): Query {
  const { span } = array;
  const name = "element";
  const body: Select = plainSelect({
    items: [selectItem({ ...columnRef(name, "value"), parts: [identifier(name), identifier("value")] })],
    from: {
      kind: "table-function",
      lateral: false,
      call: call("json_each", array),
      alias: { ...alias(name), name: identifier(name) },
      span,
    },
    span,
  });
  return { kind: "query", body, orderBy: [], span };
}

/** Printers of queries and what stands in FROM. */
import type { Alias, Expression, Join, QueryBody, SetOperation, TableRef } from "../ast.ts";
import { clause, columnList, hintComment, list, optional, type Printers, type Printing, words } from "./printers.ts";

type QueryKind =
  | QueryBody["kind"]
  | TableRef["kind"]
  | "alias"
  | "with"
  | "common-table"
  | "select-item"
  | "grouping-sets"
  | "named-window";

export const queryPrinters: Printers<QueryKind> = {
  query: (query, printing) =>
    words(
      optional("", query.with, printing),
      query.body.kind === "query" ? `(${printing.print(query.body)})` : printing.print(query.body),
      clause("ORDER BY", query.orderBy, printing),
      optional("LIMIT", query.limit, printing),
      optional("OFFSET", query.offset, printing),
    ),
  with: ({ recursive, tables }, printing) => words("WITH", recursive && "RECURSIVE", list(tables, printing)),
  "common-table": ({ name, columns, materialized, query }, printing) =>
    words(
      printing.print(name),
      columnList(columns, printing),
      "AS",
      materialized !== undefined && (materialized ? "MATERIALIZED" : "NOT MATERIALIZED"),
      `(${printing.print(query)})`,
    ),
  select: (select, printing) =>
    words(
      "SELECT",
      hintComment(select.hints),
      select.distinct && "DISTINCT",
      select.distinctOn.length > 0 && `ON (${list(select.distinctOn, printing)})`,
      list(select.items, printing),
      optional("FROM", select.from, printing),
      optional("WHERE", select.where, printing),
      clause("GROUP BY", select.groupBy, printing),
      optional("HAVING", select.having, printing),
      clause("WINDOW", select.windows, printing),
      optional("QUALIFY", select.qualify, printing),
    ),
  "select-item": ({ expression, alias }, printing) =>
    words(printing.print(expression), optional("AS", alias, printing)),
  "grouping-sets": ({ form, sets }, printing) =>
    `${form} (${sets.map((set) => groupingSet(set, printing)).join(", ")})`,
  "named-window": ({ name, spec }, { print }) => `${print(name)} AS ${print(spec)}`,
  "set-operation": (operation, printing) => {
    const [left, right] = [
      setOperand(operation, operation.left, { side: "left", printing }),
      setOperand(operation, operation.right, { side: "right", printing }),
    ];
    return words(left, operation.operator, operation.all && "ALL", right);
  },
  values: ({ rows }, printing) => `VALUES ${rows.map((row) => `(${list(row, printing)})`).join(", ")}`,
  alias: ({ name, columns }, printing) => `${printing.print(name)}${columnList(columns, printing)}`,
  "named-table": ({ name, alias }, printing) => withAlias(printing.print(name), alias, printing),
  "derived-table": ({ lateral, query, alias }, printing) =>
    withAlias(words(lateral && "LATERAL", `(${printing.print(query)})`), alias, printing),
  "table-function": ({ lateral, call, ordinality, alias }, printing) =>
    withAlias(
      words(lateral && "LATERAL", printing.print(call), ordinality === true && "WITH ORDINALITY"),
      alias,
      printing,
    ),
  "exec-table": ({ exec, alias }, printing) => withAlias(`(${printing.print(exec)})`, alias, printing),
  join: printJoin,
};

function withAlias(table: string, alias: Alias | undefined, printing: Printing): string {
  return words(table, optional("AS", alias, printing));
}

function groupingSet(set: readonly Expression[], printing: Printing): string {
  const text = list(set, printing);
  return set.length === 1 ? text : `(${text})`;
}

interface Side {
  readonly side: "left" | "right";
  readonly printing: Printing;
}

/** INTERSECT binds tighter than UNION and EXCEPT, which are equal; all go from left to right. */
function setOperand(parent: SetOperation, operand: QueryBody, { side, printing }: Side): string {
  const text = printing.print(operand);
  if (operand.kind === "query") return `(${text})`;
  if (operand.kind !== "set-operation") return text;
  const [outer, inner] = [parent, operand].map(({ operator }) => (operator === "INTERSECT" ? 2 : 1)) as [
    number,
    number,
  ];
  // SQLite gives all three one level, so that only what reads the same from left to right goes without.
  return side === "left" && inner >= outer ? text : `(${text})`;
}

function printJoin(join: Join, printing: Printing): string {
  const { left, right, on, using } = join;
  const { print } = printing;
  const isLooser = (table: TableRef): boolean => table.kind === "join" && table.comma;
  const leftText = isLooser(left) && !join.comma ? `(${print(left)})` : print(left);
  const needsGroup = join.comma ? isLooser(right) : right.kind === "join";
  const rightText = needsGroup ? `(${print(right)})` : print(right);
  if (join.comma) return `${leftText}, ${rightText}`;
  const kind = join.join === "INNER" ? "JOIN" : `${join.join} JOIN`;
  const condition = using.length > 0 ? `USING (${list(using, printing)})` : optional("ON", on, printing);
  return words(leftText, join.natural && "NATURAL", kind, rightText, condition);
}

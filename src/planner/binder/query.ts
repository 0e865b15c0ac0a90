/** Binds queries: common tables, set operations, VALUES, and the order and limit around them. */
import { EngineError } from "../../common/error.ts";
import type {
  CommonTable,
  Expression,
  Literal,
  OrderItem,
  Query,
  QueryBody,
  SetOperation,
  Values,
  With,
} from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import { rewriteAllCopies } from "../rewrites/all-copies.ts";
import type { StoredRelations } from "../stored.ts";
import { bindExpression, bindOrder, quoted } from "./expression.ts";
import { renameColumns, toldApart } from "./same-label.ts";
import { checkPositions } from "./placement.ts";
import { unsupported } from "./unsupported.ts";
import type { RelationTable } from "./relations.ts";
import { newScope, type CommonTables, type Scope, type ScopeColumn } from "./scope.ts";
import { bindSelect } from "./select.ts";
import type { BindState, BoundQuery, Surroundings } from "./state.ts";
import { combinedType } from "./type.ts";

/** The state to bind one statement with. */
export function newBindState(text: string, relations: RelationTable, stored?: StoredRelations): BindState {
  return { text, relations, stored, views: [], drafts: [], bindQuery, bound: new Map(), touched: undefined };
}

export function bindQuery(query: Query, around: Surroundings, state: BindState): BoundQuery {
  const opened = query.with === undefined ? undefined : bindWith(query.with, around, state);
  const inner: Surroundings = { parent: around.parent, tables: opened?.tables ?? around.tables };
  const body = bindBody(query.body, query.orderBy, inner, state);
  const empty = newScope(around.parent, inner.tables);
  const limit = bindLimit(query.limit, empty, state);
  const offset = bindLimit(query.offset, empty, state);
  const node: Query = {
    kind: "query",
    ...(opened === undefined ? {} : { with: opened.node }),
    body: body.node,
    orderBy: body.orderBy,
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
    span: query.span,
  };
  return { node, columns: body.columns };
}

/**
 * LIMIT and OFFSET hold for all rows: a column has no one value there, and it is a whole number. NULL is none, so that a
 * bind parameter can say so.
 */
function bindLimit(limit: Expression | undefined, scope: Scope, state: BindState): Expression | undefined {
  if (limit === undefined || (limit.kind === "literal" && limit.type === "null")) return undefined;
  if (limit.kind === "literal" && !isWhole(limit.value)) {
    throw new EngineError({
      condition: "invalid_parameter_value",
      stage: "bind",
      message: "LIMIT and OFFSET take a whole number",
      span: limit.span,
    });
  }
  visit(limit, {
    query: () => false,
    "column-ref": (ref) => {
      throw unsupported("a column in LIMIT or OFFSET", ref.span, "Number the rows with row_number() and compare that.");
    },
  });
  return bindExpression(limit, scope, state).node;
}

function isWhole(value: Literal["value"]): boolean {
  return value !== null && value !== "" && typeof value !== "boolean" && Number.isInteger(Number(value));
}

interface BoundBody {
  readonly node: QueryBody;
  readonly columns: readonly ScopeColumn[];
  readonly orderBy: readonly OrderItem[];
}

function bindBody(body: QueryBody, orderBy: readonly OrderItem[], around: Surroundings, state: BindState): BoundBody {
  switch (body.kind) {
    case "select":
      return bindSelect(body, orderBy, around, state);
    case "set-operation":
      return ordered(bindSetOperation(body, around, state), orderBy, around, state);
    case "values":
      return ordered(bindValues(body, around, state), orderBy, around, state);
    case "query": {
      const { node, columns } = bindQuery(body, around, state);
      return ordered({ node, columns }, orderBy, around, state);
    }
  }
}

/** ORDER BY of anything but a plain SELECT sees the output columns only. */
function ordered(
  bound: Omit<BoundBody, "orderBy">,
  orderBy: readonly OrderItem[],
  around: Surroundings,
  state: BindState,
): BoundBody {
  const aliases = new Map(bound.columns.map((column) => [column.label.toLowerCase(), column]));
  const scope: Scope = { ...newScope(undefined, around.tables), aliases };
  const order = bindOrder(orderBy, scope, state);
  const keys = order.map((item) => item.expression);
  checkPositions(keys, bound.columns.length, "ORDER BY");
  return { ...bound, orderBy: order };
}

function bindSetOperation(operation: SetOperation, around: Surroundings, state: BindState): Omit<BoundBody, "orderBy"> {
  const left = bindBody(operation.left, [], around, state);
  const tables = withFirstPart(around.tables, left.columns);
  const right = bindBody(operation.right, [], { ...around, tables }, state);
  if (left.columns.length !== right.columns.length) {
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: `${operation.operator} needs the same number of columns on both sides: ${left.columns.length} and ${right.columns.length}`,
      span: operation.right.span,
    });
  }
  const columns = left.columns.map((column, i) => ({
    ...column,
    type: combinedType([column.type, right.columns[i]?.type ?? "any"]),
  }));
  const labels = columns.map((column) => column.label);
  return { node: rewriteAllCopies({ ...operation, left: left.node, right: right.node }, labels), columns };
}

/** Once the first part of a recursive table is bound, its columns are known: the parts after it may name it. */
function withFirstPart(tables: CommonTables, columns: readonly ScopeColumn[]): CommonTables {
  const recursive = tables.findLast((table) => table.pending === true);
  if (recursive === undefined) return tables;
  const known = { name: recursive.name, columns: renameColumns(columns, recursive.names ?? []) };
  return tables.map((table) => (table === recursive ? known : table));
}

function bindValues(values: Values, around: Surroundings, state: BindState): Omit<BoundBody, "orderBy"> {
  const scope = newScope(around.parent, around.tables);
  const width = values.rows[0]?.length ?? 0;
  const rows = values.rows.map((row) => {
    if (row.length !== width) {
      throw new EngineError({
        condition: "syntax_error",
        stage: "bind",
        message: `every row of VALUES must have the same number of values: ${width} and ${row.length}`,
        span: row[0]?.span ?? values.span,
      });
    }
    return row.map((cell) => bindExpression(cell, scope, state));
  });
  const columns = Array.from({ length: width }, (_, i): ScopeColumn => {
    const name = `column${i + 1}`;
    return { label: name, name, type: combinedType(rows.flatMap((row) => row[i]?.type ?? [])) };
  });
  return { node: { ...values, rows: rows.map((row) => row.map((cell) => cell.node)) }, columns };
}

function bindWith(clause: With, around: Surroundings, state: BindState): { node: With; tables: CommonTables } {
  let { tables } = around;
  const bound: CommonTable[] = [];
  for (const table of clause.tables) {
    const inside = clause.recursive
      ? [...tables, { name: table.name.name, columns: [], pending: true, names: table.columns }]
      : tables;
    const { node, columns } = bindQuery(table.query, { ...around, tables: inside }, state);
    const renamed = toldApart(renameColumns(columns, table.columns));
    const names = renamed === columns ? [] : renamed.map(({ name }) => quoted(name, table.name.span));
    const definition: CommonTable = {
      ...table,
      name: quoted(table.name.name, table.name.span),
      columns: names,
      query: node,
    };
    bound.push(definition);
    tables = [...tables, { name: table.name.name, columns: renamed, definition }];
  }
  return { node: { ...clause, tables: bound }, tables };
}

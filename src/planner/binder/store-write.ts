/** INSERT, UPDATE and DELETE of stored tables: the local engine changes the rows, whatever their values are made of. */
import { EngineError } from "../../common/error.ts";
import type {
  Delete,
  Expression,
  Identifier,
  Insert,
  QualifiedName,
  Query,
  SelectItem,
  TableRef,
  Update,
  With,
} from "../../sql/ast.ts";
import { columnRef, selectItem } from "../../sql/build.ts";
import { rewrite } from "../../sql/traverse.ts";
import { type BoundStore, rowId, type StoredReturning, type StoredTable } from "../stored.ts";
import { rowLimits } from "./change-terms.ts";
import { withoutDefaults } from "./insert-rows.ts";
import { unsupported } from "./unsupported.ts";
import { nameKey, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { columnsNamed, storeOf, tableNamed } from "./store-names.ts";
import { bindConflict } from "./store-conflict.ts";
import { namedTable, selectFrom } from "./stored-relation.ts";

/** True where a write goes to a stored table: its target has one part, or is no method's. */
export function isStoredTarget(target: QualifiedName, { stored }: BindEnvironment): boolean {
  return target.parts.length === 1 && stored !== undefined;
}

export async function bindStoredInsert(
  statement: Insert,
  text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  const table = targetOf(statement.target, environment);
  const { with: clause, source, returning } = statement;
  const all = table.columns.map((column) => column.name);
  const message = "insert into table completed";
  const { names: columns = [], query: rows } = withoutDefaults(
    statement.columns.length === 0 ? all : columnsNamed(statement.columns, table),
    source,
  );
  if (statement.defaults === true || columns.length === 0) {
    const returned = await bindReturned(returning, table, table.name, { text, environment });
    return { kind: "store", operation: { kind: "insert", table, columns: [] }, ...returned, message };
  }
  const query: Query =
    clause === undefined ? rows : { kind: "query", with: clause, body: rows, orderBy: [], span: source.span };
  const input = await bindStandaloneQuery(query, text, environment);
  if (input.columns.length !== columns.length) {
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: `INSERT names ${columns.length} columns, its source yields ${input.columns.length}`,
      span: source.span,
    });
  }
  const returned = await bindReturned(returning, table, table.name, { text, environment });
  const onConflict = await bindConflict(statement.onConflict, table, { text, environment });
  const operation = { kind: "insert", table, columns, ...onConflict } as const;
  return { kind: "store", operation, input, ...returned, message };
}

export async function bindStoredUpdate(
  statement: Update,
  text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  if (statement.verb === "REPLACE") throw unsupported("REPLACE of a table", statement.span, "Use UPDATE.");
  const table = targetOf(statement.target, environment);
  const alias = statement.alias?.name.name ?? table.name;
  const names = statement.assignments.map(({ column }) => {
    const [name, ...more] = column.parts;
    if (name === undefined || more.length > 0)
      throw unsupported(`SET ${nameKey(column)}`, column.span, "SET takes the name of a column.");
    return name;
  });
  const columns = columnsNamed(names, table);
  const values = statement.assignments.map(({ value }) => value);
  const target = namedTable(table.name, alias, statement.target.span);
  const from: TableRef =
    statement.from === undefined
      ? target
      : {
          kind: "join",
          join: "CROSS",
          natural: false,
          comma: true,
          left: target,
          right: statement.from,
          using: [],
          span: statement.span,
        };
  const changes = { alias, values, from, where: statement.where, clause: statement.with };
  const query = { ...changesQuery(changes, statement.target), ...rowLimits(statement) };
  const input = await bindStandaloneQuery(query, text, environment);
  const returned = await bindReturned(statement.returning, table, alias, { text, environment });
  const operation = { kind: "update", table, columns } as const;
  return { kind: "store", operation, input, ...returned, message: "update of table completed" };
}

export async function bindStoredDelete(
  statement: Delete,
  text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  const table = targetOf(statement.target, environment);
  const alias = statement.alias?.name.name ?? table.name;
  const from = namedTable(table.name, alias, statement.target.span);
  const changes = { alias, values: [], from, where: statement.where, clause: statement.with };
  const query = { ...changesQuery(changes, statement.target), ...rowLimits(statement) };
  const input = await bindStandaloneQuery(query, text, environment);
  const returned = await bindReturned(statement.returning, table, alias, { text, environment });
  const operation = { kind: "delete", table } as const;
  return { kind: "store", operation, input, ...returned, message: "delete from table completed" };
}

function targetOf(target: QualifiedName, environment: BindEnvironment): StoredTable {
  return tableNamed(target.parts[0] as Identifier, storeOf(environment));
}

interface Changes {
  readonly alias: string;
  readonly values: readonly Expression[];
  readonly from: TableRef;
  readonly where: Expression | undefined;
  readonly clause: With | undefined;
}

/** `SELECT alias.rowid, values… FROM … WHERE …`: the rows to change, and what they change to. */
function changesQuery({ alias, values, from, where, clause }: Changes, { span }: QualifiedName): Query {
  const id = { ...columnRef(alias, rowId), span };
  const body = selectFrom([selectItem(id), ...values.map((value) => selectItem(value))], from, where);
  return { kind: "query", ...(clause === undefined ? {} : { with: clause }), body, orderBy: [], span };
}

/** RETURNING: expressions over the row as it was written. */
async function bindReturned(
  items: readonly SelectItem[],
  table: StoredTable,
  alias: string,
  { text, environment }: { readonly text: string; readonly environment: BindEnvironment },
): Promise<{ readonly returning?: StoredReturning }> {
  const [first] = items;
  if (first === undefined) return {};
  const body = selectFrom(items, namedTable(table.name, alias, first.span));
  const bound = await bindStandaloneQuery({ kind: "query", body, orderBy: [], span: first.span }, text, environment);
  if (bound.query.body.kind !== "select" || bound.scans.length > 0)
    throw unsupported("RETURNING that asks an API", first.span, "Return the columns, and SELECT the rest afterwards.");
  const written = bound.query.body.items.map((item) => underName(item, alias, table.name));
  return { returning: { items: written, columns: bound.columns } };
}

/** The local engine knows the target of a write by its name only. */
function underName(item: SelectItem, alias: string, name: string): SelectItem {
  return rewrite(item, {
    "column-ref": (ref) => {
      const [first, ...rest] = ref.parts;
      const isAlias = first !== undefined && rest.length > 0 && first.name === alias;
      return isAlias ? { ...ref, parts: [{ ...first, name }, ...rest] } : ref;
    },
  });
}

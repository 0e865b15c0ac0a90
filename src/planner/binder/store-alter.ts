/** ALTER TABLE of a stored table: one column more, less, or under another name, or another name for the table. */
import { sameName } from "./same-name.ts";
import { EngineError } from "../../common/error.ts";
import type { Identifier } from "../../sql/ast.ts";
import type { AlterTable } from "../../sql/ast-store.ts";
import { type BoundStore, rowId, type StoreOperation, type StoredTable } from "../stored.ts";
import type { BindEnvironment } from "./relations.ts";
import { alteredDefinition, isConstrained, referringTables } from "./store-definition.ts";
import { ddlMessage, tableColumn, typeNamed } from "./store-ddl.ts";
import { columnNamed, duplicate, refuseReserved, reserved, storeOf, tableNamed, taken } from "./store-names.ts";

type Alteration = Pick<Extract<StoreOperation, { kind: "alter-table" }>, "altered" | "change">;

export async function bindAlterTable(
  statement: AlterTable,
  text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  const table = tableNamed(statement.name, storeOf(environment));
  const { altered, change } = await alterationOf(statement, table, { text, environment });
  const column = "column" in change && typeof change.column === "string" ? change.column : undefined;
  const sql = alteredDefinition(table, statement, column);
  const referring = referringTables(table, statement, storeOf(environment));
  const operation = { kind: "alter-table", table, altered: { ...altered, sql }, change, referring } as const;
  return { kind: "store", operation, message: ddlMessage };
}

async function alterationOf(
  { definition, column, to, span }: AlterTable,
  table: StoredTable,
  { text, environment }: { readonly text: string; readonly environment: BindEnvironment },
): Promise<Alteration> {
  if (definition !== undefined) {
    refuseColumn(definition.name, table);
    const columns = [...table.columns, { name: definition.name.name, type: typeNamed(definition.type) }];
    const altered = { ...table, columns };
    const column = await tableColumn(definition, { table: altered, text, environment });
    return { altered, change: { kind: "add", column } };
  }
  if (column === undefined) return renamed(table, to, environment);
  const name = columnNamed(column, table);
  if (to === undefined) {
    const columns = table.columns.filter((one) => one.name !== name);
    if (columns.length === 0) throw lastColumn(table, span);
    if (isConstrained(table, name)) throw constrained(name, table, span);
    return { altered: { ...table, columns }, change: { kind: "drop", column: name } };
  }
  if (!sameName(to.name, name)) refuseColumn(to, table);
  const columns = table.columns.map((one) => (one.name === name ? { ...one, name: to.name } : one));
  return { altered: { ...table, columns }, change: { kind: "rename-column", column: name, to: to.name } };
}

function renamed(table: StoredTable, to: Identifier | undefined, environment: BindEnvironment): Alteration {
  if (to === undefined) return { altered: table, change: { kind: "rename" } };
  const existing = taken(to, table.schema, storeOf(environment));
  if (existing !== undefined && existing.name !== table.name) throw duplicate(to, existing);
  refuseReserved(to);
  return { altered: { ...table, name: to.name }, change: { kind: "rename" } };
}

function refuseColumn(name: Identifier, table: StoredTable): void {
  if (sameName(name.name, rowId)) throw reserved(name);
  if (!table.columns.some((column) => sameName(column.name, name.name))) return;
  throw new EngineError({
    condition: "duplicate_alias",
    stage: "bind",
    message: `${table.name} has a column ${name.name} already`,
    span: name.span,
  });
}

function lastColumn({ name }: StoredTable, span: AlterTable["span"]): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `it is the only column of ${name}`,
    span,
    hint: `DROP TABLE ${name} removes the whole.`,
  });
}

// oxlint-disable-next-line max-params -- what, of what, where
function constrained(column: string, { name }: StoredTable, span: AlterTable["span"]): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `a constraint of ${name} needs the column ${column}`,
    span,
    hint: `CREATE TABLE … AS SELECT makes a table without it.`,
  });
}

/** The statement that made a stored table, kept true as the table changes. */
import { sameName } from "./same-name.ts";
import { quoteName } from "../../sql/standard-dialect.ts";
import { invariant } from "../../common/error.ts";
import type { Identifier } from "../../sql/ast.ts";
import type { AlterTable, ColumnDefinition, CreateTable } from "../../sql/ast-store.ts";
import { identifier } from "../../sql/build.ts";
import { reservedWords } from "../../sql/keywords.ts";
import { parseStatement } from "../../sql/parser.ts";
import { print } from "../../sql/printer.ts";
import { rewrite, visit } from "../../sql/traverse.ts";
import type { StoredRelations, StoredTable } from "../stored.ts";

/** The statement that would make the table with its columns; one of `CREATE TABLE … AS` names the columns it got. */
export function tableDefinition(table: StoredTable): CreateTable {
  const statement = parseStatement(table.sql === "" ? listed(table) : table.sql);
  if (statement.kind === "create-table" && statement.query === undefined) return statement;
  const columns = parseStatement(listed(table));
  invariant(columns.kind === "create-table", "a list of columns makes a table");
  return columns;
}

function listed({ name, columns }: StoredTable): string {
  const quote = (text: string): string =>
    /^[a-z_][a-z0-9_]*$/.test(text) && !reservedWords.has(text.toUpperCase()) ? text : quoteName(text);
  const typed = columns.map((column) => `${quote(column.name)} ${column.type === "any" ? "BLOB" : column.type}`);
  return `CREATE TABLE ${quote(name)} (${typed.join(", ")})`;
}

/** The definition after a change. `column` is what is dropped or renamed, as the table has it. */
export function alteredDefinition(table: StoredTable, alteration: AlterTable, column: string | undefined): string {
  const { definition, to } = alteration;
  const statement = tableDefinition(table);
  if (definition !== undefined) return print({ ...statement, columns: [...statement.columns, definition] });
  if (column === undefined) return to === undefined ? table.sql : print(renamedTable(statement, table.name, to));
  if (to !== undefined) return print(renamedColumn(statement, column, to));
  return print({ ...statement, columns: statement.columns.filter((one) => !sameName(one.name.name, column)) });
}

/** True where a constraint of the whole table, or a condition of another column, needs the column. */
export function isConstrained(table: StoredTable, column: string): boolean {
  const statement = tableDefinition(table);
  const others = statement.columns.filter((one) => !sameName(one.name.name, column));
  const rest = { ...statement, name: { ...statement.name, name: "" }, columns: others };
  return print(rest) !== print(renamedColumn(rest, column, identifier("", true)));
}

function renamedColumn(statement: CreateTable, column: string, to: Identifier): CreateTable {
  const changed = (name: Identifier): Identifier => (sameName(name.name, column) ? { ...to, span: name.span } : name);
  const named = <T extends { readonly columns: readonly Identifier[] }>(node: T): T => ({
    ...node,
    columns: node.columns.map(changed),
  });
  const isOwn = (name: Identifier): boolean => sameName(name.name, statement.name.name);
  return rewrite(statement, {
    "column-definition": (one): ColumnDefinition => ({ ...one, name: changed(one.name) }),
    "column-ref": (ref) => ({ ...ref, parts: [...ref.parts.slice(0, -1), ...ref.parts.slice(-1).map(changed)] }),
    "table-constraint": named,
    references: (one) => (isOwn(one.table) ? named(one) : one),
  });
}

function renamedTable(statement: CreateTable, from: string, to: Identifier): CreateTable {
  const changed = (name: Identifier): Identifier => (sameName(name.name, from) ? to : name);
  return { ...withReferences(statement, (one) => ({ ...one, table: changed(one.table) })), name: to };
}

function withReferences(statement: CreateTable, change: (one: Referring) => Referring): CreateTable {
  return rewrite(statement, { references: change });
}

type Referring = NonNullable<ColumnDefinition["references"]>;

/** The other tables that refer to one that changes its name or that of a column, with their definitions after it. */
export function referringTables(
  table: StoredTable,
  { column, to }: Pick<AlterTable, "column" | "to">,
  stored: StoredRelations,
): readonly StoredTable[] {
  if (to === undefined) return [];
  const changed = (name: Identifier, from: string): Identifier => (sameName(name.name, from) ? to : name);
  const change = (one: Referring): Referring => {
    if (!sameName(one.table.name, table.name)) return one;
    if (column === undefined) return { ...one, table: changed(one.table, table.name) };
    return { ...one, columns: one.columns.map((name) => changed(name, column.name)) };
  };
  return referringTo(table, stored).flatMap((name) => {
    const other = stored.find(name);
    if (other?.kind !== "table") return [];
    const sql = print(withReferences(tableDefinition(other), change));
    return sql === print(tableDefinition(other)) ? [] : [{ ...other, sql }];
  });
}

/** The names of the other tables that refer to this one. */
export function referringTo(table: StoredTable, stored: StoredRelations): readonly string[] {
  return stored.names().filter((name) => {
    const other = stored.find(name);
    if (other?.kind !== "table" || other.schema !== table.schema || sameName(name, table.name)) return false;
    return refersTo(other, table);
  });
}

/** True where a constraint of the one table refers to the other. */
export function refersTo(table: StoredTable, other: StoredTable): boolean {
  if (!/\bREFERENCES\b/i.test(table.sql)) return false;
  let found = false;
  visit(tableDefinition(table), { references: (one) => void (found ||= sameName(one.table.name, other.name)) });
  return found;
}

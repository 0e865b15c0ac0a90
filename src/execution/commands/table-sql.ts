/** Columns, constraints and conflicts of stored tables as SQL of the local engine. */
import { quoteName } from "../../sql/standard-dialect.ts";
import { invariant } from "../../common/error.ts";
import type { ConflictRule, TableColumn, TableReferences, TableRule } from "../../planner/stored.ts";
import type { Expression } from "../../sql/ast.ts";
import { print } from "../../sql/printer.ts";
import type { Backend } from "../backends/backend.ts";

type Printing = Pick<Backend, "dialect" | "storageType">;

/** A column with its type and what holds for it. */
export function columnText(column: TableColumn, backend: Printing): string {
  const { name, type, notNull, primaryKey, unique, default: value, check, references } = column;
  const parts = [
    `${quoteName(name)} ${backend.storageType(type)}`,
    ...(notNull ? ["NOT NULL"] : []),
    ...(primaryKey ? ["PRIMARY KEY"] : []),
    ...(unique ? ["UNIQUE"] : []),
    ...(value === undefined ? [] : [`DEFAULT (${defaultOf(value, backend)})`]),
    ...(check === undefined ? [] : [checkText(check, backend)]),
    ...(references === undefined ? [] : [referencesText(references)]),
  ];
  return parts.join(" ");
}

/** A constraint of a whole table. */
export function ruleText({ name, what, columns, check, references }: TableRule, backend: Printing): string {
  const named = name === undefined ? "" : `CONSTRAINT ${quoteName(name)} `;
  if (check !== undefined) return `${named}${checkText(check, backend)}`;
  return `${named}${what} (${names(columns)})${references === undefined ? "" : ` ${referencesText(references)}`}`;
}

/** `ON CONFLICT …` of an INSERT. */
export function conflictText({ columns, assignments, where }: ConflictRule, { dialect }: Printing): string {
  const target = columns.length === 0 ? "" : ` (${names(columns)})`;
  if (assignments.length === 0) return `ON CONFLICT${target} DO NOTHING`;
  const sets = assignments.map(({ column, value }) => `${quoteName(column)} = ${print(value, dialect)}`);
  const condition = where === undefined ? "" : ` WHERE ${print(where, dialect)}`;
  return `ON CONFLICT${target} DO UPDATE SET ${sets.join(", ")}${condition}`;
}

function checkText(check: Expression, { dialect }: Printing): string {
  return `CHECK (${print(check, dialect)})`;
}

function referencesText({ table, columns, onDelete, onUpdate }: TableReferences): string {
  const parts = [
    `REFERENCES ${quoteName(table)}${columns.length === 0 ? "" : ` (${names(columns)})`}`,
    ...(onDelete === undefined ? [] : [`ON DELETE ${onDelete}`]),
    ...(onUpdate === undefined ? [] : [`ON UPDATE ${onUpdate}`]),
  ];
  return parts.join(" ");
}

/** The one expression of the query that yields a default. */
function defaultOf({ body }: NonNullable<TableColumn["default"]>, { dialect }: Printing): string {
  const expression = body.kind === "select" ? body.items[0]?.expression : undefined;
  invariant(expression !== undefined, "a default is one expression");
  return print(expression, dialect);
}

function names(columns: readonly string[]): string {
  return columns.map(quoteName).join(", ");
}

/** A stored relation with its schema. */
export function nameOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}

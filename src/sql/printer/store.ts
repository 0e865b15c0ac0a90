/** Printers of the statements about what is stored. */
import type { ColumnDefinition, StoreStatement } from "../ast-store.ts";
import { levels } from "../operators.ts";
import { atLevel, columnList, list, optional, type Printers, type Printing, words } from "./printers.ts";

type StoreKind =
  | StoreStatement["kind"]
  | "column-definition"
  | "table-constraint"
  | "references"
  | "function-parameter";

export const storePrinters: Printers<StoreKind> = {
  "create-view": (view, printing) =>
    words(
      "CREATE",
      view.orReplace && "OR REPLACE",
      view.temporary && "TEMP",
      view.materialized && "MATERIALIZED",
      "VIEW",
      view.ifNotExists && "IF NOT EXISTS",
      printing.print(view.name),
      columnList(view.columns, printing),
      view.ttl !== undefined && `WITH (ttl = ${atLevel(view.ttl, levels.bitwise, printing)})`,
      "AS",
      printing.print(view.query),
    ),
  "create-table": ({ temporary, ifNotExists, name, columns, constraints, query }, printing) =>
    words(
      "CREATE",
      temporary && "TEMP",
      "TABLE",
      ifNotExists && "IF NOT EXISTS",
      printing.print(name),
      query === undefined ? `(${list([...columns, ...constraints], printing)})` : `AS ${printing.print(query)}`,
    ),
  "column-definition": printColumn,
  "table-constraint": ({ name, what, columns, check, references }, printing) =>
    words(
      optional("CONSTRAINT", name, printing),
      what,
      check === undefined ? columnList(columns, printing) : `(${printing.print(check)})`,
      optional("", references, printing),
    ),
  references: ({ table, columns, onDelete, onUpdate }, printing) =>
    words(
      "REFERENCES",
      printing.print(table),
      columnList(columns, printing),
      onDelete !== undefined && `ON DELETE ${onDelete}`,
      onUpdate !== undefined && `ON UPDATE ${onUpdate}`,
    ),
  "create-index": ({ unique, ifNotExists, name, table, columns }, printing) =>
    words(
      "CREATE",
      unique && "UNIQUE",
      "INDEX",
      ifNotExists && "IF NOT EXISTS",
      printing.print(name),
      "ON",
      printing.print(table),
      columnList(columns, printing),
    ),
  "alter-table": ({ name, change, definition, column, to }, printing) =>
    words(
      "ALTER TABLE",
      printing.print(name),
      change,
      (definition !== undefined || column !== undefined) && "COLUMN",
      optional("", definition, printing),
      optional("", column, printing),
      optional("TO", to, printing),
    ),
  "create-function": (created, printing) =>
    words(
      "CREATE",
      created.orReplace && "OR REPLACE",
      created.temporary && "TEMP",
      "FUNCTION",
      created.ifNotExists && "IF NOT EXISTS",
      `${printing.print(created.name)}(${list(created.parameters, printing)})`,
      optional("RETURNS", created.returns, printing),
      "AS",
      printing.print(created.body),
    ),
  "function-parameter": ({ name, type }, printing) => words(printing.print(name), optional("", type, printing)),
  drop: ({ what, ifExists, names }, printing) => words("DROP", what, ifExists && "IF EXISTS", list(names, printing)),
  refresh: ({ name }, { print }) => words("REFRESH MATERIALIZED VIEW", print(name)),
  truncate: ({ name }, { print }) => words("TRUNCATE TABLE", print(name)),
};

function printColumn(column: ColumnDefinition, printing: Printing): string {
  return words(
    printing.print(column.name),
    printing.print(column.type),
    column.notNull && "NOT NULL",
    column.primaryKey && "PRIMARY KEY",
    column.unique && "UNIQUE",
    column.default !== undefined && `DEFAULT ${atLevel(column.default, levels.bitwise, printing)}`,
    column.check !== undefined && `CHECK (${printing.print(column.check)})`,
    optional("", column.references, printing),
  );
}

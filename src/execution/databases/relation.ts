/** A table of another database as a relation. */
import type { SystemRelation } from "../../catalog/catalog.ts";
import type { TableRead, TableSource } from "../../catalog/table-source.ts";
import type { Batch } from "../../common/value.ts";
import { acceptsTerm, selectText, type SourceColumn, type SourceDialect } from "./terms.ts";

export interface SourceTable {
  /** What it is called in plans: `database.schema.table`. */
  readonly shown: string;
  /** The table in SQL of the database. */
  readonly sql: string;
  readonly columns: readonly SourceColumn[];
  readonly dialect: SourceDialect;
  readonly holdsThread?: boolean;
  /** Sends SQL; yields rows with a cell for each of `columns`. */
  readonly query: (sql: string, columns: readonly SourceColumn[], signal: AbortSignal) => AsyncIterable<Batch>;
}

/** The relation of a table: it is read as a source, in the columns and by the terms that are asked for. */
export function tableRelation(table: SourceTable): SystemRelation {
  const { shown, columns } = table;
  const source = sourceOf(table);
  return {
    name: shown,
    columns: columns.map(({ name, type }) => ({ name, type })),
    keys: [],
    requiredKeys: [],
    source,
    rows: () => {
      const all = { columns: columns.map(({ name }) => name), terms: [] };
      return source.read(all, new AbortController().signal);
    },
  };
}

function sourceOf({ sql: from, columns, dialect, holdsThread = false, query }: SourceTable): TableSource {
  const named = new Map(columns.map((column) => [column.name, column]));
  const sql = (read: TableRead): string => selectText(read, from, columns, dialect);
  return {
    accepts: (term) => acceptsTerm(term, named.get(term.column)),
    sql,
    holdsThread,
    read: (read, signal) => {
      const selected = read.columns.flatMap((name) => named.get(name) ?? []);
      return query(sql(read), selected, signal);
    },
  };
}

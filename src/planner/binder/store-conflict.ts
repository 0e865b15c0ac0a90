/** `ON CONFLICT` of INSERT into a stored table. */
import type { Expression, Identifier, OnConflict, Query } from "../../sql/ast.ts";
import { literal, selectItem } from "../../sql/build.ts";
import { rewrite, visit } from "../../sql/traverse.ts";
import type { ConflictRule, StoredTable } from "../stored.ts";
import { nameKey, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { columnsNamed } from "./store-names.ts";
import { namedTable, selectFrom } from "./stored-relation.ts";
import { unsupported } from "./unsupported.ts";

/** The row that could not be inserted. */
const excluded = "excluded";

/** Columns are those of the row that is there; `excluded` is the row that is not inserted. */
export async function bindConflict(
  conflict: OnConflict | undefined,
  table: StoredTable,
  { text, environment }: { readonly text: string; readonly environment: BindEnvironment },
): Promise<{ readonly onConflict?: ConflictRule }> {
  if (conflict === undefined) return {};
  const columns = columnsNamed(conflict.columns, table);
  const targets = columnsNamed(
    conflict.assignments.map(({ column }) => simpleName(column)),
    table,
  );
  const values = conflict.assignments.map(({ value }) => value);
  const all = conflict.where === undefined ? values : [...values, conflict.where];
  const bound = await boundValues(
    all.map((value) => owned(value, table)),
    table,
    { text, environment },
  );
  const assignments = targets.map((column, index) => ({ column, value: bound[index] ?? nothing }));
  const where = conflict.where === undefined ? undefined : bound.at(-1);
  return { onConflict: { columns, assignments, ...(where === undefined ? {} : { where }) } };
}

const nothing: Expression = literal(null);

function simpleName(column: OnConflict["assignments"][number]["column"]): Identifier {
  const [name, ...more] = column.parts;
  if (name !== undefined && more.length === 0) return name;
  throw unsupported(`SET ${nameKey(column)}`, column.span, "SET takes the name of a column.");
}

/** A name alone is that of the row that is there, though `excluded` has one of that name as well. */
function owned(value: Expression, table: StoredTable): Expression {
  let hasQuery = false;
  visit(value, { query: () => void (hasQuery = true) });
  if (hasQuery) return value;
  return rewrite(value, {
    "column-ref": (ref) => {
      const [first, ...rest] = ref.parts;
      if (first === undefined || rest.length > 0) return ref;
      return { ...ref, parts: [{ ...first, name: table.name, quoted: true }, first] };
    },
  });
}

/** The expressions in names of the local engine. */
async function boundValues(
  values: readonly Expression[],
  table: StoredTable,
  { text, environment }: { readonly text: string; readonly environment: BindEnvironment },
): Promise<readonly Expression[]> {
  const [first] = values;
  if (first === undefined) return [];
  const span = first.span;
  const from = {
    kind: "join",
    join: "CROSS",
    natural: false,
    comma: true,
    left: namedTable(table.name, table.name, span),
    right: namedTable(table.name, excluded, span),
    using: [],
    span,
  } as const;
  const row: Query = {
    kind: "query",
    body: selectFrom(
      values.map((value) => selectItem(value)),
      from,
    ),
    orderBy: [],
    span,
  };
  const { query, scans } = await bindStandaloneQuery(row, text, environment);
  if (query.body.kind !== "select" || scans.length > 0)
    throw unsupported(
      "ON CONFLICT that asks an API",
      span,
      "Compute the value in the source of INSERT, and use excluded.",
    );
  return query.body.items.map((item) => item.expression);
}

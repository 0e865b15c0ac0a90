/** Constraints of stored tables: what they refer to is there, and conditions are bound to the rows of the table. */
import { sameName } from "./same-name.ts";
import { EngineError } from "../../common/error.ts";
import type { Expression, Query } from "../../sql/ast.ts";
import type { ColumnDefinition, References, TableConstraint } from "../../sql/ast-store.ts";
import { query as queryOver, selectItem } from "../../sql/build.ts";
import { rewrite, visit } from "../../sql/traverse.ts";
import { isAggregate } from "../functions/functions.ts";
import type { StoredRelation, StoredTable, TableReferences, TableRule } from "../stored.ts";
import { nameKey, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { tableDefinition } from "./store-definition.ts";
import { columnsNamed, otherKind, storeOf, unknown } from "./store-names.ts";
import { namedTable, selectFrom } from "./stored-relation.ts";

/** Where constraints are bound: the table as it will be. */
export interface ConstraintPlace {
  readonly table: StoredTable;
  readonly text: string;
  readonly environment: BindEnvironment;
}

/** A constraint of the whole table. */
export async function bindTableRule(constraint: TableConstraint, place: ConstraintPlace): Promise<TableRule> {
  const { what, check, references } = constraint;
  const name = constraint.name?.name;
  const columns = columnsNamed(constraint.columns, place.table);
  return {
    what,
    columns,
    ...(name === undefined ? {} : { name }),
    ...(check === undefined ? {} : { check: await bindCheck(check, place) }),
    ...(references === undefined ? {} : { references: bindReferences(references, columns.length, place) }),
  };
}

/** What stands behind a column beside its type. */
export async function bindColumnRules(
  { check, references }: ColumnDefinition,
  place: ConstraintPlace,
): Promise<{ readonly check?: Expression; readonly references?: TableReferences }> {
  return {
    ...(check === undefined ? {} : { check: await bindCheck(check, place) }),
    ...(references === undefined ? {} : { references: bindReferences(references, 1, place) }),
  };
}

/** The condition in names of the local engine, which knows the columns of the row without their table. */
async function bindCheck(check: Expression, { table, text, environment }: ConstraintPlace): Promise<Expression> {
  refuseOtherRows(check);
  const stored = storeOf(environment);
  const find = (name: string): StoredRelation | undefined => (sameName(name, table.name) ? table : stored.find(name));
  const body = selectFrom([selectItem(check)], namedTable(table.name, table.name, check.span));
  const row: Query = { ...queryOver(body), span: check.span };
  const { query } = await bindStandaloneQuery(row, text, { ...environment, stored: { ...stored, find } });
  const bound = query.body.kind === "select" ? query.body.items[0]?.expression : undefined;
  return rewrite(bound ?? check, { "column-ref": (ref) => ({ ...ref, parts: ref.parts.slice(-1) }) });
}

/** A condition looks at one row. */
function refuseOtherRows(check: Expression): void {
  const refuse = (what: string, { span }: Pick<Expression, "span">): never => {
    throw new EngineError({
      condition: "feature_not_supported",
      stage: "bind",
      message: `${what} in CHECK is not supported: it looks at one row`,
      span,
    });
  };
  visit(check, {
    query: (query) => refuse("a subquery", query),
    "function-call": (call) => (isAggregate(call) ? refuse(nameKey(call.name), call) : undefined),
  });
}

/** Throws where the other table is not there, or has not as many columns to refer to. */
function bindReferences(
  references: References,
  count: number,
  { table, environment }: ConstraintPlace,
): TableReferences {
  const stored = storeOf(environment);
  const isOwn = sameName(references.table.name, table.name);
  const found = isOwn ? table : stored.find(references.table.name);
  if (found === undefined) throw unknown(references.table, "table", stored.names());
  if (found.kind !== "table") throw otherKind(references.table, found, "table");
  if (found.schema !== table.schema) throw elsewhere(references, found);
  const columns = references.columns.length > 0 ? columnsNamed(references.columns, found) : primaryKeyOf(found);
  if (columns.length !== count) throw mismatch(references, columns.length, count);
  const { onDelete, onUpdate } = references;
  return {
    table: found.name,
    // A table may refer to its own primary key before it is there: the local engine finds it.
    columns: isOwn && references.columns.length === 0 ? [] : columns,
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(onUpdate === undefined ? {} : { onUpdate }),
  };
}

function primaryKeyOf(table: StoredTable): readonly string[] {
  const { columns, constraints } = tableDefinition(table);
  const key = constraints.find(({ what }) => what === "PRIMARY KEY");
  return key === undefined
    ? columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name.name)
    : key.columns.map(({ name }) => name);
}

function elsewhere({ table }: References, found: StoredTable): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `${found.name} is in the ${found.schema}, and a table refers only to those beside it`,
    span: table.span,
  });
}

// oxlint-disable-next-line max-params -- both sides of what does not match
function mismatch({ table, span }: References, referred: number, count: number): EngineError {
  return new EngineError({
    condition: "syntax_error",
    stage: "bind",
    message:
      referred === 0
        ? `${table.name} has no primary key to refer to`
        : `${count} ${count === 1 ? "column refers" : "columns refer"} to ${referred} of ${table.name}`,
    span,
    hint: referred === 0 ? `Name the columns: REFERENCES ${table.name} (column).` : undefined,
  });
}

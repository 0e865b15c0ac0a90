/** CREATE, DROP, REFRESH and TRUNCATE of stored relations. */
import { sameName } from "./same-name.ts";
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Column, ColumnType } from "../../common/value.ts";
import type { Expression, Identifier, TypeName } from "../../sql/ast.ts";
import type {
  ColumnDefinition,
  CreateIndex,
  CreateTable,
  CreateView,
  Drop,
  Refresh,
  Truncate,
} from "../../sql/ast-store.ts";
import { query as queryOver, selectItem, star } from "../../sql/build.ts";
import { print } from "../../sql/printer.ts";
import { visit } from "../../sql/traverse.ts";
import {
  type BoundStore,
  rowId,
  type StoredFunction,
  type StoredIndex,
  type StoredRelation,
  type StoredRelations,
  type StoredTable,
  type StoredView,
  type TableColumn,
} from "../stored.ts";
import { renameColumns } from "./same-label.ts";
import type { BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import {
  columnsNamed,
  duplicate,
  functionNamed,
  indexable,
  otherKind,
  refuseReserved,
  reserved,
  storeOf,
  tableNamed,
  taken,
  unknown,
} from "./store-names.ts";
import { bindColumnRules, bindTableRule, type ConstraintPlace } from "./store-constraints.ts";
import { referringTo, refersTo } from "./store-definition.ts";
import { storedQuery } from "./stored-query.ts";
import { namedTable, selectFrom } from "./stored-relation.ts";
import { timeToLive } from "./time-to-live.ts";
import { castType, isTypeName } from "./type.ts";

/** What the incumbent says of every DDL statement. */
export const ddlMessage = "DDL Execution Completed";

/** Nothing is to be done: what is there stays. */
export const nothing: BoundStore = { kind: "store", operation: { kind: "nothing" }, message: ddlMessage };

export async function bindCreateView(
  statement: CreateView,
  text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  const stored = storeOf(environment);
  const { name, materialized } = statement;
  const schema = stored.schemaFor(statement.temporary);
  const existing = taken(name, schema, stored);
  if (existing !== undefined && statement.ifNotExists) return nothing;
  const kind = materialized ? "materialized view" : "view";
  const replaced = existing?.kind === kind && statement.orReplace ? existing : undefined;
  if (existing !== undefined && replaced === undefined) throw duplicate(name, existing);
  refuseReserved(name);
  const input = await bindStandaloneQuery(statement.query, text, environment);
  const columns = storedColumns(input.columns, statement.columns);
  const sql = print(statement.query);
  const base = { name: name.name, schema, sql };
  if (materialized) {
    const ttl = statement.ttl === undefined ? {} : { ttl: timeToLive(statement.ttl) };
    const table: StoredTable = { ...base, kind: "materialized view", columns, ...ttl };
    return { kind: "store", operation: { kind: "fill", table, replaced }, input, message: ddlMessage };
  }
  const view = { ...base, kind: "view", columns: statement.columns.map((column) => column.name) } as const;
  await checkExpansion(view, name, environment);
  return { kind: "store", operation: { kind: "create-view", view, replaced }, message: ddlMessage };
}

/** Reads the view as if it were there already: one that names itself, or names too many others, is refused. */
async function checkExpansion(view: StoredView, { span }: Identifier, environment: BindEnvironment): Promise<void> {
  const stored = storeOf(environment);
  const find = (name: string): StoredRelation | undefined => (sameName(name, view.name) ? view : stored.find(name));
  const body = selectFrom([selectItem(star())], namedTable(view.name, view.name, span));
  await bindStandaloneQuery({ ...queryOver(body), span }, "", { ...environment, stored: { ...stored, find } });
}

export async function bindCreateTable(
  statement: CreateTable,
  text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  const stored = storeOf(environment);
  const { name, query } = statement;
  const schema = stored.schemaFor(statement.temporary);
  const existing = taken(name, schema, stored);
  if (existing !== undefined && statement.ifNotExists) return nothing;
  if (existing !== undefined) throw duplicate(name, existing);
  refuseReserved(name);
  const base = { kind: "table", name: name.name, schema, sql: print(statement) } as const;
  if (query !== undefined) {
    const input = await bindStandaloneQuery(query, text, environment);
    const table: StoredTable = { ...base, columns: storedColumns(input.columns, []) };
    return { kind: "store", operation: { kind: "fill", table, replaced: undefined }, input, message: ddlMessage };
  }
  checkDistinct(statement.columns.map((column) => column.name));
  const named = statement.columns.map((column) => ({ name: column.name.name, type: typeNamed(column.type) }));
  const place = { table: { ...base, columns: named }, text, environment };
  const rules = await Promise.all(statement.constraints.map((constraint) => bindTableRule(constraint, place)));
  const keys = rules.flatMap((rule) => (rule.what === "PRIMARY KEY" ? rule.columns : []));
  const columns = (await Promise.all(statement.columns.map((column) => tableColumn(column, place)))).map((column) => ({
    ...column,
    notNull: column.notNull || column.primaryKey || keys.includes(column.name),
  }));
  return {
    kind: "store",
    operation: { kind: "create-table", table: place.table, columns, rules },
    message: ddlMessage,
  };
}

/** The column that a definition makes in a table as it will be. */
export async function tableColumn(definition: ColumnDefinition, place: ConstraintPlace): Promise<TableColumn> {
  const { name, notNull, primaryKey, unique } = definition;
  const { text, environment } = place;
  const rules = await bindColumnRules(definition, place);
  const column = { name: name.name, type: typeNamed(definition.type), notNull, primaryKey, unique, ...rules };
  if (definition.default === undefined) return column;
  if (hasQuery(definition.default)) throw inconstant(definition.default);
  const row = queryOver(selectFrom([selectItem(definition.default)]));
  const bound = await bindStandaloneQuery(row, text, environment);
  return { ...column, default: bound.query };
}

function hasQuery(expression: Expression): boolean {
  let found = false;
  visit(expression, { query: () => void (found = true) });
  return found;
}

function inconstant({ span }: Expression): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: "a subquery in DEFAULT is not supported",
    span,
    hint: "Give the value in INSERT.",
  });
}

/** The type of a column. Throws `syntax_error` with the nearest names where there is none of that name. */
export function typeNamed(type: TypeName): ColumnType {
  if (isTypeName(type)) return castType(type);
  throw new EngineError({
    condition: "syntax_error",
    stage: "bind",
    message: `there is no type ${type.name}`,
    span: type.span,
    hint: didYouMean(type.name, ["text", "integer", "number", "boolean", "timestamp", "json"]),
  });
}

/** The columns of a query as a table keeps them. Throws `duplicate_alias` where two would have one name. */
function storedColumns(columns: readonly Column[], names: readonly Identifier[]): Column[] {
  const named = renameColumns(
    columns.map(({ name, type }) => ({ label: name, name, type })),
    names,
  );
  const twin = named.find(({ label }, index) => index > named.findIndex((other) => sameName(other.label, label)));
  if (twin !== undefined) throw twice(twin.label, names[0]);
  return named.map(({ label, type }) => ({ name: label, type }));
}

function checkDistinct(names: readonly Identifier[]): void {
  for (const [index, name] of names.entries()) {
    if (index > names.findIndex((other) => sameName(other.name, name.name))) throw twice(name.name, name);
    if (sameName(name.name, rowId)) throw reserved(name);
  }
}

function twice(column: string, place: Identifier | undefined): EngineError {
  return new EngineError({
    condition: "duplicate_alias",
    stage: "bind",
    message: `two columns have the name ${column}`,
    span: place?.span,
    hint: "Give one of them another name with AS.",
  });
}

export async function bindCreateIndex(
  statement: CreateIndex,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  const stored = storeOf(environment);
  const { name, unique } = statement;
  const existing = stored.findIndex(name.name);
  if (existing !== undefined && statement.ifNotExists) return nothing;
  if (existing !== undefined) throw duplicate(name, existing);
  refuseReserved(name);
  const table = indexable(statement.table, stored);
  const columns = columnsNamed(statement.columns, table);
  const index: StoredIndex = { kind: "index", name: name.name, schema: table.schema };
  const operation = { kind: "create-index", index, table, columns, unique } as const;
  return { kind: "store", operation, message: ddlMessage };
}

const droppedKinds = {
  VIEW: "view",
  "MATERIALIZED VIEW": "materialized view",
  TABLE: "table",
  INDEX: "index",
  FUNCTION: "function",
} as const;

type Dropped = StoredRelation | StoredIndex | StoredFunction;

export async function bindDrop(statement: Drop, _text: string, environment: BindEnvironment): Promise<BoundStore> {
  const stored = storeOf(environment);
  const kind = droppedKinds[statement.what];
  const named = statement.names.flatMap((name): readonly { readonly found: Dropped; readonly name: Identifier }[] => {
    if (kind === "function") {
      return functionsNamed(name, statement.ifExists, stored).map((found) => ({ found, name }));
    }
    const found = kind === "index" ? stored.findIndex(name.name) : stored.find(name.name);
    if (found === undefined && statement.ifExists) return [];
    if (found === undefined) throw unknown(name, kind, kind === "index" ? [] : stored.names());
    if (found.kind !== kind) throw otherKind(name, found, kind);
    return [{ found, name }];
  });
  const dropped = named.map(({ found }) => found);
  for (const { found, name } of named) if (found.kind === "table") refuseReferred(found, name, dropped, stored);
  return { kind: "store", operation: { kind: "drop", dropped: referringFirst(dropped) }, message: ddlMessage };
}

/** Throws where tables that stay refer to this one: what they refer to would be gone, or their rows with it. */
// oxlint-disable-next-line max-params -- what is lost, where it is named, and who stays
function refuseReferred(
  table: StoredTable,
  { span }: Identifier,
  lost: readonly Dropped[],
  stored: StoredRelations,
): void {
  const left = referringTo(table, stored).filter((name) => !lost.some((one) => sameName(one.name, name)));
  if (left.length === 0) return;
  throw new EngineError({
    condition: "constraint_violation",
    stage: "bind",
    message: `${left.join(", ")} ${left.length === 1 ? "refers" : "refer"} to ${table.name}`,
    span,
    hint: `DROP TABLE ${left.join(", ")} comes first, or with it; DELETE FROM ${table.name} does what ON DELETE says.`,
  });
}

/** Tables in an order in which none is gone before those that refer to it. */
function referringFirst<T extends Dropped>(dropped: readonly T[]): T[] {
  const ordered: T[] = [];
  for (const one of dropped) {
    const at = ordered.findIndex((other) => one.kind === "table" && other.kind === "table" && refersTo(one, other));
    ordered.splice(at < 0 ? ordered.length : at, 0, one);
  }
  return ordered;
}

function functionsNamed(name: Identifier, ifExists: boolean, stored: StoredRelations): StoredFunction[] {
  return ifExists && stored.findFunction(name.name) === undefined ? [] : [functionNamed(name, stored)];
}

export async function bindRefresh({ name }: Refresh, text: string, environment: BindEnvironment): Promise<BoundStore> {
  const stored = storeOf(environment);
  const found = stored.find(name.name);
  if (found === undefined) throw unknown(name, "materialized view", stored.names());
  if (found.kind !== "materialized view") throw otherKind(name, found, "materialized view");
  const input = await bindStandaloneQuery(storedQuery(found, name.span), text, environment);
  const names = found.columns.length === input.columns.length ? found.columns.map((column) => column.name) : undefined;
  const columns = input.columns.map((column, index) => ({ ...column, name: names?.[index] ?? column.name }));
  const operation = { kind: "fill", table: { ...found, columns }, replaced: found } as const;
  return { kind: "store", operation, input, message: "refresh materialized view completed" };
}

export async function bindTruncate(
  { name }: Truncate,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  const table = tableNamed(name, storeOf(environment));
  refuseReferred(table, name, [], storeOf(environment));
  return { kind: "store", operation: { kind: "truncate", table }, message: ddlMessage };
}

/** The names in statements about stored relations: what they mean, and what is wrong with them. */
import { sameName } from "./same-name.ts";
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Identifier } from "../../sql/ast.ts";
import { isBuiltIn } from "../functions/functions.ts";
import type { StoredFunction, StoredIndex, StoredRelation, StoredRelations, StoredTable } from "../stored.ts";
import type { BindEnvironment } from "./relations.ts";

/** The store of a session. Throws `feature_not_supported` where it has none. */
export function storeOf({ stored }: BindEnvironment): StoredRelations {
  if (stored !== undefined) return stored;
  throw new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: "this session keeps no views and tables",
  });
}

/** The table that a name means. Throws `undefined_table`, or tells that its rows cannot be changed. */
export function tableNamed(name: Identifier, stored: StoredRelations): StoredTable {
  const found = stored.find(name.name);
  if (found === undefined) throw unknown(name, "table", stored.names());
  if (found.kind === "table") return found;
  throw otherKind(name, found, "table");
}

/** What an index can be on: a table or a materialized view. */
export function indexable(name: Identifier, stored: StoredRelations): StoredTable {
  const found = stored.find(name.name);
  return found?.kind === "materialized view" ? found : tableNamed(name, stored);
}

/** The columns of a table that names mean. Throws `undefined_column`, or `duplicate_alias` where one stands twice. */
export function columnsNamed(names: readonly Identifier[], table: StoredTable): string[] {
  const columns = names.map((name) => columnNamed(name, table));
  const twin = names.find((_, index) => columns.indexOf(columns[index] ?? "") < index);
  if (twin === undefined) return columns;
  throw new EngineError({
    condition: "duplicate_alias",
    stage: "bind",
    message: `${twin.name} is given twice`,
    span: twin.span,
  });
}

/** The column of a table that a name means. Throws `undefined_column`. */
export function columnNamed(name: Identifier, table: StoredTable): string {
  const found = table.columns.find((column) => sameName(column.name, name.name));
  if (found !== undefined) return found.name;
  throw new EngineError({
    condition: "undefined_column",
    stage: "bind",
    message: `${table.name} has no column ${name.name}`,
    span: name.span,
    hint: didYouMean(
      name.name,
      table.columns.map((column) => column.name),
    ),
  });
}

/** What has the name where something is to be created; one of the session hides one of the store. */
export function taken(name: Identifier, schema: string, stored: StoredRelations): StoredRelation | undefined {
  const found = stored.find(name.name);
  return found?.schema === schema ? found : undefined;
}

/** `duplicate_table` or `duplicate_function`, with what to do about it. */
export function duplicate(name: Identifier, existing: StoredRelation | StoredIndex | StoredFunction): EngineError {
  const kept: { readonly [K in typeof existing.kind]: string } = {
    view: "CREATE OR REPLACE VIEW replaces it",
    "materialized view": "REFRESH MATERIALIZED VIEW renews its rows",
    table: "IF NOT EXISTS keeps it",
    index: "IF NOT EXISTS keeps it",
    function: "CREATE OR REPLACE FUNCTION replaces it",
  };
  return new EngineError({
    condition: existing.kind === "function" ? "duplicate_function" : "duplicate_table",
    stage: "bind",
    message: `the ${existing.kind} ${existing.name} exists already`,
    span: name.span,
    hint: `${kept[existing.kind]}, DROP ${existing.kind.toUpperCase()} ${name.name} removes it.`,
  });
}

/** `undefined_table`, with the nearest names. */
export function unknown(name: Identifier, kind: string, known: readonly string[]): EngineError {
  return new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `there is no ${kind} ${name.name}`,
    span: name.span,
    hint: didYouMean(name.name, known),
  });
}

/** `wrong_object_type`: the name is that of something else. */
export function otherKind(name: Identifier, found: StoredRelation | StoredIndex, wanted: string): EngineError {
  return new EngineError({
    condition: "wrong_object_type",
    stage: "bind",
    message: `${found.name} is a ${found.kind}, not a ${wanted}`,
    span: name.span,
  });
}

/** The function that DROP FUNCTION names. Throws `undefined_function` with the nearest names. */
export function functionNamed(name: Identifier, stored: StoredRelations): StoredFunction {
  const found = stored.findFunction(name.name);
  if (found !== undefined) return found;
  const isOurs = isBuiltIn(name.name.toLowerCase());
  const known = stored.listFunctions().map((one) => one.name);
  throw new EngineError({
    condition: "undefined_function",
    stage: "bind",
    message: isOurs ? `${name.name} is a function of the engine: it stays` : `no function ${name.name} was created`,
    span: name.span,
    hint: isOurs ? undefined : didYouMean(name.name, known),
  });
}

/** Throws for names that the store keeps for itself. */
export function refuseReserved(name: Identifier): void {
  if (/^(sqlite_|tributary_)/i.test(name.name)) throw reserved(name);
}

/** A name that is the store's own. */
export function reserved(name: Identifier): EngineError {
  return new EngineError({
    condition: "syntax_error",
    stage: "bind",
    message: `the name ${name.name} is kept for the store itself`,
    span: name.span,
    hint: "Choose another name.",
  });
}

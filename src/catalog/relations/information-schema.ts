/**
 * `information_schema`: the catalog in the words of the SQL standard. A provider is a catalog, a service a schema, a
 * resource a table, a method a routine; views and tables of the session are in the catalog `tributary`. A name that nothing has finds no rows, as the standard wants it of a filter.
 */
import { EngineError } from "../../common/error.ts";
import type { ColumnType, Value } from "../../common/value.ts";
import type { Catalog, SystemRelation } from "../catalog.ts";
import { methodsFor } from "../lookup.ts";
import type { Parameter, ResponseColumn } from "../model.ts";
import type { ColumnFact, SessionFacts, TableColumnFact } from "../session-facts.ts";
import { attachedColumns, attachedTables } from "./attached.ts";
import { columnsOfResource } from "./columns.ts";
import { parametersOf, type ParameterRow } from "./parameters.ts";
import { systemRelation, type Keys } from "./relation.ts";
import { storedCatalog, storedFor, tableType } from "./stored.ts";
import { methodsOnce, walkMethods, walkResources, walkServices, type MethodItem, type ServiceItem } from "./walk.ts";

type Cell<T> = readonly [type: ColumnType, cell: (item: T) => Value | undefined];

/** The name of the key of `tributary.*` that a column here stands for. */
const keyNames: { readonly [column: string]: string } = {
  catalog_name: "provider",
  schema_name: "service",
  table_catalog: "provider",
  table_schema: "service",
  table_name: "resource",
  routine_catalog: "provider",
  routine_schema: "service",
  specific_catalog: "provider",
  specific_schema: "service",
};

const tableKeys = ["table_catalog", "table_schema", "table_name"];

/** Keys under the names that the walks of the catalog know. */
function walkKeys(keys: Keys): Keys {
  return new Map([...keys].map(([column, value]) => [keyNames[column] ?? column, value]));
}

interface Definition<T> {
  readonly name: string;
  readonly keys: readonly string[];
  readonly columns: { readonly [column: string]: Cell<T> };
  items(catalog: Catalog, keys: Keys, session: SessionFacts | undefined): AsyncIterable<readonly T[]>;
  /** What attached databases add. */
  attached?(keys: Keys, session: SessionFacts | undefined): AsyncIterable<readonly T[]>;
}

function standardRelation<T>(definition: Definition<T>): SystemRelation {
  return systemRelation<T>({
    ...definition,
    name: `information_schema.${definition.name}`,
    items: async function* items(catalog, keys, session) {
      yield* noneWhereUnknown(definition.items(catalog, walkKeys(keys), session));
      if (definition.attached !== undefined) yield* definition.attached(walkKeys(keys), session);
    },
  });
}

async function* noneWhereUnknown<T>(items: AsyncIterable<readonly T[]>): AsyncIterable<readonly T[]> {
  try {
    yield* items;
  } catch (error) {
    if (!(error instanceof EngineError) || error.condition !== "undefined_table") throw error;
  }
}

interface SchemaRow {
  readonly catalog: string;
  readonly schema: string;
}

const schemata = standardRelation<SchemaRow>({
  name: "schemata",
  keys: ["catalog_name", "schema_name"],
  columns: {
    catalog_name: ["text", ({ catalog }) => catalog],
    schema_name: ["text", ({ schema }) => schema],
    schema_owner: ["text", () => null],
  },
  items: async function* items(catalog, keys, session) {
    const schemas = new Set(storedFor(keys, session).map(({ schema }) => schema));
    yield [...schemas].map((schema) => ({ catalog: storedCatalog, schema }));
    for await (const services of walkServices(catalog, keys))
      yield services.map(({ provider, service }) => ({ catalog: provider.name, schema: service.name }));
  },
});

interface TableRow extends SchemaRow {
  readonly table: string;
  readonly type: string;
  readonly comment: string | undefined;
}

const tables = standardRelation<TableRow>({
  name: "tables",
  keys: tableKeys,
  columns: {
    table_catalog: ["text", ({ catalog }) => catalog],
    table_schema: ["text", ({ schema }) => schema],
    table_name: ["text", ({ table }) => table],
    table_type: ["text", ({ type }) => type],
    table_comment: ["text", ({ comment }) => comment],
  },
  // Answered from the indexes of providers: no service is read, whatever the filter.
  items: async function* items(catalog, keys, session) {
    yield storedFor(keys, session).map((one) => ({ ...placeOf(one), type: tableType(one), comment: undefined }));
    for await (const services of walkServices(catalog, keys)) {
      yield services.flatMap(({ provider, service }) =>
        service.resources.map(({ name, view, description }) => {
          const type = view === true ? "VIEW" : "BASE TABLE";
          return { catalog: provider.name, schema: service.name, table: name, type, comment: description };
        }),
      );
    }
  },
  attached: async function* attached(keys, session) {
    for await (const { catalog, facts } of attachedTables(keys, session)) {
      yield facts.map(({ schema, name, isView }) => {
        return { catalog, schema, table: name, type: isView ? "VIEW" : "BASE TABLE", comment: undefined };
      });
    }
  },
});

type Place = Pick<TableRow, "catalog" | "schema" | "table">;

function placeOf({ schema, name }: { readonly schema: string; readonly name: string }): Place {
  return { catalog: storedCatalog, schema, table: name };
}

interface ColumnRow extends Place {
  readonly column: ColumnFact & { readonly description?: string };
  readonly position: number;
}

const columns = standardRelation<ColumnRow>({
  name: "columns",
  keys: tableKeys,
  columns: {
    table_catalog: ["text", ({ catalog }) => catalog],
    table_schema: ["text", ({ schema }) => schema],
    table_name: ["text", ({ table }) => table],
    column_name: ["text", ({ column }) => column.name],
    ordinal_position: ["integer", ({ position }) => position],
    column_default: ["text", ({ column }) => column.default],
    // An API may leave out any property, whatever its schema says.
    is_nullable: ["text", ({ column }) => (column.notNull === true ? "NO" : "YES")],
    data_type: ["text", ({ column }) => column.type],
    column_comment: ["text", ({ column }) => column.description],
  },
  items: async function* items(catalog, keys, session) {
    for (const one of storedFor(keys, session))
      yield rowsOf(placeOf(one), (await session?.columnsOf([one.name])) ?? []);
    for await (const resources of walkResources(catalog, keys)) {
      for (const { provider, service, name, resource } of resources) {
        const own = columnsOfResource(resource);
        const isView = own.length === 0 && resource.views !== undefined;
        const found = isView ? await session?.columnsOf([provider, service, name]) : own;
        yield rowsOf({ catalog: provider, schema: service, table: name }, found ?? []);
      }
    }
  },
  attached: async function* attached(keys, session) {
    for await (const { catalog, facts } of attachedColumns(keys, session)) {
      yield facts.map(({ schema, table, name, type }, index) => ({
        catalog,
        schema,
        table,
        column: { name, type },
        position: positionOf(facts, index),
      }));
    }
  },
});

function rowsOf(place: Place, found: readonly ColumnRow["column"][]): readonly ColumnRow[] {
  return found.map((column, index) => ({ ...place, column, position: index + 1 }));
}

/** The columns of a table stand together, in their order. */
function positionOf(facts: readonly TableColumnFact[], index: number): number {
  const [schema, table] = [facts[index]?.schema, facts[index]?.table];
  let first = index;
  while (facts[first - 1]?.schema === schema && facts[first - 1]?.table === table) first--;
  return index - first + 1;
}

interface ViewRow extends Place {
  readonly definition: string;
}

const views = standardRelation<ViewRow>({
  name: "views",
  keys: tableKeys,
  columns: {
    table_catalog: ["text", ({ catalog }) => catalog],
    table_schema: ["text", ({ schema }) => schema],
    table_name: ["text", ({ table }) => table],
    view_definition: ["text", ({ definition }) => definition],
    check_option: ["text", () => "NONE"],
    is_updatable: ["text", () => "NO"],
  },
  items: async function* items(catalog, keys, session) {
    const stored = storedFor(keys, session).filter(({ kind }) => kind === "view");
    yield stored.map((one) => ({ ...placeOf(one), definition: one.definition }));
    for await (const resources of walkResources(catalog, keys, hasViews)) {
      yield resources.flatMap(({ provider, service, name, resource }) =>
        (resource.views ?? []).map(({ sql }) => ({ catalog: provider, schema: service, table: name, definition: sql })),
      );
    }
  },
});

/** Tells from the index alone whether a service is worth reading for its views. */
export function hasViews({ service }: ServiceItem): boolean {
  return service.resources.some((resource) => resource.view === true);
}

const routines = standardRelation<MethodItem>({
  name: "routines",
  keys: ["routine_catalog", "routine_schema"],
  columns: {
    specific_name: ["text", ({ method }) => method.id],
    routine_catalog: ["text", ({ provider }) => provider],
    routine_schema: ["text", ({ service }) => service],
    routine_name: ["text", ({ name, method }) => `${name}.${method.name}`],
    routine_type: ["text", (item) => (isFunction(item) ? "FUNCTION" : "PROCEDURE")],
    data_type: ["text", ({ method }) => (method.response.columns.length > 0 ? "record" : "void")],
    external_language: ["text", () => "HTTP"],
    routine_comment: ["text", ({ method }) => method.description],
  },
  items: async function* items(catalog, keys) {
    for await (const methods of walkMethods(catalog, keys)) yield methodsOnce(methods);
  },
});

/** A method that only reads is a function, one that may change something a procedure. */
function isFunction({ resource, method }: MethodItem): boolean {
  return methodsFor(resource, "select").includes(method);
}

const parameters = standardRelation<ParameterRow>({
  name: "parameters",
  keys: ["specific_catalog", "specific_schema"],
  columns: {
    specific_catalog: ["text", ({ item }) => item.provider],
    specific_schema: ["text", ({ item }) => item.service],
    specific_name: ["text", ({ item }) => item.method.id],
    ordinal_position: ["integer", ({ position }) => position],
    parameter_mode: ["text", ({ kind }) => (kind === "output" ? "OUT" : "IN")],
    parameter_name: ["text", ({ described }: { described: Parameter | ResponseColumn }) => described.name],
    data_type: ["text", ({ described }) => described.type],
  },
  items: async function* items(catalog, keys) {
    for await (const methods of walkMethods(catalog, keys)) yield methodsOnce(methods).flatMap(parametersOf);
  },
});

/** The relations of `information_schema`, by name. */
export const informationSchema = {
  "information_schema.schemata": schemata,
  "information_schema.tables": tables,
  "information_schema.columns": columns,
  "information_schema.views": views,
  "information_schema.routines": routines,
  "information_schema.parameters": parameters,
} as const satisfies { readonly [name: string]: SystemRelation };

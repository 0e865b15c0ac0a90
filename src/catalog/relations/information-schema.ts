/**
 * `information_schema`: the catalog in the words of the SQL standard. A provider is a catalog, a service a schema, a
 * resource a table, a method a routine. A name that nothing has finds no rows, as the standard wants it of a filter.
 */
import { EngineError } from "../../common/error.ts";
import type { ColumnType, Value } from "../../common/value.ts";
import type { Catalog, SystemRelation } from "../catalog.ts";
import { methodsFor } from "../lookup.ts";
import type { DocumentView, Parameter, ResourceSummary, ResponseColumn } from "../model.ts";
import type { ColumnFact, SessionFacts } from "../session-facts.ts";
import { attachedColumns, attachedTables } from "./attached.ts";
import { columnsOfResource } from "./columns.ts";
import { parametersOf, type ParameterRow } from "./parameters.ts";
import { systemRelation, type Keys } from "./relation.ts";
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
  items(catalog: Catalog, keys: Keys): AsyncIterable<readonly T[]>;
  /** What attached databases add. */
  attached?(keys: Keys, session: SessionFacts | undefined): AsyncIterable<readonly T[]>;
}

function standardRelation<T>(definition: Definition<T>): SystemRelation {
  return systemRelation<T>({
    ...definition,
    name: `information_schema.${definition.name}`,
    items: async function* items(catalog, keys, session) {
      yield* noneWhereUnknown(definition.items(catalog, walkKeys(keys)));
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

const schemata = standardRelation<ServiceItem>({
  name: "schemata",
  keys: ["catalog_name", "schema_name"],
  columns: {
    catalog_name: ["text", ({ provider }) => provider.name],
    schema_name: ["text", ({ service }) => service.name],
    schema_owner: ["text", () => null],
  },
  items: walkServices,
});

interface TableRow {
  readonly catalog: string;
  readonly schema: string;
  readonly resource: ResourceSummary;
}

const tables = standardRelation<TableRow>({
  name: "tables",
  keys: tableKeys,
  columns: {
    table_catalog: ["text", ({ catalog }) => catalog],
    table_schema: ["text", ({ schema }) => schema],
    table_name: ["text", ({ resource }) => resource.name],
    table_type: ["text", ({ resource }) => (resource.view === true ? "VIEW" : "BASE TABLE")],
    table_comment: ["text", ({ resource }) => resource.description],
  },
  // Answered from the indexes of providers: no service is read, whatever the filter.
  items: async function* items(catalog, keys) {
    for await (const services of walkServices(catalog, keys)) {
      yield services.flatMap(({ provider, service }) =>
        service.resources.map((resource) => ({ catalog: provider.name, schema: service.name, resource })),
      );
    }
  },
  attached: async function* attached(keys, session) {
    for await (const { catalog, facts } of attachedTables(keys, session)) {
      yield facts.map(({ schema, name, isView }) => ({ catalog, schema, resource: withoutWords(name, isView) }));
    }
  },
});

/** A table of another database says no more of itself than its name. */
function withoutWords(name: string, isView: boolean): ResourceSummary {
  return { name, id: name, title: "", description: "", ...(isView ? { view: true } : {}) };
}

interface ColumnRow extends Omit<TableRow, "resource"> {
  readonly table: string;
  readonly column: ResponseColumn;
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
    column_default: ["text", () => null],
    // An API may leave out any property, whatever its schema says.
    is_nullable: ["text", () => "YES"],
    data_type: ["text", ({ column }) => column.type],
    column_comment: ["text", ({ column }) => column.description],
  },
  items: async function* items(catalog, keys) {
    for await (const resources of walkResources(catalog, keys)) {
      yield resources.flatMap(({ provider, service, name, resource }) =>
        columnsOfResource(resource).map((column, index) => ({
          catalog: provider,
          schema: service,
          table: name,
          column,
          position: index + 1,
        })),
      );
    }
  },
  attached: async function* attached(keys, session) {
    for await (const { catalog, facts } of attachedColumns(keys, session)) {
      yield facts.map(({ schema, table, name, type }, index) => ({
        catalog,
        schema,
        table,
        column: { name, wireName: name, type, description: "" },
        position: positionOf(facts, index),
      }));
    }
  },
});

/** The columns of a table stand together, in their order. */
function positionOf(facts: readonly ColumnFact[], index: number): number {
  const [schema, table] = [facts[index]?.schema, facts[index]?.table];
  let first = index;
  while (facts[first - 1]?.schema === schema && facts[first - 1]?.table === table) first--;
  return index - first + 1;
}

interface ViewRow extends Omit<TableRow, "resource"> {
  readonly table: string;
  readonly view: DocumentView;
}

const views = standardRelation<ViewRow>({
  name: "views",
  keys: tableKeys,
  columns: {
    table_catalog: ["text", ({ catalog }) => catalog],
    table_schema: ["text", ({ schema }) => schema],
    table_name: ["text", ({ table }) => table],
    view_definition: ["text", ({ view }) => view.sql],
    check_option: ["text", () => "NONE"],
    is_updatable: ["text", () => "NO"],
  },
  items: async function* items(catalog, keys) {
    for await (const resources of walkResources(catalog, keys, hasViews)) {
      yield resources.flatMap(({ provider, service, name, resource }) =>
        (resource.views ?? []).map((view) => ({ catalog: provider, schema: service, table: name, view })),
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

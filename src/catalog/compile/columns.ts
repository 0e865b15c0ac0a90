/** The visible columns of a row schema, with what is known of the properties of object columns. */
import { createHash } from "node:crypto";
import { uniqueNames } from "../../common/unique-names.ts";
import type { ResponseColumn } from "../model.ts";
import { snakeCase } from "./casing.ts";
import { optional, type JsonObject } from "./json.ts";
import type { Schemas } from "./schemas.ts";
import { columnTypeOf, declaredType, descriptionOf, isArraySchema, marksOf } from "./types.ts";

/** How deep, and in all how many, properties of object columns are written down for one method. */
const maximumDepth = 6;
const maximumFields = 400;

/** A name for the one column of rows that are no objects; its `wireName` is "": the row itself. */
const scalarColumnName = "column_anon";
const freeFormColumnName = "value";

export interface ColumnNaming {
  readonly snakeCaseNames: boolean;
  /** The name of the one column of rows that are no objects. Source: `x-tributary-column`. */
  readonly rowItself?: string | undefined;
}

/** A column whose fields are still to be found. */
type Unfinished = Omit<ResponseColumn, "fields"> & { fields?: readonly ResponseColumn[] };

/** A column of objects, and the schemas it lies within. */
interface Pending {
  readonly column: Unfinished;
  readonly schema: JsonObject;
  readonly above: readonly JsonObject[];
}

/**
 * The columns of rows of this schema, in document order. Rows that are strings, numbers or objects without known
 * properties have one column, whose `wireName` is "".
 */
export function columnsOf(
  schemas: Schemas,
  row: unknown,
  { snakeCaseNames, rowItself }: ColumnNaming,
): readonly ResponseColumn[] {
  const pending: Pending[] = [];
  const schema = schemas.flatten(row);
  const named = propertyColumns(schemas, schema, [], pending);
  if (named.length === 0) return rowItselfColumn(schemas, schema, rowItself);
  addFields(schemas, pending);
  return withOwnNames(named, snakeCaseNames);
}

/** SQL does not tell names apart by case alone: the later of two gets a number. */
function withOwnNames(columns: readonly ResponseColumn[], snakeCaseNames: boolean): readonly ResponseColumn[] {
  const names = columns.map(({ name }) => (snakeCaseNames ? snakeCase(name) : name));
  const unique = uniqueNames(names, { anyCase: true });
  const isSame = columns.every(({ name }, index) => name === unique[index]);
  return isSame ? columns : columns.map((column, index) => ({ ...column, name: unique[index] ?? column.name }));
}

function rowItselfColumn(schemas: Schemas, schema: JsonObject, given: string | undefined): readonly ResponseColumn[] {
  const type = columnTypeOf(schemas, schema);
  if (declaredType(schema) === "null") return [];
  const name = given ?? (type === "text" ? scalarColumnName : freeFormColumnName);
  return [{ name, wireName: "", type, description: descriptionOf(schema) }];
}

function propertyColumns(
  schemas: Schemas,
  schema: JsonObject,
  above: readonly JsonObject[],
  pending: Pending[],
): readonly ResponseColumn[] {
  return [...schemas.properties(schema)].map(([name, node]) => {
    const property = schemas.flatten(node);
    const facts = factsOf(schemas, property);
    const column: Unfinished = { name, wireName: name, ...facts };
    if (facts.type === "json" && !isArraySchema(property))
      pending.push({ column, schema: property, above: [...above, schema] });
    return column;
  });
}

type Facts = Pick<ResponseColumn, "type" | "description" | "secret">;

/** What a column is but for its name; several methods show the same schema. */
const known = new WeakMap<JsonObject, Facts>();

function factsOf(schemas: Schemas, property: JsonObject): Facts {
  const before = known.get(property);
  if (before !== undefined) return before;
  const facts = {
    type: columnTypeOf(schemas, property),
    description: descriptionOf(property),
    ...optional("secret", marksOf(property).secret),
  };
  known.set(property, facts);
  return facts;
}

/** Breadth first, so that a limit cuts the depths and not the last columns. */
function addFields(schemas: Schemas, pending: Pending[]): void {
  let budget = maximumFields;
  for (let next = 0; next < pending.length; next++) {
    const { column, schema, above } = pending[next] as Pending;
    if (above.length >= maximumDepth || above.includes(schema)) continue;
    const deeper: Pending[] = [];
    const fields = propertyColumns(schemas, schema, above, deeper);
    budget -= fields.length;
    if (budget < 0) return;
    if (fields.length > 0) column.fields = fields;
    pending.push(...deeper);
  }
}

/** A name for the shape of rows: equal exactly where names and types of the columns are. */
export function itemSchemaOf(columns: readonly ResponseColumn[]): string {
  const text = columns.map((column) => `${column.wireName} ${column.type}`).join("\n");
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

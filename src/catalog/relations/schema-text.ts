/** Shapes and fields as the JSON Schema text that DESCRIBE METHOD shows. */
import { stringifyJson, type ColumnType, type JsonValue } from "../../common/value.ts";
import type { ResponseColumn, Shape } from "../model.ts";

/** What a column type is called in JSON Schema; json and any say nothing of what they hold. */
const schemaTypes: { readonly [type in ColumnType]: { readonly [key: string]: JsonValue } } = {
  text: { type: "string" },
  integer: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  timestamp: { type: "string", format: "date-time" },
  json: {},
  any: {},
};

type Render = { readonly [K in Shape["kind"]]: (shape: Extract<Shape, { kind: K }>) => JsonValue };

const render: Render = {
  object: ({ required, closed, properties }) => ({
    type: "object",
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(Object.entries(properties).map(([name, shape]) => [name, schemaOf(shape)])),
    ...(closed ? { additionalProperties: false } : {}),
  }),
  array: ({ items }) => ({ type: "array", items: schemaOf(items) }),
  oneOf: ({ branches }) => ({ oneOf: branches.map(({ name, shape }) => ({ title: name, ...schemaOf(shape) })) }),
  scalar: ({ type, pattern, enum: values }) => ({
    ...schemaTypes[type],
    ...(pattern === undefined ? {} : { pattern }),
    ...(values === undefined ? {} : { enum: values }),
  }),
};

function schemaOf(shape: Shape): { readonly [key: string]: JsonValue } {
  return (render[shape.kind] as (shape: Shape) => { readonly [key: string]: JsonValue })(shape);
}

/** The schema text of an input; undefined where there is nothing to say beyond its type. */
export function inputSchemaText(shape: Shape | undefined): string | undefined {
  return shape === undefined ? undefined : stringifyJson(schemaOf(shape));
}

/** The schema text of an output column; undefined where its properties are not known. */
export function outputSchemaText(column: ResponseColumn): string | undefined {
  return column.fields === undefined ? undefined : stringifyJson(fieldSchema(column));
}

function fieldSchema({ type, fields }: ResponseColumn): JsonValue {
  if (fields === undefined) return schemaTypes[type];
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.wireName, fieldSchema(field)])),
  };
}

import { expect, test } from "vitest";
import { compileMethodOf, responding, type MethodFixture } from "./fixture.ts";
import type { ResponseColumn, ResponseShape } from "../model.ts";

const responseOf = (schema: string, more: MethodFixture = {}): ResponseShape =>
  compileMethodOf({ operation: responding(schema), ...more }).response;

const column = (name: string, type = "text", more: object = {}): object => ({
  name,
  wireName: name,
  type,
  description: "",
  ...more,
});

const namesAndTypes = (columns: readonly ResponseColumn[]): string =>
  columns.map(({ name, type }) => `${name} ${type}`).join(", ");

const summary = ({ rowPath, columns }: ResponseShape): string =>
  `${rowPath.join(".") || "$"}: ${namesAndTypes(columns)}`;

test("columns are the properties in document order, typed by their schemas", () => {
  const response = responseOf(`{ type: object, properties: {
    zone: { type: string }, at: { type: string, format: date-time }, day: { type: string, format: date },
    size: { type: integer }, price: { type: number }, on: { type: boolean },
    tags: { type: array, items: {} }, spec: { type: object }, odd: {}, maybe: { type: [string, 'null'] },
    one: { oneOf: [{ type: string }, { type: string }] }, two: { oneOf: [{ type: string }, { type: integer }] } } }`);
  expect(summary(response)).toBe(
    "$: zone text, at timestamp, day text, size integer, price number, on boolean, tags json, spec json, odd any, " +
      "maybe text, one text, two any",
  );
});

test("an array of rows below a key, with fields of object columns and descriptions on one line", () => {
  const response = responseOf(
    `{ properties: { data: { type: array, items: { properties: {
      id: { type: string, description: "![badge](u) The\\n  id" },
      meta: { type: object, properties: { at: { type: string, format: date-time }, by: { properties: { name: { type: string } } } } },
      key: { type: string, x-redact: true } } } } } }`,
    { method: "response: { objectKey: $.data }" },
  );
  expect(response).toEqual({
    rowPath: ["data"],
    columns: [
      column("id", "text", { description: "The id" }),
      column("meta", "json", {
        fields: [column("at", "timestamp"), column("by", "json", { fields: [column("name")] })],
      }),
      column("key", "text", { secret: true }),
    ],
    itemSchema: response.itemSchema,
    mediaType: "application/json",
  });
});

test("columns that the wrapper of a list has as well are named, since they do not tell a row", () => {
  const list = `{ properties: { kind: { type: string }, id: {}, items: { type: array, items: { properties: {
    kind: { type: string }, name: { type: string }, id: {} } } } } }`;
  expect(responseOf(list).beside).toEqual(["kind", "id"]);
  const one = `{ properties: { id: {}, data: { properties: { id: {} } } } }`;
  expect(responseOf(one, { method: "response: { objectKey: $.data }" }).beside).toBeUndefined();
});

test("get and list of one thing have the same item schema, other things another", () => {
  const widget = "{ properties: { id: { type: string }, size: { type: integer } } }";
  const schemas = `Widget: ${widget}`;
  const list = responseOf(`{ properties: { data: { type: array, items: ${widget} } } }`, {
    method: "response: { objectKey: $.data }",
  });
  const get = responseOf("{ $ref: '#/components/schemas/Widget' }", { schemas });
  const other = responseOf("{ properties: { id: { type: string } } }");
  expect(list.itemSchema).toBe(get.itemSchema);
  expect(other.itemSchema).not.toBe(get.itemSchema);
});

test("row keys: a property, a path, the root, a wildcard, XML, and `items` where none is given", () => {
  const list = "{ type: array, items: { properties: { id: { type: string } } } }";
  const nested = `{ properties: { a: { properties: { b: ${list} } } } }`;
  const at = (schema: string, key?: string): string =>
    summary(responseOf(schema, key === undefined ? {} : { method: `response: { objectKey: '${key}' }` }));
  expect(at(`{ properties: { a: ${list} } }`, "a")).toBe("a: id text");
  expect(at(nested, "$.a.b")).toBe("a.b: id text");
  expect(at(nested, "$.a.b[*]")).toBe("a.b: id text");
  expect(at(nested, "/a/b")).toBe("a.b: id text");
  expect(at(list, "$")).toBe("$: id text");
  expect(at(list)).toBe("$: id text");
  expect(at(`{ properties: { items: ${list} } }`)).toBe("items: id text");
  expect(at("{ properties: { items: { type: integer } } }")).toBe("$: items integer");
});

test("rows that the schema does not know, scalars and free-form objects are one column, the row itself", () => {
  const itself = (name: string, type: string): object => ({ name, wireName: "", type, description: "" });
  const columns = (schema: string, method = "{}"): unknown => responseOf(schema, { method }).columns;
  expect(columns("{ properties: { other: { type: string } } }", "response: { objectKey: $.gone }")).toEqual([
    itself("value", "json"),
  ]);
  expect(columns("{ type: array, items: { type: string } }")).toEqual([itself("column_anon", "text")]);
  expect(columns("{ type: integer }")).toEqual([itself("value", "integer")]);
  expect(columns("{ type: object, additionalProperties: { type: string } }")).toEqual([itself("value", "json")]);
});

test("allOf is merged in document order, the outer schema winning; a reference may have siblings", () => {
  const schemas = `Base: { required: [id], properties: { id: { type: string }, kind: { type: string } } }`;
  const merged = responseOf(
    `{ allOf: [{ $ref: '#/components/schemas/Base' }], properties: { kind: { type: integer }, size: { type: number } } }`,
    { schemas },
  );
  expect(namesAndTypes(merged.columns)).toBe("id text, kind integer, size number");
  const own = responseOf(`{ properties: { size: { type: number } }, allOf: [{ $ref: '#/components/schemas/Base' }] }`, {
    schemas,
  });
  expect(namesAndTypes(own.columns)).toBe("size number, id text, kind text");
  const sibling = responseOf(`{ properties: { base: { $ref: '#/components/schemas/Base', description: Which } } }`, {
    schemas,
  });
  expect(sibling.columns).toEqual([
    column("base", "json", { description: "Which", fields: [column("id"), column("kind")] }),
  ]);
});

test("alternatives are united; a property that differs among them takes any value", () => {
  const response = responseOf(`{ properties: { id: { type: string } }, oneOf: [
    { properties: { size: { type: integer }, same: { type: string } } },
    { properties: { size: { type: string }, same: { type: string }, more: { type: boolean } } } ] }`);
  expect(namesAndTypes(response.columns)).toBe("id text, size any, same text, more boolean");
});

test("schemas on a cycle end where they begin again", () => {
  const schemas = `
    Tree: { properties: { name: { type: string }, parent: { $ref: '#/components/schemas/Tree' }, leaf: { $ref: '#/components/schemas/Leaf' } } }
    Leaf: { allOf: [{ $ref: '#/components/schemas/Leaf' }], properties: { tree: { $ref: '#/components/schemas/Tree' } } }`;
  expect(responseOf("{ $ref: '#/components/schemas/Tree' }", { schemas }).columns).toEqual([
    column("name"),
    column("parent", "json"),
    column("leaf", "json", { fields: [column("tree", "json")] }),
  ]);
});

test("fields end at depth six", () => {
  const nest = (depth: number): string =>
    depth === 0 ? "{ type: string }" : `{ properties: { d${depth}: ${nest(depth - 1)} } }`;
  let [at] = responseOf(nest(12)).columns;
  let depth = 0;
  for (; at !== undefined; at = at.fields?.[0]) depth += 1;
  expect(depth).toBe(6);
});

test("the schema is that of the named status and media type, and none where the operation lacks it", () => {
  const operation = `
    responses:
      '200': { content: { application/json: { schema: { properties: { a: { type: string } } } } } }
      '202': { content: { application/json: { schema: { properties: { b: { type: string } } } }, text/x: { schema: { properties: { c: { type: string } } } } } }
      '204': { description: nothing }
      default: { content: { application/json: { schema: { properties: { error: { type: string } } } } } }`;
  const at = (response: string): string =>
    summary(compileMethodOf({ operation, method: `response: ${response}` }).response);
  expect(at("{}")).toBe("$: a text");
  expect(at("{ openAPIDocKey: '202' }")).toBe("$: b text");
  expect(at("{ openAPIDocKey: '202', mediaType: text/x }")).toBe("$: c text");
  expect(at("{ openAPIDocKey: '204', mediaType: application/json }")).toBe("$: ");
  expect(at("{ openAPIDocKey: '205', mediaType: application/json }")).toBe("$: ");
  expect(at("{ openAPIDocKey: '200', mediaType: text/x }")).toBe("$: ");
});

test("an override replaces the schema; a transform counts only beside an overriding media type", () => {
  const schemas =
    "Rows: { properties: { line_items: { type: array, items: { properties: { x: { type: string } } } } } }";
  const override = "objectKey: $.line_items, schema_override: { $ref: Rows }, transform: { type: t, body: b }";
  const overridden = responseOf("{ type: string }", {
    schemas,
    method: `response: { ${override}, overrideMediaType: application/json, mediaType: text/xml }`,
  });
  expect(overridden).toEqual({
    rowPath: ["line_items"],
    columns: [column("x")],
    itemSchema: overridden.itemSchema,
    mediaType: "application/json",
    transform: { type: "t", body: "b" },
  });
  expect(responseOf("{ type: string }", { schemas, method: `response: { ${override} }` }).transform).toBeUndefined();
});

test("snake_case_aliases rename columns and keep the wire names", () => {
  const response = responseOf("{ properties: { VpcId: { type: string }, CIDRBlocks: { type: array, items: {} } } }", {
    providerConfig: "snake_case_aliases: true",
  });
  expect(response.columns).toEqual([
    { name: "vpc_id", wireName: "VpcId", type: "text", description: "" },
    { name: "cidr_blocks", wireName: "CIDRBlocks", type: "json", description: "" },
  ]);
});

test("names that differ in case alone, as they are or in snake case, are told apart", () => {
  const schema = "{ properties: { name: { type: string }, Name: { type: string }, NAME_2: { type: string } } }";
  expect(responseOf(schema).columns.map(({ name, wireName }) => `${name} ${wireName}`)).toEqual([
    "name name",
    "Name_3 Name",
    "NAME_2 NAME_2",
  ]);
});

test("a method without a response schema has no columns", () => {
  expect(compileMethodOf({ operation: "responses: { '204': { description: done } }" }).response).toEqual({
    rowPath: [],
    columns: [],
  });
});

test("a type beside a reference gives way to that of what it leads to", () => {
  const response = responseOf("{ properties: { rows: { type: object, $ref: '#/components/schemas/Rows' } } }", {
    method: "response: { objectKey: $.rows }",
    schemas: "Rows: { type: array, items: { properties: { id: { type: string } } } }",
  });
  expect(summary(response)).toBe("rows: id text");
});

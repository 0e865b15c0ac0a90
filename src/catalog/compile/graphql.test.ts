import { expect, test } from "vitest";
import { compileMethodOf, responding, type MethodFixture } from "./fixture.ts";
import { jsonPathOf } from "./graphql.ts";

const rows = "{ properties: { data: { properties: { nodes: { type: array, items: { properties: { id: {} } } } } } } }";

const graphQl = (block: string, more: MethodFixture = {}) =>
  compileMethodOf({
    path: "/graphql/{tag}?resource=things",
    verb: "post",
    operation: `${responding(rows)}
parameters:
  - { name: tag, in: path, required: true, schema: { type: string } }
  - { name: limit, in: query, schema: { type: integer, default: 50 } }
x-stackQL-graphQL: { query: '{ things(tag: "{{ .tag }}"{{ .cursor }}) }', ${block} }`,
    ...more,
  });

const selection = "responseSelection: { jsonPath: '$.data.nodes[*]' }";

test("what a query is made of is its body, wherever OpenAPI puts it; rows are where the selection says", () => {
  const method = graphQl(`${selection}, url: 'https://api.acme.test/graphql', httpVerb: post`);
  expect(method.parameters.map(({ name, in: place, required, type }) => ({ name, place, required, type }))).toEqual([
    { name: "tag", place: "body", required: true, type: "text" },
    { name: "limit", place: "body", required: false, type: "integer" },
  ]);
  expect(method.request).toEqual({
    httpMethod: "POST",
    path: "",
    servers: [{ url: "https://api.acme.test/graphql", variables: [] }],
    mediaType: "application/json",
    base: {},
    transform: { type: "graphql", body: '{ things(tag: "{{ .tag }}"{{ .cursor }}) }' },
    accept: "application/json",
  });
  expect(method.response.rowPath).toEqual(["data", "nodes"]);
  expect(method.pagination).toBeUndefined();
});

test("without a URL it goes to server and path, without the query that tells resources apart", () => {
  const { path, servers } = graphQl(selection, { path: "/graphql?resource=things" }).request;
  expect([servers[0]?.url, path]).toEqual(["https://api.acme.test", "/graphql"]);
});

test("a cursor says where the next page begins, and whether there is one", () => {
  const cursor =
    "cursor: { strategy: page_info, jsonPath: $.data.info.endCursor, terminateOnJsonPath: $.data.info.more }";
  expect(graphQl(`${selection}, ${cursor}`).pagination).toEqual({
    algorithm: "graphql",
    request: { in: "body", name: "cursor" },
    response: { in: "body", path: ["data", "info", "endCursor"] },
    cursor: { strategy: "page_info" },
    more: ["data", "info", "more"],
    size: { name: "limit", default: 50 },
  });
});

test("a cursor in a format of its own joins fields of an input, whatever SQL the document writes", () => {
  const cursor = `cursor: { strategy: keyset, jsonPath: '$.data.nodes[-1:].at', format: ', AND at_gt: "{{ .value }}"' }`;
  const { pagination } = graphQl(`${selection}, ${cursor}`);
  expect(pagination?.response.path).toEqual(["data", "nodes", "-1", "at"]);
  expect(pagination?.cursor).toEqual({ strategy: "keyset", format: ', at_gt: "{{ .value }}"' });
});

test("offset needs no path, and counts pages of the size that is named", () => {
  const { pagination } = graphQl(`${selection}, cursor: { strategy: offset, pageSize: 20 }`);
  expect([pagination?.cursor, pagination?.size]).toEqual([{ strategy: "offset" }, { default: 20 }]);
});

test("a cursor of all items, or marked as none, is none", () => {
  expect(graphQl(`${selection}, cursor: { jsonPath: '$.data[*].x' }`).pagination).toBeUndefined();
  expect(graphQl(`${selection}, cursor: { jsonPath: $.data.__no_cursor }`).pagination).toBeUndefined();
});

test("a response is transformed without another media type", () => {
  const method = "response: { transform: { type: golang_template_json_v0.3.0, body: '{{ toJson .data }}' } }";
  expect(graphQl(selection, { method }).response.transform).toEqual({
    type: "golang_template_json_v0.3.0",
    body: "{{ toJson .data }}",
  });
});

test.each([
  ["x-stackQL-graphQL: {}", "acme.shop.widgets.get: x-stackQL-graphQL has no query"],
  [
    "x-stackQL-graphQL: { query: '{ a }', cursor: { strategy: magic } }",
    "acme.shop.widgets.get: x-stackQL-graphQL has no cursor strategy magic",
  ],
])("%s is refused", (operation, message) => {
  expect(() => compileMethodOf({ verb: "post", operation })).toThrow(message);
});

test("JSON paths are read as names and indexes", () => {
  expect(jsonPathOf(`$.a[0]['b.c']["d"][-1:].e[*]`)).toEqual(["a", "0", "b.c", "d", "-1", "e", "*"]);
  expect(jsonPathOf("$")).toEqual([]);
});

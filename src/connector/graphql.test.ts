/** Resources that are GraphQL queries, against a server that reads them. */
import { expect, test } from "vitest";
import type { Pagination } from "../catalog/model.ts";
import { parseJson, type JsonValue, type Value } from "../common/value.ts";
import { callOf, connect, failureOf, method, parameter, read, serve, type Answer } from "./test-server.ts";

const query =
  '{ things(owner: "{{ .owner }}", n: {{ if .limit }}{{ .limit }}{{ else }}9{{ end }}{{ .cursor }}) { id } }';

const pageInfo: Pagination = {
  algorithm: "graphql",
  request: { in: "body", name: "cursor" },
  response: { in: "body", path: ["data", "info", "end"] },
  cursor: { strategy: "page_info" },
  more: ["data", "info", "more"],
};

const things = (ids: readonly string[], rest: { readonly [name: string]: JsonValue } = {}): JsonValue => ({
  data: { nodes: ids.map((id) => ({ id, at: `t${id}` })), ...rest },
});

interface Facts {
  readonly pagination?: Pagination;
  readonly response?: object;
}

/** Answers in turn; yields the ids that came and the queries that went. */
async function asked(
  answers: readonly (JsonValue | Answer)[],
  values: { readonly [name: string]: Value } = {},
  facts: Facts = {},
) {
  const api = await serve((_request, count) => ({ body: (answers[count - 1] ?? things([])) as JsonValue }));
  const called = method(`${api.origin}/graphql`, {
    parameters: [parameter("owner", "body", { required: true }), parameter("limit", "body", { type: "any" })],
    ...facts,
    request: {
      httpMethod: "POST",
      path: "",
      mediaType: "application/json",
      base: {},
      transform: { type: "graphql", body: query },
    },
    response: { rowPath: ["data", "nodes"], mediaType: "application/json", ...facts.response },
  });
  const { rows } = await read(connect(), callOf(called, { owner: "me", ...values }));
  const queries = api.received.map(({ body }) => (parseJson(body) as { query: string }).query);
  return { ids: rows.map(([id]) => id), queries, urls: new Set(api.received.map(({ url }) => url)) };
}

test("arguments become a part of the query, which goes to the endpoint by POST", async () => {
  const { ids, queries, urls } = await asked([things(["1", "2"])], { limit: 3 });
  expect(ids).toEqual(["1", "2"]);
  expect(queries).toEqual(['{ things(owner: "me", n: 3) { id } }']);
  expect([...urls]).toEqual(["/graphql"]);
});

test("a text cannot break out of the string that it stands in", async () => {
  const { queries } = await asked([things([])], { owner: 'a"\\\n) { secrets }' });
  expect(queries).toEqual(['{ things(owner: "a\\"\\\\\\n) { secrets }", n: 9) { id } }']);
});

test("what stands outside of strings must be a number or a name", async () => {
  expect(await failureOf(asked([things([])], { limit: "1) { secrets } x(" }))).toBe(
    'invalid_parameter_value: acme.shop.things.list: "1) { secrets } x(" stands where the query takes a number or a name',
  );
  expect((await asked([things([])], { limit: "ALL" })).queries).toEqual(['{ things(owner: "me", n: ALL) { id } }']);
});

test("page_info: pages follow the end cursor until the flag is false", async () => {
  const first = things(["1"], { info: { end: 'c"1', more: true } });
  const { ids, queries } = await asked(
    [first, things(["2"], { info: { end: "c2", more: false } })],
    {},
    {
      pagination: pageInfo,
    },
  );
  expect(ids).toEqual(["1", "2"]);
  expect(queries).toEqual([
    '{ things(owner: "me", n: 9) { id } }',
    '{ things(owner: "me", n: 9, after: "c\\"1") { id } }',
  ]);
});

test("cursor_after: pages follow until there is no cursor; one named twice is a loop", async () => {
  const pagination: Pagination = { ...pageInfo, cursor: { strategy: "cursor_after" }, more: [] };
  const page = things(["1"], { info: { end: "c1" } });
  expect((await asked([page, things(["2"])], {}, { pagination })).ids).toEqual(["1", "2"]);
  expect(await failureOf(asked([page, page], {}, { pagination }))).toMatch(/^pagination_loop: acme.shop.things.list/);
});

test("keyset: the key of the last row, in the document's format, while pages are full; before a transform", async () => {
  const pagination: Pagination = {
    ...pageInfo,
    response: { in: "body", path: ["data", "nodes", "-1", "at"] },
    cursor: { strategy: "keyset", format: ', at_gt: "{{ .value }}"' },
    more: [],
    size: { name: "limit", default: 2 },
  };
  const response = {
    rowPath: ["result"],
    transform: { type: "golang_template_json_v0.3.0", body: '{"result": {{ toJson .data.nodes }}}' },
  };
  const { ids, queries } = await asked([things(["1", "2"]), things(["3"])], {}, { pagination, response });
  expect(ids).toEqual(["1", "2", "3"]);
  expect(queries[1]).toBe('{ things(owner: "me", n: 9, at_gt: "t2") { id } }');
  expect((await asked([things(["1"]), things(["2"])], { limit: 1 }, { pagination, response })).queries).toHaveLength(3);
});

test("offset: counts the rows", async () => {
  const pagination: Pagination = {
    ...pageInfo,
    response: { in: "body", path: [] },
    cursor: { strategy: "offset" },
    more: [],
    size: { default: 2 },
  };
  const { ids, queries } = await asked([things(["1", "2"]), things(["3"])], {}, { pagination });
  expect(ids).toEqual(["1", "2", "3"]);
  expect(queries[1]).toBe('{ things(owner: "me", n: 9, offset: 2) { id } }');
});

test("errors in an answer fail the statement, by their type where it says something", async () => {
  const errors = [{ message: "no such owner", type: "NOT_FOUND" }, { message: "and more" }];
  expect(await failureOf(asked([{ data: null, errors }]))).toBe(
    "upstream_not_found: acme.shop.things.list: graphql error: no such owner; and more",
  );
  expect(await failureOf(asked([{ errors: [{ message: "bad" }] }]))).toMatch(
    /^upstream_rejected: .*graphql error: bad$/,
  );
  expect((await asked([{ ...(things(["1"]) as object), errors: null }])).ids).toEqual(["1"]);
});

test("the dry run shows the query", () => {
  const called = method("https://acme.test/graphql", {
    parameters: [parameter("owner", "body")],
    request: {
      httpMethod: "POST",
      path: "",
      mediaType: "application/json",
      transform: { type: "graphql", body: query },
    },
  });
  const { httpMethod, url, body } = connect().preview(callOf(called, { owner: "me" }));
  expect([httpMethod, url, body]).toEqual([
    "POST",
    "https://acme.test/graphql",
    '{"query":"{ things(owner: \\"me\\", n: 9) { id } }"}',
  ]);
});

import { expect, test } from "vitest";
import { compileMethodOf, responding, type MethodFixture } from "./fixture.ts";
import type { Pagination } from "../model.ts";

const data = "data: { type: array, items: { properties: { id: { type: string } } } }";
const dataKey = "response: { objectKey: $.data }";

/** A list method with these query parameters, whose response has these properties beside `data`. */
const paging = (parameters: string, properties: string, more: MethodFixture = {}): Pagination | undefined =>
  compileMethodOf({
    operation: `${responding(`{ properties: { ${properties} ${data} } }`)}\nparameters: ${parameters}`,
    method: dataKey,
    ...more,
  }).pagination;

const query = (name: string, schema = "{ type: string }"): string => `{ name: ${name}, in: query, schema: ${schema} }`;
const metadataNext = "metadata: { properties: { next: { type: string } } },";

test("metadata.next beside page_token holds a URL with the token; the page is as large as the parameter allows", () => {
  expect(
    paging(`[${query("page_token")}, ${query("page_size", "{ type: integer, maximum: 100 }")}]`, metadataNext),
  ).toEqual({
    algorithm: "token-in-url",
    request: { in: "query", name: "page_token" },
    response: { in: "body", path: ["metadata", "next"] },
    pageSize: { name: "page_size", maximum: 100 },
  });
});

test("metadata.next without a parameter for it is the next URL", () => {
  expect(paging("[]", metadataNext)).toEqual({
    algorithm: "next-url",
    request: { in: "url", name: "" },
    response: { in: "body", path: ["metadata", "next"] },
  });
});

test("nextPageToken goes to pageToken; a page size without a maximum is left to the server", () => {
  expect(
    paging(`[${query("pageToken")}, ${query("maxResults", "{ type: integer }")}]`, "nextPageToken: { type: string },"),
  ).toEqual({
    algorithm: "token",
    request: { in: "query", name: "pageToken" },
    response: { in: "body", path: ["nextPageToken"] },
  });
});

test("nextLink is the next URL", () => {
  expect(paging("[]", "nextLink: { type: string },")?.algorithm).toBe("next-url");
});

/** A method that gets one thing with these properties. */
const single = (properties: string, more: MethodFixture = {}): Pagination | undefined =>
  compileMethodOf({ operation: responding(`{ properties: { ${properties} } }`), ...more }).pagination;

test("no token, no paging; and no paging where one thing is got that holds no list", () => {
  expect(paging(`[${query("q")}]`, "")).toBeUndefined();
  expect(single("id: { type: string }, nextLink: { type: string }")).toBeUndefined();
  expect(single("ids: { type: array, items: {} }, nextLink: { type: string }")?.algorithm).toBe("next-url");
});

const block = (token: string): string =>
  `{ requestToken: { key: ${token}, location: query }, responseToken: { key: $.cursors.next, location: body } }`;

test("one thing that comes in pages is paged where the method itself says so", () => {
  const more = { method: "response: { objectKey: $ }" };
  expect(paging(`[${query("page_token")}]`, metadataNext, more)?.algorithm).toBe("token-in-url");
  expect(paging("[]", "", { method: `${more.method}\nconfig: { pagination: ${block("x")} }` })?.algorithm).toBe(
    "token",
  );
  const root = `x-stackQL-config: { pagination: ${block("x")} }`;
  const cursors = "cursors: { properties: { next: { type: string } } },";
  expect(paging("[]", cursors, { ...more, root })?.algorithm).toBe("token");
  expect(paging("[]", "", { ...more, root })).toBeUndefined();
  expect(single(`${cursors} id: { type: string }`, { root })).toBeUndefined();
  expect(
    paging("[]", cursors, { root, resource: "sqlVerbs: { select: [], insert: [{ $ref: '#/methods/get' }] }" }),
  ).toBeUndefined();
});

test("a block of configuration wins over conventions, the nearest level over the others", () => {
  const configured = (name: string): Pagination => ({
    algorithm: "token",
    request: { in: "query", name },
    response: { in: "body", path: ["cursors", "next"] },
  });
  const levels = {
    root: `x-stackQL-config: { pagination: ${block("of_service")} }`,
    resource: `config: { pagination: ${block("of_resource")} }`,
    providerConfig: `pagination: ${block("of_provider")}`,
  };
  const method = `${dataKey}\nconfig: { pagination: ${block("of_method")} }`;
  expect(paging("[]", metadataNext, { ...levels, method })).toEqual(configured("of_method"));
  expect(paging("[]", metadataNext, levels)).toEqual(configured("of_resource"));
  expect(paging("[]", metadataNext, { ...levels, resource: "{}" })).toEqual(configured("of_service"));
  expect(paging("[]", metadataNext, { providerConfig: levels.providerConfig })).toEqual(configured("of_provider"));
});

test("page_number counts up to the number of the last page", () => {
  const method = `${dataKey}
config:
  pagination:
    algorithm: page_number
    requestToken: { key: page, location: query }
    responseToken: { key: $.page, location: body }
    responseTerminator: { key: $.pages, location: body }`;
  expect(paging("[]", "", { method })).toEqual({
    algorithm: "page-number",
    request: { in: "query", name: "page" },
    response: { in: "body", path: ["page"] },
    lastPage: ["pages"],
  });
});

test("a token whose place is the request is the next URL, from a header or a dotted or bracketed key of the body", () => {
  const nextUrl = (response: string): Pagination["response"] | undefined =>
    paging("[]", "", {
      method: `${dataKey}\nconfig: { pagination: { requestToken: { location: request }, responseToken: ${response} } }`,
    })?.response;
  expect(nextUrl("{ key: Link, location: header }")).toEqual({ in: "header", path: ["Link"] });
  expect(nextUrl("{ key: links.next, location: body }")).toEqual({ in: "body", path: ["links", "next"] });
  expect(nextUrl(`{ key: "$['@odata.nextLink']", location: body }`)).toEqual({ in: "body", path: ["@odata.nextLink"] });
  expect(nextUrl(`{ key: '@odata.nextLink', location: body }`)).toEqual({ in: "body", path: ["@odata.nextLink"] });
});

test("our own key is taken as it is, and `none` switches conventions off", () => {
  const own = "{ algorithm: next-url, request: { in: url, name: '' }, response: { in: header, path: [Link] } }";
  expect(paging("[]", metadataNext, { root: `x-tributary-pagination: ${own}` })).toEqual({
    algorithm: "next-url",
    request: { in: "url", name: "" },
    response: { in: "header", path: ["Link"] },
  });
  const method = `${dataKey}\nx-tributary-pagination: none`;
  expect(paging("[]", metadataNext, { root: `x-tributary-pagination: ${own}`, method })).toBeUndefined();
});

test.each([
  "{}",
  "[]",
  "maybe",
  "{ algorithm: token, request: { in: query, name: p }, response: { in: cookie, path: [x] } }",
])("our own key with the value %s is refused", (value) => {
  expect(() => paging("[]", "", { root: `x-tributary-pagination: ${value}` })).toThrow(
    "acme.shop.widgets.get: x-tributary-pagination is neither a pagination nor none",
  );
});

test("what a document says of its pages is for those that read, and for an EXEC where it says so of that", () => {
  const own =
    "x-tributary-pagination: { algorithm: next-url, request: { in: url, name: '' }, response: { in: header, path: [Link] } }";
  const verb = "post";
  const of = (verbs: string, level: object): string | undefined =>
    paging("[]", "", { verb, resource: `sqlVerbs: ${verbs}`, ...level })?.algorithm;
  const ofMethod = { method: `${dataKey}\n${own}` };
  expect([of("{ select: [] }", { root: own }), of("{ select: [] }", ofMethod)]).toEqual([undefined, "next-url"]);
  const insert = "{ select: [], insert: [{ $ref: '#/methods/get' }] }";
  expect([of(insert, { root: own }), of(insert, ofMethod)]).toEqual([undefined, undefined]);
});

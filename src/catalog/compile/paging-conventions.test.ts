import { expect, test } from "vitest";
import type { Pagination } from "../model.ts";
import { compileMethodOf, responding } from "./fixture.ts";

const rows = "rows: { type: array, items: { properties: { id: { type: string } } } }";

/** The paging of a list method that takes these query parameters and answers these properties beside its rows. */
function paging(parameters: string, properties: string, more = {}): Pagination | undefined {
  const declared = parameters.split(" ").map((name) => (name.startsWith("{") ? name : parameter(name)));
  return compileMethodOf({
    operation: `${responding(`{ properties: { ${properties}${properties === "" ? "" : ","} ${rows} } }`)}
parameters: [${parameters === "" ? "" : declared.join(",")}]`,
    method: "response: { objectKey: $.rows }",
    ...more,
  }).pagination;
}

const parameter = (text: string): string => {
  const [name, usual] = text.split("=");
  return `{ name: '${name}', in: query, schema: { type: string${usual === undefined ? "" : `, default: ${usual}`} } }`;
};

const inside = (path: string, type = "string"): string =>
  path
    .split(".")
    .reduceRight(
      (inner, name) => `'${name}': ${inner === "" ? `{ type: ${type} }` : `{ properties: { ${inner} } }`}`,
      "",
    );

/** `token page_token <- a.b`. */
function told(pagination: Pagination | undefined): string {
  if (pagination === undefined) return "none";
  const { algorithm, request, response, lastPage, total, more, first, size } = pagination;
  const facts = { lastPage, total, more, first, size };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  const rest = known.map(
    ([name, value]) => ` ${name} ${Array.isArray(value) ? value.join(".") : JSON.stringify(value)}`,
  );
  return `${algorithm} ${request.name} <- ${response.path.join(".")}${rest.join("")}`;
}

test.each([
  ["nextToken", "NextToken", "token nextToken <- NextToken"],
  ["next-token", "NextToken", "token next-token <- NextToken"],
  ["pageToken", "NextPageToken", "token pageToken <- NextPageToken"],
  ["Marker", "NextMarker", "token Marker <- NextMarker"],
  ["cursor", "result_info.cursors.after", "token cursor <- result_info.cursors.after"],
  ["page[cursor]", "meta.page.after", "token page[cursor] <- meta.page.after"],
  ["token", "next", "token token <- next"],
  ["until", "pagination.next", "token until <- pagination.next"],
  ["page_token", "metadata.next", "token-in-url page_token <- metadata.next"],
  ["q", "metadata.next", "next-url  <- metadata.next"],
  ["q", "links.pages.next", "next-url  <- links.pages.next"],
  ["q", "_links.next.href", "next-url  <- _links.next.href"],
  ["q", "nextLink", "next-url  <- nextLink"],
  ["q", "NextToken", "none"],
  ["q", "next", "none"],
])("a method that takes %s and answers %s", (name, path, expected) => {
  expect(told(paging(name, inside(path)))).toBe(expected);
});

test("a dot may be part of a name", () => {
  expect(paging("q", "'@odata.nextLink': { type: string }")?.response.path).toEqual(["@odata.nextLink"]);
});

test("a token that is given on the last page, too, needs a flag beside it", () => {
  expect(told(paging("after_id", "last_id: { type: string }"))).toBe("none");
  expect(told(paging("after_id", "last_id: { type: string }, has_more: { type: boolean }"))).toBe(
    "token after_id <- last_id more has_more",
  );
});

test("a moment that the next page begins before goes to until, declared or not", () => {
  expect(told(paging("q", inside("pagination.next", "number")))).toBe("token until <- pagination.next");
});

const resultInfo = (...names: readonly string[]): string =>
  `result_info: { properties: { ${names.map((name) => `${name}: { type: integer }`).join(", ")} } }`;

test("pages are counted up to the last, or by the number of all rows, though the method declares no parameter", () => {
  expect(told(paging("page", resultInfo("page", "total_pages")))).toBe(
    "page-number page <- result_info.page lastPage result_info.total_pages",
  );
  expect(told(paging("", resultInfo("page", "per_page", "total_count")))).toBe(
    'page-number page <- result_info.page total result_info.total_count size {"path":["result_info","per_page"]}',
  );
});

test("pages may begin with 0, and be counted by the size that the document names", () => {
  expect(told(paging("page[number]=0 page[size]=10", ""))).toBe(
    'page-number page[number] <-  first 0 size {"name":"page[size]","default":10}',
  );
  expect(told(paging("page page_size", ""))).toBe("none");
});

test("rows are counted by a flag, a number, or where the response names the next", () => {
  expect(told(paging("offset", "more: { type: boolean }"))).toBe("offset offset <-  more more");
  expect(told(paging("", "more: { type: boolean }, offset: { type: integer }"))).toBe("offset offset <-  more more");
  expect(told(paging("startIndex", "totalResults: { type: integer }"))).toBe(
    "offset startIndex <-  total totalResults first 1",
  );
  expect(told(paging("page[offset]", inside("meta.pagination.next_offset", "integer")))).toBe(
    "offset page[offset] <- meta.pagination.next_offset",
  );
  expect(told(paging("offset", ""))).toBe("none");
});

test("a token that only a transform's source has is looked for under the names that go with the parameter", () => {
  const more = {
    operation: `${responding("{ type: object }")}\nparameters: [${parameter("Marker")}]`,
    schemas: `Shown: { properties: { ${rows} } }`,
    method: "response: { objectKey: $.rows, schema_override: { $ref: '#/components/schemas/Shown' } }",
  };
  expect(paging("", "", more)).toEqual({
    algorithm: "token",
    request: { in: "query", name: "Marker" },
    response: { in: "body", path: ["NextMarker"], others: [["Marker"]] },
    more: ["IsTruncated"],
  });
});

test("a token in the documented response is found where the method shows another schema", () => {
  const more = {
    operation: `${responding("{ properties: { nextToken: { type: string } } }")}\nparameters: [${parameter("nextToken")}]`,
    schemas: `Shown: { properties: { ${rows} } }`,
    method: "response: { objectKey: $.rows, schema_override: { $ref: '#/components/schemas/Shown' } }",
  };
  expect(told(paging("", "", more))).toBe("token nextToken <- nextToken");
});

test("what one thing says of numbers is not of rows", () => {
  const method = "response: { objectKey: $ }";
  expect(told(paging("offset limit=10", "total: { type: integer }", { method }))).toBe("none");
});

test("a row that is a whole page says itself of the next one", () => {
  const more = {
    operation: `${responding(`{ properties: { Page: { properties: { ${rows}, NextToken: { type: string } } } } }`)}
parameters: [${parameter("next-token")}]`,
    method: "response: { objectKey: $.Page }",
  };
  expect(told(paging("", "", more))).toBe("token next-token <- Page.NextToken");
});

test("a write has one answer", () => {
  const resource = "sqlVerbs: { select: [], insert: [{ $ref: '#/methods/get' }] }";
  expect(told(paging("nextToken", inside("nextToken"), { resource }))).toBe("none");
});

const isExec = "sqlVerbs: { select: [] }";

test("an EXEC that may act is sent once: it follows no URL, and no number or token that it does not take", () => {
  const post = { verb: "post", resource: isExec };
  for (const [parameters, response] of [
    ["", "nextLink: { type: string }"],
    ["", "metadata: { properties: { next: { type: string } } }"],
    ["", "total_pages: { type: integer }, page: { type: integer }"],
    ["", "next_page_token: { type: string }"],
  ] as const) {
    expect(told(paging(parameters, response, post)), response).toBe("none");
  }
  expect(told(paging("nextToken", inside("nextToken"), post))).toBe("token nextToken <- nextToken");
  expect(told(paging("page", "total_pages: { type: integer }", post))).toMatch(/^page-number page/);
  expect(told(paging("", "nextLink: { type: string }", { resource: isExec }))).toBe("next-url  <- nextLink");
});

test("a token that goes into the body has a body to go into", () => {
  const method = compileMethodOf({
    verb: "post",
    operation: `${responding(`{ properties: { NextToken: { type: string }, ${rows} } }`)}
requestBody: { content: { application/x-amz-json-1.1: { schema: { properties: { NextToken: { type: string } } } } } }`,
    method: "response: { objectKey: $.rows }\nconfig: { requestBodyTranslate: { algorithm: naive } }",
  });
  expect(method.request.base).toEqual({});
  expect(told(method.pagination)).toBe("token NextToken <- NextToken");
});

import { expect, test } from "vitest";
import type { Pagination } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import {
  callOf,
  columns,
  connect,
  failureOf,
  method,
  parameter,
  read,
  serve,
  type Answer,
  type Handler,
  type MethodFacts,
} from "../test-server.ts";

/** Answers with these, in turn; the requests made are `received`. */
async function serveInTurn(...answers: readonly (JsonValue | ((origin: string) => Answer))[]) {
  const api = await serve((_request, count) => {
    const answer = answers[count - 1] ?? { data: [] };
    return typeof answer === "function" ? answer(api.origin) : { body: answer };
  });
  return { ...api, urls: () => api.received.map((request) => request.url) };
}

function page(id: string, rest: { readonly [name: string]: JsonValue } = {}): JsonValue {
  return { data: [{ id }], ...rest };
}

async function pagesOf(origin: string, facts: MethodFacts = {}, options = {}) {
  const { rows, warnings } = await read(connect(), callOf(method(origin, facts)), options);
  return { ids: rows.map(([id]) => id), warnings };
}

const confluent: Pagination = {
  algorithm: "token-in-url",
  request: { in: "query", name: "page_token" },
  response: { in: "body", path: ["metadata", "next"] },
};

test("token-in-url: only the token is taken, base URL and filters stay", async () => {
  const api = await serveInTurn(
    page("1", { metadata: { next: "https://elsewhere.test/api/things?page_token=t%2B2&page_size=3" } }),
    page("2", { metadata: { next: "/things?page_token=t3" } }),
    page("3", { metadata: { next: null } }),
  );
  const facts = {
    pagination: confluent,
    parameters: [parameter("q", "query", { default: "x" })],
    request: { path: "/things?q=a%20b" },
  };
  expect((await pagesOf(api.origin, facts)).ids).toEqual(["1", "2", "3"]);
  expect(api.urls()).toEqual(["/things?q=a%20b", "/things?q=a%20b&page_token=t%2B2", "/things?q=a%20b&page_token=t3"]);
});

test.each([[{ metadata: {} }], [{ metadata: { next: "" } }], [{ metadata: { next: null } }], [{}]])(
  "token-in-url ends at %j",
  async (rest) => {
    const api = await serveInTurn(page("1", rest));
    expect((await pagesOf(api.origin, { pagination: confluent })).ids).toEqual(["1"]);
    expect(api.received).toHaveLength(1);
  },
);

test("token-in-url: a URL without token is an error, not an endless loop", async () => {
  const api = await serveInTurn(page("1", { metadata: { next: "https://x.test/things?size=1" } }));
  expect(await failureOf(pagesOf(api.origin, { pagination: confluent }))).toMatch(
    /^upstream_bad_response: .*has no page_token/,
  );
});

test("an empty last page is a page", async () => {
  const api = await serveInTurn(page("1", { metadata: { next: "?page_token=2" } }), { data: [], metadata: {} });
  expect((await pagesOf(api.origin, { pagination: confluent })).ids).toEqual(["1"]);
  expect(api.received).toHaveLength(2);
});

test("a token seen before is pagination_loop", async () => {
  const next = { metadata: { next: "?page_token=same" } };
  const api = await serveInTurn(page("1", next), page("2", next));
  expect(await failureOf(pagesOf(api.origin, { pagination: confluent }))).toMatch(
    /^pagination_loop: acme.shop.things.list/,
  );
  expect(api.received).toHaveLength(2);
});

test("token: in the query, exact beyond 2^53, until absent", async () => {
  const pagination: Pagination = {
    algorithm: "token",
    request: { in: "query", name: "after" },
    response: { in: "body", path: ["next"] },
  };
  const api = await serveInTurn(page("1", { next: 9007199254740993n }), page("2", { next: [] }));
  expect((await pagesOf(api.origin, { pagination })).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", "/things?after=9007199254740993"]);
});

test("token: an object goes into the body as it is", async () => {
  const pagination: Pagination = {
    algorithm: "token",
    request: { in: "body", name: "Start" },
    response: { in: "body", path: ["Last"] },
  };
  const api = await serveInTurn(page("1", { Last: { id: { S: "a" } } }), page("2"));
  const facts = { pagination, request: { httpMethod: "POST", mediaType: "application/json", base: { Limit: 1 } } };
  expect((await pagesOf(api.origin, facts)).ids).toEqual(["1", "2"]);
  expect(api.received.map((request) => request.body)).toEqual(['{"Limit":1}', '{"Limit":1,"Start":{"id":{"S":"a"}}}']);
});

test("token: from a header into a header", async () => {
  const pagination: Pagination = {
    algorithm: "token",
    request: { in: "header", name: "X-From" },
    response: { in: "header", path: ["X-Next"] },
  };
  const api = await serveInTurn(() => ({ headers: { "x-next": "n2" }, body: page("1") }), page("2"));
  expect((await pagesOf(api.origin, { pagination })).ids).toEqual(["1", "2"]);
  expect(api.received.map((request) => request.headers["x-from"])).toEqual([undefined, "n2"]);
});

const nextUrl: Pagination = {
  algorithm: "next-url",
  request: { in: "url", name: "" },
  response: { in: "body", path: ["links", "next"] },
};

test("next-url: absolute or relative, on the same host", async () => {
  const api = await serveInTurn(
    (origin) => ({ body: page("1", { links: { next: `${origin}/things/more?p=2` } }) }),
    page("2", { links: { next: "/things?p=3" } }),
    page("3", { links: {} }),
  );
  expect((await pagesOf(api.origin, { pagination: nextUrl })).ids).toEqual(["1", "2", "3"]);
  expect(api.urls()).toEqual(["/things", "/things/more?p=2", "/things?p=3"]);
});

test("next-url: another host is refused", async () => {
  const api = await serveInTurn(page("1", { links: { next: "https://evil.test/things" } }));
  expect(await failureOf(pagesOf(api.origin, { pagination: nextUrl }))).toMatch(
    /^upstream_bad_response: .*another host, evil.test/,
  );
});

test("next-url: the declared host stands for the endpoint that replaces it", async () => {
  const api = await serveInTurn(page("1", { links: { next: "https://api.acme.test/things?p=2" } }), page("2"));
  const connector = connect({ endpoints: { acme: api.origin } });
  const { rows } = await read(connector, callOf(method("https://api.acme.test", { pagination: nextUrl })));
  expect(rows).toEqual([["1"], ["2"]]);
});

test("next-url: from a Link header among other relations", async () => {
  const pagination: Pagination = { ...nextUrl, response: { in: "header", path: ["Link"] } };
  const link = '</things?p=1>; rel="prev", </things?p=2,3>; title="x, y"; rel="last next"';
  const api = await serveInTurn(() => ({ headers: { link }, body: page("1") }), page("2"));
  expect((await pagesOf(api.origin, { pagination })).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", "/things?p=2,3"]);
});

test("page-number: up to the last page named", async () => {
  const pagination: Pagination = {
    algorithm: "page-number",
    request: { in: "query", name: "page" },
    response: { in: "body", path: ["page"] },
    lastPage: ["pages"],
  };
  const api = await serveInTurn(page("1", { page: 1, pages: 2 }), page("2", { page: 2, pages: 2 }));
  expect((await pagesOf(api.origin, { pagination })).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", "/things?page=2"]);
});

test("page-number: without a last page until one is empty", async () => {
  const pagination: Pagination = {
    algorithm: "page-number",
    request: { in: "query", name: "page" },
    response: { in: "body", path: ["page"] },
  };
  const api = await serveInTurn(page("1"), page("2"));
  expect((await pagesOf(api.origin, { pagination })).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", "/things?page=2", "/things?page=3"]);
});

const conventions: readonly (readonly [string, (origin: string) => Answer, string])[] = [
  [
    "Confluent's metadata.next",
    () => ({ body: page("1", { metadata: { next: "https://x.test/?page_token=2" } }) }),
    "/things?page_token=2",
  ],
  ["Google's nextPageToken", () => ({ body: page("1", { nextPageToken: "2" }) }), "/things?pageToken=2"],
  ["Azure's nextLink", (origin) => ({ body: page("1", { nextLink: `${origin}/x?s=2` }) }), "/x?s=2"],
  ["OData's nextLink", (origin) => ({ body: page("1", { "@odata.nextLink": `${origin}/x?$skip=2` }) }), "/x?$skip=2"],
  ["a Link header", (origin) => ({ headers: { link: `<${origin}/x?p=2>; rel=next` }, body: page("1") }), "/x?p=2"],
];

test.each(conventions)("without configuration %s is followed", async (_name, first, second) => {
  const api = await serveInTurn(first, page("2"));
  expect((await pagesOf(api.origin)).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", second]);
});

test("conventions hold for lists that are read, not for single objects or writes", async () => {
  const api = await serveInTurn({ id: "1", nextPageToken: "2" }, page("1", { nextPageToken: "2" }));
  expect((await pagesOf(api.origin, { response: { rowPath: [] } })).ids).toEqual(["1"]);
  expect((await pagesOf(api.origin, { verb: "insert", request: { httpMethod: "POST" } })).ids).toEqual(["1"]);
  expect(api.received).toHaveLength(2);
});

/** Endless pages. */
const endless: Handler = (_request, count) => ({ body: page(String(count), { nextPageToken: String(count + 1) }) });

test("maxPages stops with a warning where there is more, and without where there is none", async () => {
  const api = await serve(endless);
  const { ids, warnings } = await pagesOf(api.origin, {}, { maxPages: 3 });
  expect(ids).toEqual(["1", "2", "3"]);
  expect(warnings).toEqual([
    { condition: "page_limit_reached", message: "acme.shop.things.list: stopped after 3 pages, but there are more" },
  ]);
  expect(api.received).toHaveLength(3);
  const short = await serveInTurn(page("1"));
  expect((await pagesOf(short.origin, {}, { maxPages: 1 })).warnings).toEqual([]);
});

test("who stops after the first page has caused one request", async () => {
  const api = await serve(endless);
  for await (const { rows } of open(api.origin)) {
    expect(rows).toEqual([["1"]]);
    break;
  }
  expect(api.received).toHaveLength(1);
});

test("a page that is on its way when the consumer stops is aborted, and its failure goes unnoticed", async () => {
  let resolve: (url: string) => void = () => undefined;
  const aborted = new Promise<string>((settle) => (resolve = settle));
  const api = await serve((request, count) => {
    if (count < 3) return endless(request, count);
    resolve(request.url);
    return new Promise<never>(() => undefined);
  });
  const ids: unknown[] = [];
  for await (const { rows } of open(api.origin)) {
    ids.push(rows[0]?.[0]);
    if (ids.length < 2) continue;
    expect(await aborted).toBe("/things?pageToken=3");
    break;
  }
  expect(ids).toEqual(["1", "2"]);
});

test("a failing later page fails the call", async () => {
  const api = await serveInTurn(page("1", { nextPageToken: "2" }), () => ({ status: 500, body: "boom" }));
  expect(await failureOf(pagesOf(api.origin))).toMatch(/^upstream_failed: .*pageToken=2 answered 500: boom/);
});

function open(origin: string) {
  const called = callOf(method(origin, { response: { columns: columns("id") } }));
  const { signal } = new AbortController();
  return connect().call(called, { signal, onEvent: () => undefined, onWarning: () => undefined });
}

test("where the query is a form in the body, so is the token", async () => {
  const api = await serveInTurn(page("1", { marker: "m 2" }), page("2"));
  const pagination: Pagination = {
    algorithm: "token",
    request: { in: "query", name: "Marker" },
    response: { in: "body", path: ["marker"] },
  };
  const request = { httpMethod: "POST", path: "/?Action=ListThings", queryAsForm: true } as const;
  expect((await pagesOf(api.origin, { pagination, request })).ids).toEqual(["1", "2"]);
  expect(api.received.map(({ url, body }) => `${url} ${body}`)).toEqual([
    "/ Action=ListThings",
    "/ Action=ListThings&Marker=m%202",
  ]);
});

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
import { token } from "./token.ts";

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

const offset: Pagination = {
  algorithm: "offset",
  request: { in: "query", name: "offset" },
  response: { in: "body", path: [] },
};

test("page-number: up to the number of all rows, or a page that is not full", async () => {
  const pagination: Pagination = {
    algorithm: "page-number",
    request: { in: "query", name: "page" },
    response: { in: "body", path: ["info", "page"] },
    total: ["info", "total"],
    size: { path: ["info", "per_page"] },
  };
  const info = (number: number, total: number) => ({ info: { page: number, per_page: 1, total } });
  const told = await serveInTurn(page("1", info(1, 2)), page("2", info(2, 2)));
  expect((await pagesOf(told.origin, { pagination })).ids).toEqual(["1", "2"]);
  expect(told.urls()).toEqual(["/things", "/things?page=2"]);
  const filtered = await serveInTurn(page("1", { info: { page: 1, per_page: 5, total: 50 } }));
  expect((await pagesOf(filtered.origin, { pagination })).ids).toEqual(["1"]);
});

test("counting: rows that are given again are the end, with a warning; or an error where the document counts so", async () => {
  const pagination: Pagination = { ...offset, more: ["more"] };
  const guessed = await serve(() => ({ body: page("1", { more: true }) }));
  expect(await pagesOf(guessed.origin, { pagination })).toEqual({
    ids: ["1"],
    warnings: [
      {
        condition: "page_limit_reached",
        message: "acme.shop.things.list: page 2 has the rows of the one before; if there are more, they cannot be read",
      },
    ],
  });
  const parameters = [parameter("offset", "query")];
  expect(await failureOf(pagesOf(guessed.origin, { pagination, parameters }))).toMatch(
    /^pagination_loop: acme.shop.things.list: the API gives the rows of a page as those of the next one/,
  );
});

test("page-number: the first page may have the number 0", async () => {
  const pagination: Pagination = {
    algorithm: "page-number",
    request: { in: "query", name: "page[number]" },
    response: { in: "body", path: [] },
    first: 0,
    size: { name: "page[size]", default: 1 },
  };
  const api = await serveInTurn(page("1"), page("2"));
  expect((await pagesOf(api.origin, { pagination })).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", "/things?page%5Bnumber%5D=1", "/things?page%5Bnumber%5D=2"]);
});

test("offset: counts rows while there is more, as the response says", async () => {
  const api = await serveInTurn(page("1", { more: true }), page("2", { more: true }), page("3", { more: false }));
  expect((await pagesOf(api.origin, { pagination: { ...offset, more: ["more"] } })).ids).toEqual(["1", "2", "3"]);
  expect(api.urls()).toEqual(["/things", "/things?offset=1", "/things?offset=2"]);
});

test("offset: the next one may be named, on the last page too", async () => {
  const pagination: Pagination = { ...offset, response: { in: "body", path: ["next"] } };
  const api = await serveInTurn(page("1", { next: 10 }), { data: [], next: 20 });
  expect((await pagesOf(api.origin, { pagination })).ids).toEqual(["1"]);
  expect(api.urls()).toEqual(["/things", "/things?offset=10"]);
});

test("offset: up to the number of all rows; a page that is not full is the last where no number is known", async () => {
  const counted = await serveInTurn(page("1", { total: 2 }), page("2", { total: 2 }));
  expect((await pagesOf(counted.origin, { pagination: { ...offset, total: ["total"] } })).ids).toEqual(["1", "2"]);
  expect(counted.received).toHaveLength(2);
  const short = await serveInTurn(page("1"));
  const size = { name: "limit", default: 20 };
  expect((await pagesOf(short.origin, { pagination: { ...offset, size } })).ids).toEqual(["1"]);
  expect(short.received).toHaveLength(1);
});

test("counting: where the response lacks the number that was to tell of the end, a page is the last", async () => {
  const api = await serveInTurn(page("1"));
  expect((await pagesOf(api.origin, { pagination: { ...offset, total: ["total"] } })).ids).toEqual(["1"]);
  const paged: Pagination = { ...offset, algorithm: "page-number", total: ["total"], size: { name: "size" } };
  expect((await pagesOf(api.origin, { pagination: paged })).ids).toEqual([]);
  expect(api.received).toHaveLength(2);
});

const marked: Pagination = {
  algorithm: "token",
  request: { in: "query", name: "Marker" },
  response: { in: "body", path: ["NextMarker"], others: [["Marker"]] },
  more: ["IsTruncated"],
};

test("token: where the response only repeats what was asked for, or says that it is whole, it ends", async () => {
  const api = await serveInTurn(page("1", { Marker: "", NextMarker: "m2" }), page("2", { Marker: "m2" }));
  expect((await pagesOf(api.origin, { pagination: marked })).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", "/things?Marker=m2"]);
  const whole = await serveInTurn(page("1", { Marker: "m2", IsTruncated: "false" }));
  expect((await pagesOf(whole.origin, { pagination: marked })).ids).toEqual(["1"]);
});

test("token: of several parts, those of the page before do not stay", async () => {
  const pagination: Pagination = {
    ...marked,
    response: { in: "body", path: ["NextName"] },
    also: [{ name: "type", path: ["NextType"] }],
  };
  const api = await serveInTurn(page("1", { NextName: "b", NextType: "A" }), page("2", { NextName: "c" }), page("3"));
  expect((await pagesOf(api.origin, { pagination })).ids).toEqual(["1", "2", "3"]);
  expect(api.urls()).toEqual(["/things", "/things?Marker=b&type=A", "/things?Marker=c"]);
});

test("token: of a query that is sent as a form, it is a part of the form", () => {
  const first = {
    method: "POST",
    url: "https://aws.test/",
    headers: [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]] as const,
    body: { text: "Action=List&Marker=x", shown: "Action=List&Marker=x" },
    readOnly: true,
    secretNames: [],
  };
  const next = token(marked, {
    request: first,
    status: 200,
    headers: new Map(),
    body: { NextMarker: "a&b" },
    located: { items: [], isSingle: false },
    rowsSoFar: 0,
  });
  expect(next?.request.body).toEqual({ text: "Action=List&Marker=a%26b", shown: "Action=List&Marker=a%26b" });
});

test("token: one that a template leaves out is read from the body as it came", async () => {
  const transform = { type: "golang_template_json_v0.3.0", body: '{"data": {{ toJson .Items }}}' };
  const api = await serveInTurn({ Items: [{ id: "1" }], NextMarker: "2" }, { Items: [{ id: "2" }] });
  const response = { mediaType: "application/json", transform };
  expect((await pagesOf(api.origin, { pagination: marked, response })).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", "/things?Marker=2"]);
});

test("token: of XML that the schema drives, inside of AWS's result", async () => {
  const transform = { type: "schema_driven_xml_v0.1.0", body: "", protocol: "query" };
  const answer = (id: string, token: string): Answer => ({
    headers: { "content-type": "text/xml" },
    body: `<R><ListResult><Things><member><id>${id}</id></member></Things>${token}</ListResult></R>`,
  });
  const api = await serveInTurn(
    () => answer("1", "<Marker>2</Marker>"),
    () => answer("2", ""),
  );
  const response = { transform };
  expect((await pagesOf(api.origin, { pagination: marked, response })).ids).toEqual(["1", "2"]);
  expect(api.urls()).toEqual(["/things", "/things?Marker=2"]);
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

// verifies: right.sent-once
test("a call that may act is sent once, and a next page that its answer names is told of", async () => {
  const api = await serveInTurn(page("1", { metadata: { next: "/things?page_token=2" } }), page("2"));
  const facts: MethodFacts = { verb: "exec", request: { httpMethod: "POST", path: "/things:pause" } };
  const message = "the answer names a next page, which is not read: a call that may change something is sent once";
  expect(await pagesOf(api.origin, facts)).toEqual({
    ids: ["1"],
    warnings: [{ condition: "page_limit_reached", message: `acme.shop.things.list: ${message}` }],
  });
  expect(api.urls()).toEqual(["/things:pause"]);
});

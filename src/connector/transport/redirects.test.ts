import { expect, test } from "vitest";
import { callOf, connect, failureOf, method, parameter, read, serve, type MethodFacts } from "../test-server.ts";

const found = { body: { data: [{ id: "1" }] } };
const auth = { acme: { type: "bearer", api_key: "redirect-secret" } };

const create: MethodFacts = {
  verb: "insert",
  parameters: [parameter("password", "body"), parameter("name", "body"), parameter("X-Api-Key", "header")],
  request: { httpMethod: "POST", mediaType: "application/json" },
};

test.each([301, 307, 308])("%i keeps method, body, and on the same host credentials", async (status) => {
  const api = await serve((_request, count) => (count === 1 ? { status, headers: { location: "/moved?x=1" } } : found));
  const { rows } = await read(connect({ auth }), callOf(method(api.origin, create), { name: "n" }));
  expect(rows).toEqual([["1"]]);
  expect(api.received.map(({ method, url, body, headers }) => [method, url, body, headers.authorization])).toEqual([
    ["POST", "/things", '{"name":"n"}', "Bearer redirect-secret"],
    ["POST", "/moved?x=1", '{"name":"n"}', "Bearer redirect-secret"],
  ]);
});

test("another host gets neither credentials nor secret headers", async () => {
  const other = await serve(() => found);
  const api = await serve(() => ({ status: 307, headers: { location: `${other.origin}/things` } }));
  const { rows } = await read(
    connect({ auth }),
    callOf(method(api.origin, create), { name: "n", "X-Api-Key": "key-secret" }),
  );
  expect(rows).toEqual([["1"]]);
  expect(other.received.map(({ headers }) => [headers.authorization, headers["x-api-key"]])).toEqual([
    [undefined, undefined],
  ]);
  expect(api.received[0]?.headers["x-api-key"]).toBe("key-secret");
});

test("another host gets no body that holds secrets", async () => {
  const other = await serve(() => found);
  const api = await serve(() => ({ status: 307, headers: { location: `${other.origin}/things` } }));
  const outcome = await failureOf(
    read(connect({ auth }), callOf(method(api.origin, create), { password: "body-secret" })),
  );
  expect(outcome).toMatch(/^upstream_bad_response: .* redirects a body that holds secrets to 127.0.0.1/);
  expect(other.received).toEqual([]);
});

test("302 and 303 are followed for reads only", async () => {
  const api = await serve((request) =>
    request.url === "/there" ? found : { status: 302, headers: { location: "/there" } },
  );
  expect((await read(connect(), callOf(method(api.origin)))).rows).toEqual([["1"]]);
  expect(await failureOf(read(connect(), callOf(method(api.origin, create), { name: "n" })))).toMatch(
    /^upstream_bad_response: [\s\S]*points to \/there, which is not followed/,
  );
});

test("five redirects are followed, not six", async () => {
  const api = await serve((_request, count) =>
    count === 6 ? found : { status: 301, headers: { location: `/${count}` } },
  );
  expect((await read(connect(), callOf(method(api.origin)))).rows).toEqual([["1"]]);
  const loop = await serve(() => ({ status: 301, headers: { location: "/things" } }));
  expect(await failureOf(read(connect(), callOf(method(loop.origin))))).toMatch(/redirects more than 5 times/);
  expect(loop.received).toHaveLength(6);
});

import { expect, test } from "vitest";
import type { AuthConfig } from "../../catalog/model.ts";
import { callOf, connect, failureOf, method, read, serve, type Answer, type Received } from "../test-server.ts";
import { TokenCache } from "./token-cache.ts";

const found: Answer = { body: { data: [{ id: "1" }] } };
const client = { client_id: "id", client_secret: "oauth/secret" } as const;
const auth: AuthConfig = { type: "oauth2", token_url: "/oauth2/token", scopes: ["a", "b"], ...client };

interface Api {
  readonly origin: string;
  readonly tokenRequests: () => readonly Received[];
  readonly tokensUsed: () => readonly (string | undefined)[];
}

type Issue = (request: Received, count: number) => Answer | Promise<Answer>;

/** An API with a token endpoint that issues token-1, token-2, …; `accept` says whether a token is good. */
async function startApi(issue: Issue = issueToken, accept: (token: string) => boolean = () => true): Promise<Api> {
  let tokens = 0;
  const api = await serve((request) => {
    if (request.url.endsWith("/token")) return issue(request, ++tokens);
    return accept(request.headers.authorization ?? "") ? found : { status: 401 };
  });
  return {
    origin: api.origin,
    tokenRequests: () => api.received.filter(({ url }) => url.endsWith("/token")),
    tokensUsed: () =>
      api.received.filter(({ url }) => !url.endsWith("/token")).map(({ headers }) => headers.authorization),
  };
}

function issueToken(_request: Received, count: number, lifetime = 3600): Answer {
  return { body: { access_token: `token-${count}`, token_type: "Bearer", expires_in: lifetime } };
}

function called(origin: string, config: Partial<AuthConfig> = {}) {
  return callOf(method(origin), {}, { auth: { ...auth, ...config } });
}

test("a token is fetched from a URL relative to the server and used until it expires", async () => {
  const api = await startApi();
  const connector = connect();
  await read(connector, called(api.origin));
  await read(connector, called(api.origin));
  expect(api.tokensUsed()).toEqual(["Bearer token-1", "Bearer token-1"]);
  expect(api.tokenRequests().map(({ method, url, body }) => [method, url, body])).toEqual([
    ["POST", "/oauth2/token", "grant_type=client_credentials&scope=a+b"],
  ]);
});

// verifies: auth.tokens
test("requests that start together share one token request", async () => {
  const api = await startApi(async (request, count) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return issueToken(request, count);
  });
  const connector = connect();
  await Promise.all(Array.from({ length: 10 }, () => read(connector, called(api.origin))));
  expect(api.tokenRequests()).toHaveLength(1);
  expect(api.tokensUsed()).toEqual(Array.from({ length: 10 }, () => "Bearer token-1"));
});

test("a cached token that is refused is renewed once", async () => {
  let revoked = false;
  const api = await startApi(issueToken, (token) => !(revoked && token === "Bearer token-1"));
  const connector = connect();
  await read(connector, called(api.origin));
  revoked = true;
  expect((await read(connector, called(api.origin))).rows).toEqual([["1"]]);
  expect(api.tokensUsed()).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
});

test("a fresh token that is refused is not asked for again", async () => {
  const api = await startApi(issueToken, () => false);
  const connector = connect();
  expect(await failureOf(read(connector, called(api.origin)))).toMatch(/^upstream_unauthenticated/);
  expect(api.tokenRequests()).toHaveLength(1);
  expect(await failureOf(read(connector, called(api.origin)))).toMatch(/^upstream_unauthenticated/);
  expect(api.tokensUsed()).toHaveLength(3);
});

const basic = `Basic ${Buffer.from("id:oauth%2Fsecret").toString("base64")}`;
const inForm = "grant_type=client_credentials&scope=a+b&client_id=id&client_secret=oauth%2Fsecret";

test.each([
  [1, [[undefined, inForm]]],
  [2, [[basic, "grant_type=client_credentials&scope=a+b"]]],
  [
    0,
    [
      [basic, "grant_type=client_credentials&scope=a+b"],
      [undefined, inForm],
    ],
  ],
])("auth_style %i", async (auth_style, expected) => {
  const picky: Issue = (request, count) =>
    auth_style === 0 && count === 1 ? { status: 401 } : issueToken(request, count);
  const api = await startApi(picky);
  await read(connect(), called(api.origin, { auth_style }));
  expect(api.tokenRequests().map(({ headers, body }) => [headers.authorization, body])).toEqual(expected);
});

test("variables, extra values and an absolute URL with a placeholder", async () => {
  const api = await startApi();
  const config = {
    client_id_env_var: "ID",
    client_secret_env_var: "SECRET",
    token_url: `${api.origin}/{{ .__env__TENANT }}/token`,
    values: { audience: "x" },
    auth_style: 1,
  };
  const variables = { ID: "env-id", SECRET: "env-secret", TENANT: "t 1" };
  await read(connect({}, variables), called(api.origin, config));
  expect(api.tokenRequests().map(({ url, body }) => [url, body])).toEqual([
    ["/t%201/token", "grant_type=client_credentials&scope=a+b&audience=x&client_id=env-id&client_secret=env-secret"],
  ]);
});

test("a relative token URL follows the endpoint that replaces the server", async () => {
  const api = await startApi();
  const connector = connect({ endpoints: { acme: api.origin } });
  await read(connector, called("https://api.acme.test/v1"));
  expect(api.tokenRequests()).toHaveLength(1);
});

test("a refused client is upstream_unauthenticated and says where its secret came from", async () => {
  const api = await startApi(() => ({
    status: 400,
    body: { error: "invalid_client", error_description: "unknown client" },
  }));
  const config = { auth_style: 1, client_secret_env_var: "ACME_CLIENT_SECRET" };
  expect(await failureOf(read(connect({}, { ACME_CLIENT_SECRET: "x" }), called(api.origin, config)))).toBe(
    `upstream_unauthenticated: no access token for acme.shop: ${api.origin}/oauth2/token answered 400: invalid_client, unknown client\n` +
      "Client id and secret came from the variables ACME_CLIENT_SECRET; scopes: a b.",
  );
});

test.each([
  [{ client_secret: undefined, client_secret_env_var: "S" }, /^missing_credentials: .*\nSet S in the environment/],
  [{ token_url: undefined }, /^configuration_error: .*no valid token_url/],
  [{ token_url: "https://x.test/{{ .__env__TENANT }}" }, /^missing_credentials: .*\nSet TENANT in/],
  [{ grant_type: "password" }, /^configuration_error: .*grant type password\nSupported are client_credentials and/],
])("%j is refused before anything is sent", async (config, expected) => {
  const api = await startApi();
  expect(await failureOf(read(connect(), called(api.origin, config as Partial<AuthConfig>)))).toMatch(expected);
  expect(api.tokenRequests()).toEqual([]);
});

test("an answer without access_token is upstream_bad_response", async () => {
  const api = await startApi(() => ({ body: "<html>login</html>" }));
  expect(await failureOf(read(connect(), called(api.origin)))).toMatch(
    /^upstream_bad_response: the token endpoint .* without access_token/,
  );
});

test("who waits for a token can leave, and the others still get it", async () => {
  let issue: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => (issue = resolve));
  const api = await startApi(async (request, count) => {
    await waiting;
    return issueToken(request, count);
  });
  const connector = connect();
  const canceling = new AbortController();
  const leaver = failureOf(read(connector, called(api.origin), { signal: canceling.signal }));
  const stayer = read(connector, called(api.origin));
  await expect.poll(() => api.tokenRequests().length).toBe(1);
  canceling.abort();
  expect(await leaver).toMatch(/^query_canceled/);
  issue();
  expect((await stayer).rows).toEqual([["1"]]);
  expect(api.tokenRequests()).toHaveLength(1);
});

test("a token lives until a minute before its end, a short one for half its life", async () => {
  let now = 0;
  const cache = new TokenCache(() => now);
  let fetched = 0;
  const { signal } = new AbortController();
  const get = async (lifetime: number) =>
    (await cache.get("k", () => Promise.resolve({ text: String(++fetched), lifetime }), signal)).text;
  expect(await get(300_000)).toBe("1");
  now = 239_999;
  expect(await get(80_000)).toBe("1");
  now = 240_000;
  expect(await get(80_000)).toBe("2");
  now = 279_999;
  expect(await get(80_000)).toBe("2");
  now = 280_000;
  expect(await get(80_000)).toBe("3");
});

test("a failed token request is not remembered", async () => {
  const cache = new TokenCache();
  const { signal } = new AbortController();
  expect(await failureOf(cache.get("k", () => Promise.reject(new Error("no")), signal))).toContain("no");
  expect(await cache.get("k", () => Promise.resolve({ text: "t" }), signal)).toEqual({ text: "t", cached: false });
});

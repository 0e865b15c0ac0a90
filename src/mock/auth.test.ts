import { expect, test } from "vitest";
import { basic, mockClient, partnerToken } from "./harness.ts";
import { demoCredentials } from "./server.ts";

const { partnerClientId, partnerClientSecret } = demoCredentials;
const users = "/iam/v2/users";
const organizations = "/partner/v2/organizations";

test.each([
  ["no credentials", null],
  ["a wrong secret", basic("MOCKKEY", "WRONG")],
  ["an unknown key", basic("NOBODY", "MOCKSECRET")],
  ["a malformed header", "Basic %%%"],
  ["an unknown token", "Bearer nothing"],
])("%s is answered 401 with a challenge", async (_what, authorization) => {
  const client = await mockClient();
  const reply = await client.get(users, { authorization });
  expect(reply.status).toBe(401);
  expect(reply.headers.get("www-authenticate")).toMatch(/^(Basic|Bearer) realm=/);
  expect(reply.body.errors[0]).toMatchObject({ status: "401", code: "user_unauthenticated", title: "Unauthorized" });
});

test("no credentials are asked for where the mock is told so", async () => {
  const client = await mockClient({ requireCredentials: false });
  expect((await client.get(users, { authorization: null })).status).toBe(200);
  expect((await client.get(organizations, { authorization: null })).status).toBe(200);
});

test("role bindings without credentials are refused in the shape of the control plane", async () => {
  const client = await mockClient();
  const reply = await client.get("/iam/v2/role-bindings/rb-1", { authorization: null });
  expect(reply.body.errors[0].status).toBe("401");
});

test("a token is issued to a client that names itself in the form or by Basic credentials", async () => {
  const client = await mockClient();
  const grant = { grant_type: "client_credentials" };
  const inForm = new URLSearchParams({ ...grant, client_id: partnerClientId, client_secret: partnerClientSecret });
  const first = await client.post("/oauth2/token", inForm, { authorization: null });
  expect(first.headers.get("cache-control")).toBe("no-store");
  expect(first.body).toEqual({
    access_token: expect.stringMatching(/^mock-token-[0-9a-f]{40}$/),
    token_type: "Bearer",
    expires_in: 3600,
    scope: "partner:create partner:describe partner:alter partner:delete",
  });
  const authorization = basic(partnerClientId, partnerClientSecret);
  const second = await client.post("/oauth2/token", new URLSearchParams({ ...grant, scope: "partner:describe" }), {
    authorization,
  });
  expect(second.body.scope).toBe("partner:describe");
  expect(JSON.stringify(client.server.requests)).not.toContain(partnerClientSecret);
});

test.each([
  [{ grant_type: "password" }, 400, "unsupported_grant_type"],
  [{ grant_type: "client_credentials", scope: "partner:everything" }, 400, "invalid_scope"],
  [{ grant_type: "client_credentials", client_secret: "wrong" }, 401, "invalid_client"],
])("the token end point refuses %j", async (form, status, error) => {
  const client = await mockClient();
  const body = new URLSearchParams({ client_id: partnerClientId, client_secret: partnerClientSecret, ...form });
  expect(await client.post("/oauth2/token", body, { authorization: null })).toMatchObject({ status, body: { error } });
});

test("the partner API takes partner tokens only, the control plane none of them", async () => {
  const client = await mockClient();
  const authorization = await partnerToken(client);
  expect((await client.get(organizations, { authorization })).status).toBe(200);
  expect((await client.get(organizations)).status).toBe(401);
  expect((await client.get(users, { authorization })).status).toBe(403);
});

test("a token opens only what its scopes say", async () => {
  const client = await mockClient();
  const authorization = await partnerToken(client, "partner:describe");
  expect((await client.get(organizations, { authorization })).status).toBe(200);
  const refused = await client.post("/partner/v2/entitlements", {}, { authorization });
  expect(refused.status).toBe(403);
  expect(refused.body.errors[0].detail).toContain("partner:create");
});

test("a token ends after its lifetime", async () => {
  const client = await mockClient({ tokenLifetimeSeconds: 60 });
  const authorization = await partnerToken(client);
  client.server.advance(60_000);
  expect((await client.get(organizations, { authorization })).status).toBe(401);
});

test("an external token is exchanged for one that opens the control plane", async () => {
  const client = await mockClient({ scale: 1 });
  const provider = await client.firstId("/iam/v2/identity-providers");
  const pool = await client.firstId(`/iam/v2/identity-providers/${provider}/identity-pools`);
  const form = (identity_pool_id: string) =>
    new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: "a.b.c",
      identity_pool_id,
      expires_in: "900",
    });
  const exchange = async (id: string) => client.post("/sts/v1/oauth2/token", form(id), { authorization: null });
  const { body } = await exchange(pool);
  expect(body.expires_in).toBe(900);
  expect((await client.get(users, { authorization: `Bearer ${body.access_token}` })).status).toBe(200);
  expect((await client.get(organizations, { authorization: `Bearer ${body.access_token}` })).status).toBe(403);
  expect((await exchange("pool-none00")).body.error).toBe("invalid_request");
});

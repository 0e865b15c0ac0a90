import { expect, test } from "vitest";
import { mockClient, partnerToken, type Body } from "./harness.ts";

const entitlement = {
  external_id: "sub-1",
  name: "Subscription 1",
  plan_id: "a-plan-of-tomorrow",
  product_id: "confluent-cloud-for-apache-kafka",
};
const organization = { name: "Example Bakery", sso_config: { kind: "AzureSSOConfig", tenant_id: "t-1" } };
const user = { given_name: "Support", family_name: "Lead", email: "support.lead@example.com" };
const jwt = (claims: object) =>
  ["{}", JSON.stringify(claims), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");

async function partner() {
  const client = await mockClient({ scale: 0 });
  const authorization = await partnerToken(client);
  return {
    client,
    get: (path: string) => client.get(`/partner/v2/${path}`, { authorization }),
    post: (path: string, body: unknown) => client.post(`/partner/v2/${path}`, body, { authorization }),
  };
}

test("a signup makes an organization with its entitlement", async () => {
  const { get, post } = await partner();
  const made = await post("signup", { organization, entitlement, user });
  expect(made.status).toBe(201);
  const id = made.body.organization_id;
  expect(made.body).toEqual({
    organization_id: id,
    sso_url: expect.stringMatching(/^https:/),
    display_message: "The organization is ready.",
  });
  expect((await get(`organizations/${id}`)).body).toMatchObject({ id, ...organization, kind: "Organization" });
  const [bound] = (await get(`entitlements?organization.id=${id}`)).body.data;
  expect(bound).toMatchObject({ ...entitlement, organization: { id } });
  expect((await get(`entitlements/${bound.id}?organization.id=${id}`)).body).toEqual(bound);
  expect((await get(`entitlements/${bound.id}?organization.id=other`)).status).toBe(404);
});

test("a signup may name an entitlement that exists by reference, once", async () => {
  const { get, post, client } = await partner();
  const made = await post("entitlements", entitlement);
  expect(made.status).toBe(201);
  expect(made.headers.get("location")).toBe(`${client.server.url}/partner/v2/entitlements/${made.body.id}`);
  const reference = { id: made.body.id, related: made.body.metadata.self };
  const { body } = await post("signup", { organization, entitlement: reference, user });
  expect((await get(`entitlements/${made.body.id}`)).body.organization.id).toBe(body.organization_id);
  expect((await post("signup", { organization, entitlement: reference, user })).status).toBe(409);
});

test("a dry run checks everything and changes nothing", async () => {
  const { get, post } = await partner();
  expect(await post("signup?dry_run=true", { organization, entitlement, user })).toMatchObject({
    status: 204,
    text: "",
  });
  expect((await get("organizations")).body.data).toEqual([]);
  expect((await post("signup?dry_run=true", { organization, entitlement: {}, user })).status).toBe(400);
  await post("entitlements", entitlement);
  expect((await post("signup?dry_run=true", { organization, entitlement, user })).status).toBe(409);
  expect((await post("signup?dry_run=maybe", { organization, entitlement, user })).status).toBe(400);
});

test("a signup without a user waits until it is activated, once", async () => {
  const { post } = await partner();
  const { body } = await post("signup", { organization, entitlement });
  expect(body.display_message).toBe("The signup waits for its first user.");
  const activate = () => post("signup/activate", { organization_id: body.organization_id, user });
  expect(await activate()).toMatchObject({ status: 201, body: { display_message: "The organization is ready." } });
  expect((await activate()).status).toBe(409);
  expect((await post("signup/activate", { organization_id: "none", user })).status).toBe(404);
});

test("a link joins the organization that the token names, and its token is not kept", async () => {
  const { client, get, post } = await partner();
  const token = jwt({ organization_id: "9f0c1f9e-aaaa-4bbb-8ccc-000000000001" });
  const given = { token, organization: { sso_config: organization.sso_config }, entitlement };
  expect((await post("signup/link?dry_run=true", given)).status).toBe(204);
  const made = await post("signup/link", given);
  expect(made).toMatchObject({ status: 201, body: { organization_id: "9f0c1f9e-aaaa-4bbb-8ccc-000000000001" } });
  expect((await get("organizations")).body.data).toHaveLength(1);
  expect((await post("signup/link", given)).status).toBe(409);
  expect(JSON.stringify(client.server.requests)).not.toContain(token);
});

test("an external id is sold once", async () => {
  const { client, post } = await partner();
  const first = await post("entitlements", entitlement);
  const second = await post("entitlements", entitlement);
  expect(second.body.errors[0].code).toBe("resource_already_exists");
  expect(second.headers.get("location")).toBe(`${client.server.url}/partner/v2/entitlements/${first.body.id}`);
});

test.each<[string, string, Body, string]>([
  [
    "a name that breaks the pattern",
    "signup",
    { organization: { ...organization, name: "<b>" }, entitlement },
    "/organization/name",
  ],
  ["no sso_config", "signup", { organization: { name: "A" }, entitlement }, "/organization/sso_config"],
  [
    "an unknown sso kind",
    "signup",
    { organization: { name: "A", sso_config: { kind: "Other" } }, entitlement },
    "/organization/sso_config/kind",
  ],
  [
    "an extra property",
    "signup",
    { organization: { ...organization, colour: "red" }, entitlement },
    "/organization/colour",
  ],
  [
    "a read-only sso_url",
    "signup",
    { organization: { ...organization, sso_url: "https://a.example" }, entitlement },
    "/organization/sso_url",
  ],
  ["half an entitlement", "signup", { organization, entitlement: { name: "x" } }, "/entitlement"],
  ["an unknown entitlement", "signup", { organization, entitlement: { id: "ent-none00" } }, "/entitlement/id"],
  ["half a user", "signup", { organization, entitlement, user: { email: "a@example.com" } }, "/user/given_name"],
  ["no token", "signup/link", { organization, entitlement }, "/token"],
  ["a token that is none", "signup/link", { organization, entitlement, token: "abc" }, "/token"],
  [
    "an expired token",
    "signup/link",
    { organization, entitlement, token: jwt({ organization_id: "o", exp: 1 }) },
    "/token",
  ],
  ["a token for nobody", "signup/link", { organization, entitlement, token: jwt({}) }, "/token"],
  ["an unknown organization", "entitlements", { ...entitlement, organization: { id: "none" } }, "/organization/id"],
])("%s is refused with its place", async (_what, path, body, pointer) => {
  const { post } = await partner();
  const reply = await post(path, body);
  expect([reply.status, reply.body.errors[0].source]).toEqual([400, { pointer }]);
});

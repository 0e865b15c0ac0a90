import { expect, test } from "vitest";
import { basic, mockClient, type Client } from "./harness.ts";

const clusterSpec = (environment: string, config: unknown = { kind: "Basic" }) => ({
  spec: {
    display_name: "orders",
    availability: "LOW",
    cloud: "AWS",
    region: "us-east-1",
    config,
    environment: { id: environment },
  },
});

async function newCluster(client: Client, config?: unknown) {
  const environment = await client.firstId("/org/v2/environments");
  const { body } = await client.post("/cmk/v2/clusters", clusterSpec(environment, config));
  return { environment, id: body.id as string, path: `/cmk/v2/clusters/${body.id}?environment=${environment}` };
}

test("a new environment is answered with everything the server generates and can be read back", async () => {
  const client = await mockClient({ scale: 0 });
  const made = await client.post("/org/v2/environments", { display_name: "billing-prod" });
  expect(made.status).toBe(201);
  const { id, metadata } = made.body;
  expect(id).toMatch(/^env-[0-9a-z]{6}$/);
  expect(made.body).toEqual({
    api_version: "org/v2",
    kind: "Environment",
    id,
    metadata: {
      self: `https://api.confluent.cloud/org/v2/environments/${id}`,
      resource_name: `crn://confluent.cloud/organization=${client.server.organizationId}/environment=${id}`,
      created_at: metadata.created_at,
      updated_at: metadata.created_at,
    },
    display_name: "billing-prod",
    stream_governance_config: { package: "ESSENTIALS" },
  });
  expect(made.headers.get("location")).toBe(`${client.server.url}/org/v2/environments/${id}`);
  expect((await client.get(`/org/v2/environments/${id}`)).body).toEqual(made.body);
});

test("a change merges into the object and moves updated_at", async () => {
  const client = await mockClient();
  const id = await client.firstId("/iam/v2/service-accounts");
  const before = (await client.get(`/iam/v2/service-accounts/${id}`)).body;
  client.server.advance(60_000);
  const changed = await client.patch(`/iam/v2/service-accounts/${id}`, { description: "reads orders" });
  expect(changed.status).toBe(200);
  expect(changed.body).toEqual({
    ...before,
    description: "reads orders",
    metadata: { ...before.metadata, updated_at: changed.body.metadata.updated_at },
  });
  expect(changed.body.metadata.updated_at > before.metadata.updated_at).toBe(true);
});

test("a deleted object answers 204 once and 404 from then on", async () => {
  const client = await mockClient();
  const id = await client.firstId("/iam/v2/service-accounts");
  expect((await client.delete(`/iam/v2/service-accounts/${id}`)).status).toBe(204);
  expect((await client.get(`/iam/v2/service-accounts/${id}`)).status).toBe(404);
  expect((await client.delete(`/iam/v2/service-accounts/${id}`)).status).toBe(404);
});

test("deleted clusters, API keys and role bindings answer 403, unknown ones 404", async () => {
  const client = await mockClient();
  const cluster = await newCluster(client);
  const scope = encodeURIComponent(`crn://confluent.cloud/organization=${client.server.organizationId}`);
  const binding = `/iam/v2/role-bindings/${await client.firstId(`/iam/v2/role-bindings?crn_pattern=${scope}`)}`;
  const key = `/iam/v2/api-keys/${await client.firstId("/iam/v2/api-keys")}`;
  expect((await client.delete(cluster.path)).status).toBe(204);
  expect((await client.delete(key)).status).toBe(204);
  expect(await client.delete(binding)).toMatchObject({ status: 200, body: { kind: "RoleBinding" } });
  for (const path of [cluster.path, key, binding]) expect((await client.get(path)).status).toBe(403);
  expect((await client.get(binding)).body).toEqual({
    error_code: 40301,
    message: expect.stringContaining("does not exist"),
  });
  expect((await client.get("/iam/v2/api-keys/NOSUCHKEY")).status).toBe(404);
  expect((await client.get(`/cmk/v2/clusters/lkc-none00?environment=${cluster.environment}`)).status).toBe(404);
  expect((await client.get("/iam/v2/role-bindings/rb-none00")).body.error_code).toBe(40401);
});

test("the secret of an API key is in the answer that creates it and nowhere else", async () => {
  const client = await mockClient();
  const owner = await client.firstId("/iam/v2/service-accounts");
  const made = await client.post("/iam/v2/api-keys", { spec: { display_name: "ci", owner: { id: owner } } });
  expect(made.status).toBe(202);
  expect(made.body.id).toMatch(/^[A-Z2-7]{16}$/);
  expect(made.body.spec.secret).toHaveLength(64);
  expect(made.body.spec.owner).toEqual({
    id: owner,
    related: `https://api.confluent.cloud/iam/v2/service-accounts/${owner}`,
    resource_name: `crn://confluent.cloud/organization=${client.server.organizationId}/service-account=${owner}`,
    api_version: "iam/v2",
    kind: "ServiceAccount",
  });
  const read = await client.get(`/iam/v2/api-keys/${made.body.id}`);
  expect(read.body.spec).toEqual({ display_name: "ci", owner: made.body.spec.owner });
  const changed = await client.patch(`/iam/v2/api-keys/${made.body.id}`, { spec: { description: "builds" } });
  expect(changed.body.spec).toEqual({ display_name: "ci", description: "builds", owner: made.body.spec.owner });
  expect(JSON.stringify(client.server.requests)).not.toContain(made.body.spec.secret);
});

test("a second object of the same name is refused with the place of the first", async () => {
  const client = await mockClient({ scale: 0 });
  for (const path of ["/org/v2/environments", "/iam/v2/service-accounts"]) {
    const first = await client.post(path, { display_name: "twin" });
    const second = await client.post(path, { display_name: "twin" });
    expect(second.status).toBe(409);
    expect(second.body.errors[0]).toMatchObject({ status: "409", code: "resource_already_exists", title: "Conflict" });
    expect(second.headers.get("location")).toBe(`${client.server.url}${path}/${first.body.id}`);
    const third = await client.post(path, { display_name: "other" });
    expect((await client.patch(`${path}/${third.body.id}`, { display_name: "twin" })).status).toBe(409);
    expect((await client.patch(`${path}/${first.body.id}`, { display_name: "twin" })).status).toBe(200);
  }
});

test.each([
  ["a missing property", "/org/v2/environments", {}, "/display_name"],
  ["a wrong type", "/org/v2/environments", { display_name: 7 }, "/display_name"],
  ["a read-only id", "/org/v2/environments", { display_name: "a", id: "env-1" }, "/id"],
  ["a read-only state", "/iam/v2/identity-providers", { state: "ENABLED" }, "/state"],
  [
    "read-only metadata",
    "/org/v2/environments",
    { display_name: "a", metadata: { self: "http://x.example" } },
    "/metadata",
  ],
  ["an email that is none", "/iam/v2/invitations", { email: "nobody" }, "/email"],
  [
    "too many items",
    "/iam/v2/ip-groups",
    { group_name: "g", cidr_blocks: Array(26).fill("10.0.0.0/8") },
    "/cidr_blocks",
  ],
  ["a missing nested property", "/iam/v2/api-keys", { spec: {} }, "/spec/owner"],
  ["a missing reference id", "/iam/v2/api-keys", { spec: { owner: {} } }, "/spec/owner/id"],
  ["an unknown owner", "/iam/v2/api-keys", { spec: { owner: { id: "sa-none00" } } }, "/spec/owner/id"],
  ["a list as body", "/org/v2/environments", [], ""],
])("%s in a body is refused with its place", async (_what, path, body, pointer) => {
  const client = await mockClient({ scale: 0 });
  const reply = await client.post(path, body);
  expect(reply.status).toBe(400);
  expect(reply.body.errors[0]).toMatchObject({ status: "400", source: { pointer } });
});

test("role bindings refuse a bad principal in their own error shape", async () => {
  const client = await mockClient({ scale: 0 });
  const body = { principal: "Robot:1", role_name: "Operator", crn_pattern: "crn://confluent.cloud/organization=o" };
  const reply = await client.post("/iam/v2/role-bindings", body);
  expect(reply).toMatchObject({
    status: 400,
    body: { error_code: 40001, message: expect.stringContaining("/principal") },
  });
  expect((await client.post("/iam/v2/role-bindings", { ...body, principal: "User:sa-1" })).status).toBe(201);
  expect((await client.post("/iam/v2/role-bindings", { ...body, principal: "User:sa-1" })).body.error_code).toBe(40901);
});

test("the cluster config is checked by the branch that its kind names", async () => {
  const client = await mockClient();
  const environment = await client.firstId("/org/v2/environments");
  const errorFor = async (config: unknown) => {
    const reply = await client.post("/cmk/v2/clusters", clusterSpec(environment, config));
    return { status: reply.status, pointer: reply.body.errors?.[0].source.pointer };
  };
  expect(await errorFor({ kind: "Dedicated" })).toEqual({ status: 400, pointer: "/spec/config/cku" });
  expect(await errorFor({ kind: "Huge" })).toEqual({ status: 400, pointer: "/spec/config/kind" });
  expect(await errorFor({})).toEqual({ status: 400, pointer: "/spec/config/kind" });
  expect(await errorFor({ kind: "Freight", zones: ["a"] })).toEqual({ status: 400, pointer: "/spec/config/zones" });
  expect(await errorFor({ kind: "Dedicated", cku: 2, zones: ["a"] })).toEqual({ status: 202, pointer: undefined });
});

test("extensible enums take new values, unknown properties are ignored, an unknown environment is refused", async () => {
  const client = await mockClient();
  const environment = await client.firstId("/org/v2/environments");
  const given = clusterSpec(environment);
  const body = { ...given, colour: "red", spec: { ...given.spec, cloud: "NEWCLOUD", mood: "good" } };
  const made = await client.post("/cmk/v2/clusters", body);
  expect(made.status).toBe(202);
  expect(made.body).not.toHaveProperty("colour");
  expect(made.body.spec).not.toHaveProperty("mood");
  expect(made.body.spec.cloud).toBe("NEWCLOUD");
  const lost = await client.post("/cmk/v2/clusters", clusterSpec("env-none00"));
  expect(lost.body.errors[0].source).toEqual({ pointer: "/spec/environment/id" });
});

test("an immutable property may be repeated but not changed", async () => {
  const client = await mockClient();
  const { path, environment } = await newCluster(client);
  const patch = (spec: unknown) =>
    client.patch(path.split("?")[0] ?? "", { spec: { ...(spec as object), environment: { id: environment } } });
  const refused = await patch({ cloud: "GCP" });
  expect(refused.status).toBe(422);
  expect(refused.body.errors[0]).toMatchObject({ code: "immutable_field", source: { pointer: "/spec/cloud" } });
  expect((await patch({ cloud: "AWS", display_name: "orders-2" })).body.spec).toMatchObject({
    display_name: "orders-2",
  });
});

test("a change of a cluster needs its environment in the body, and the right one", async () => {
  const client = await mockClient();
  const { path } = await newCluster(client);
  const plain = path.split("?")[0] ?? "";
  const missing = await client.patch(plain, { spec: { display_name: "x" } });
  expect(missing.body.errors[0].source).toEqual({ pointer: "/spec/environment" });
  const wrong = await client.patch(plain, { spec: { display_name: "x", environment: { id: "env-none00" } } });
  expect(wrong.status).toBe(404);
  expect((await client.get(`${plain}?environment=env-none00`)).status).toBe(404);
  expect((await client.get(plain)).body.errors[0].source).toEqual({ parameter: "environment" });
});

test("a protected cluster is deleted only after its protection is lifted", async () => {
  const client = await mockClient();
  const { path, environment } = await newCluster(client);
  const plain = path.split("?")[0] ?? "";
  const protect = (deletion_protection: boolean) =>
    client.patch(plain, { spec: { deletion_protection, environment: { id: environment } } });
  await protect(true);
  expect((await client.delete(path)).body.errors[0].code).toBe("deletion_protected");
  await protect(false);
  expect((await client.delete(path)).status).toBe(204);
});

test("a cluster is PROVISIONING for as many reads as asked, then has endpoints", async () => {
  const client = await mockClient({ provisioning: { reads: 2 } });
  const { path, id } = await newCluster(client, { kind: "Dedicated", cku: 2 });
  const statuses = [];
  for (let read = 0; read < 3; read++) statuses.push((await client.get(path)).body.status);
  expect(statuses).toEqual([{ phase: "PROVISIONING" }, { phase: "PROVISIONING" }, { phase: "PROVISIONED", cku: 2 }]);
  const { spec } = (await client.get(path)).body;
  expect(spec.http_endpoint).toBe(`https://${id.replace("lkc", "pkc")}.us-east-1.aws.confluent.cloud:443`);
});

test("a cluster is done when its time has come, on the mock's clock", async () => {
  const client = await mockClient({ provisioning: { reads: 1000, milliseconds: 72 * 3_600_000 } });
  const { path, environment } = await newCluster(client);
  const phase = async () => (await client.get(path)).body.status.phase;
  expect(await phase()).toBe("PROVISIONING");
  client.server.advance(72 * 3_600_000);
  expect(await phase()).toBe("PROVISIONED");
  const list = await client.get(`/cmk/v2/clusters?environment=${environment}&page_size=100`);
  expect(list.body.data.at(-1).status.phase).toBe("PROVISIONED");
});

test("a fault rule lets the next cluster end FAILED", async () => {
  const client = await mockClient({ provisioning: { reads: 1 } });
  client.server.fail({ method: "POST", path: "/cmk/v2/clusters", phase: "FAILED" });
  const { path } = await newCluster(client);
  expect((await client.get(path)).body.status).toEqual({ phase: "PROVISIONING" });
  expect((await client.get(path)).body.status).toEqual({ phase: "FAILED" });
});

test("a dedicated cluster follows a new capacity with delay", async () => {
  const client = await mockClient({ provisioning: { reads: 1 } });
  const { path, environment } = await newCluster(client, { kind: "Dedicated", cku: 1 });
  await client.get(path);
  await client.get(path);
  const spec = { config: { kind: "Dedicated", cku: 4 }, environment: { id: environment } };
  const changed = await client.patch(path.split("?")[0] ?? "", { spec });
  expect([changed.body.spec.config.cku, changed.body.status.cku]).toEqual([4, 1]);
  await client.get(path);
  expect((await client.get(path)).body.status).toEqual({ phase: "PROVISIONED", cku: 4 });
});

test("what belongs to an object is deleted with it", async () => {
  const client = await mockClient({ scale: 0 });
  const environment = (await client.post("/org/v2/environments", { display_name: "e" })).body.id;
  const account = (await client.post("/iam/v2/service-accounts", { display_name: "s" })).body.id;
  const cluster = (await client.post("/cmk/v2/clusters", clusterSpec(environment))).body.id;
  const key = (await client.post("/iam/v2/api-keys", { spec: { owner: { id: account }, resource: { id: cluster } } }))
    .body.id;
  const bound = {
    principal: `User:${account}`,
    role_name: "Operator",
    crn_pattern: "crn://confluent.cloud/organization=o",
  };
  const binding = (await client.post("/iam/v2/role-bindings", bound)).body.id;
  await client.delete(`/iam/v2/service-accounts/${account}`);
  expect((await client.get(`/iam/v2/api-keys/${key}`)).status).toBe(403);
  expect((await client.get(`/iam/v2/role-bindings/${binding}`)).status).toBe(403);
  await client.delete(`/org/v2/environments/${environment}`);
  expect((await client.get(`/cmk/v2/clusters/${cluster}?environment=${environment}`)).status).toBe(403);
});

test("identity pools live below their provider and end with it", async () => {
  const client = await mockClient({ scale: 0 });
  const provider = {
    display_name: "ci",
    description: "",
    issuer: "https://ci.example.com",
    jwks_uri: "https://ci.example.com/keys",
  };
  const { id } = (await client.post("/iam/v2/identity-providers", provider)).body;
  const pools = `/iam/v2/identity-providers/${id}/identity-pools`;
  const pool = { display_name: "p", description: "", identity_claim: "claims.sub", filter: "true" };
  const made = await client.post(pools, pool);
  expect(made.body).toMatchObject({ id: made.body.principal, state: "ENABLED", kind: "IdentityPool" });
  expect((await client.get(pools)).body.metadata.total_size).toBe(1);
  expect((await client.post("/iam/v2/identity-providers/op-none00/identity-pools", pool)).status).toBe(404);
  expect(
    (await client.patch(`/iam/v2/identity-providers/${id}/jwks`, { spec: { jwks_status: "REFRESHED" } })).body.status
      .jwks_status,
  ).toBe("REFRESHED");
  await client.delete(`/iam/v2/identity-providers/${id}`);
  expect((await client.get(`${pools}/${made.body.id}`)).status).toBe(404);
});

test("a certificate authority is described by what its chain says, never by the chain itself", async () => {
  const client = await mockClient({ scale: 0 });
  const given = {
    display_name: "ca",
    description: "d",
    certificate_chain: "-----BEGIN CERTIFICATE-----",
    certificate_chain_filename: "ca.pem",
  };
  const made = await client.post("/iam/v2/certificate-authorities", given);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    kind: "CertificateAuthority",
    certificate_chain_filename: "ca.pem",
    state: "ENABLED",
  });
  expect(made.body).not.toHaveProperty("certificate_chain");
  const path = `/iam/v2/certificate-authorities/${made.body.id}`;
  const replaced = await client.send("PUT", path, { body: { ...given, description: "new" } });
  expect(replaced.body).toMatchObject({ description: "new", kind: "CertificateAuthority" });
  expect(replaced.body.fingerprints).not.toEqual(made.body.fingerprints);
  expect((await client.delete(path)).status).toBe(200);
});

test("ip filters name existing groups, and the summary tells what a scope filters", async () => {
  const client = await mockClient({ scale: 0 });
  const filter = { filter_name: "f", resource_group: "management", ip_groups: [{ id: "ipg-none00" }] };
  const lost = await client.post("/iam/v2/ip-filters", filter);
  expect(lost.body.errors[0].source).toEqual({ pointer: "/ip_groups/0/id" });
  const { id } = (await client.post("/iam/v2/ip-groups", { group_name: "g", cidr_blocks: ["10.0.0.0/8"] })).body;
  expect((await client.post("/iam/v2/ip-filters", { ...filter, ip_groups: [{ id }] })).status).toBe(201);
  const scope = `crn://confluent.cloud/organization=${client.server.organizationId}`;
  const summary = await client.get(`/iam/v2/ip-filter-summary?scope=${encodeURIComponent(scope)}`);
  expect(summary.body.categories).toEqual([
    { name: "management", status: "FILTERED", operation_groups: [{ name: "MANAGEMENT", status: "FILTERED" }] },
  ]);
});

test("a key made through the API opens the control plane; a cluster's key does not", async () => {
  const client = await mockClient({ keyLagMilliseconds: 30_000 });
  const owner = { id: await client.firstId("/iam/v2/service-accounts") };
  const cloud = (await client.post("/iam/v2/api-keys", { spec: { owner } })).body;
  const { id } = await newCluster(client);
  const kafka = (await client.post("/iam/v2/api-keys", { spec: { owner, resource: { id } } })).body;
  const statusWith = async (key: typeof cloud) =>
    (await client.get("/iam/v2/users", { authorization: basic(key.id, key.spec.secret) })).status;
  expect(await statusWith(cloud)).toBe(401);
  client.server.advance(30_000);
  expect(await statusWith(cloud)).toBe(200);
  expect(await statusWith(kafka)).toBe(401);
});

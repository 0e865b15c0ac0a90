import { expect, test } from "vitest";
import { mockClient, partnerToken, type Body, type Client } from "../harness.ts";

/** All objects of a list, page by page; each page is checked against the facts on the way. */
async function all(client: Client, path: string, authorization?: string): Promise<Body[]> {
  const items: Body[] = [];
  const join = path.includes("?") ? "&" : "?";
  for (let url = `${path}${join}page_size=100`; url;) {
    const { body } = await client.get(url, authorization === undefined ? {} : { authorization });
    items.push(...body.data);
    url = (body.metadata.next ?? "").replace(client.server.url, "");
  }
  return items;
}

const scope = (client: Client) =>
  `crn_pattern=${encodeURIComponent(`crn://confluent.cloud/organization=${client.server.organizationId}`)}`;

test("the data set is large, and every object of it is as the facts say", async () => {
  const client = await mockClient({ scale: 1 });
  const authorization = await partnerToken(client);
  const environments = await all(client, "/org/v2/environments");
  const query = environments.map((item) => `environment=${item.id}`);
  const clusters = [];
  for (let index = 0; index < query.length; index += 60)
    clusters.push(...(await all(client, `/cmk/v2/clusters?${query.slice(index, index + 60).join("&")}`)));
  const counts = {
    environments: environments.length,
    clusters: clusters.length,
    serviceAccounts: (await all(client, "/iam/v2/service-accounts")).length,
    users: (await all(client, "/iam/v2/users")).length,
    invitations: (await all(client, "/iam/v2/invitations")).length,
    roleBindings: (await all(client, `/iam/v2/role-bindings?${scope(client)}`)).length,
    apiKeys: (await all(client, "/iam/v2/api-keys")).length,
    groupMappings: (await all(client, "/iam/v2/sso/group-mappings")).length,
    ipGroups: (await all(client, "/iam/v2/ip-groups")).length,
    ipFilters: (await all(client, "/iam/v2/ip-filters")).length,
    partnerOrganizations: (await all(client, "/partner/v2/organizations", authorization)).length,
    entitlements: (await all(client, "/partner/v2/entitlements", authorization)).length,
  };
  expect(counts).toEqual({
    environments: 240,
    clusters: 600,
    serviceAccounts: 300,
    users: 120,
    invitations: 45,
    roleBindings: 1500,
    apiKeys: 500,
    groupMappings: 25,
    ipGroups: 12,
    ipFilters: 9,
    partnerOrganizations: 40,
    entitlements: 40,
  });
  const kinds = new Set(clusters.map((item) => item.spec.config.kind));
  expect(kinds).toEqual(new Set(["Basic", "Standard", "Enterprise", "Dedicated", "Freight"]));
  expect(new Set(clusters.map((item) => item.spec.cloud))).toEqual(new Set(["AWS", "GCP", "AZURE"]));
  expect(clusters.filter((item) => item.status.phase !== "PROVISIONED")).toHaveLength(12);
});

test("providers and authorities have pools", async () => {
  const client = await mockClient({ scale: 1 });
  for (const parents of ["/iam/v2/identity-providers", "/iam/v2/certificate-authorities"]) {
    for (const { id } of await all(client, parents)) {
      expect((await all(client, `${parents}/${id}/identity-pools`)).length).toBeGreaterThan(0);
      expect((await client.get(`${parents}/${id}`)).body.id).toBe(id);
    }
  }
});

test("same seed, same data; another seed, other ids", async () => {
  const sample = async (seed: number) => {
    const client = await mockClient({ seed });
    return [await all(client, "/iam/v2/api-keys"), await all(client, `/iam/v2/role-bindings?${scope(client)}`)];
  };
  const first = await sample(1);
  expect(await sample(1)).toEqual(first);
  expect((await sample(2))[0]?.[0].id).not.toBe(first[0]?.[0].id);
});

test("references in the data set lead to objects that exist", async () => {
  const client = await mockClient();
  const accounts = new Set((await all(client, "/iam/v2/service-accounts")).map((item) => item.id));
  const users = new Set((await all(client, "/iam/v2/users")).map((item) => item.id));
  for (const { spec } of await all(client, "/iam/v2/api-keys"))
    expect(accounts.has(spec.owner.id) || users.has(spec.owner.id)).toBe(true);
  for (const { principal } of await all(client, `/iam/v2/role-bindings?${scope(client)}`))
    expect(principal).toMatch(/^User:(sa|u|pool)-[0-9a-z]{6}$/);
});

test("the scale multiplies, names stay unique", async () => {
  const client = await mockClient({ scale: 2 });
  const names = (await all(client, "/org/v2/environments")).map((item) => item.display_name);
  expect(names).toHaveLength(480);
  expect(new Set(names).size).toBe(480);
  expect(names).toContain("payments-2-prod");
});

test("at scale 0 there is the organization alone", async () => {
  const client = await mockClient({ scale: 0 });
  const { data } = (await client.get("/org/v2/organizations")).body;
  expect(data.map((item: Body) => item.id)).toEqual([client.server.organizationId]);
  expect((await client.get("/iam/v2/users")).body.data).toEqual([]);
});

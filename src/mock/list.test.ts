import { expect, test } from "vitest";
import { mockClient, type Body, type Client } from "./harness.ts";

const environments = "/org/v2/environments";

/** Follows `metadata.next` by its page token until it ends. */
async function allPages(client: Client, path: string): Promise<Body[][]> {
  const pages: Body[][] = [];
  for (let url: string | undefined = path; url;) {
    const { body } = await client.get(url);
    pages.push(body.data);
    url = body.metadata.next?.replace(client.server.url, "");
  }
  return pages;
}

test("a list has the default page size and absolute links on the Host that the client named", async () => {
  const client = await mockClient();
  const { body } = await client.get(environments);
  expect(body.data).toHaveLength(10);
  expect(body.metadata.total_size).toBe(24);
  expect(Object.keys(body.metadata)).toEqual(["first", "last", "next", "total_size"]);
  for (const link of ["first", "last", "next"])
    expect(body.metadata[link]).toMatch(`${client.server.url}${environments}?`);
});

test("pages follow each other without gap or repetition, and the last has no next", async () => {
  const client = await mockClient();
  const pages = await allPages(client, `${environments}?page_size=7`);
  expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 3]);
  expect(new Set(pages.flat().map((item) => item.id)).size).toBe(24);
});

test("first, last and prev lead where they say", async () => {
  const client = await mockClient();
  const follow = async (link: string) => (await client.get(link.replace(client.server.url, ""))).body;
  const first = (await client.get(`${environments}?page_size=10`)).body;
  const second = await follow(first.metadata.next);
  expect((await follow(second.metadata.prev)).data).toEqual(first.data);
  expect((await follow(second.metadata.first)).data).toEqual(first.data);
  expect((await follow(second.metadata.last)).data).toHaveLength(4);
});

test("pages stay right while objects come and go", async () => {
  const client = await mockClient();
  const first = (await client.get(`${environments}?page_size=12`)).body;
  await client.delete(`${environments}/${first.data[0].id}`);
  await client.post(environments, { display_name: "late" });
  const second = (await client.get(first.metadata.next.replace(client.server.url, ""))).body;
  expect(second.data).toHaveLength(12);
  expect(first.data.map((item: Body) => item.id)).not.toContain(second.data[0].id);
});

test("the page size of the first request holds for the pages that follow", async () => {
  const client = await mockClient();
  const token = new URL((await client.get(`${environments}?page_size=5`)).body.metadata.next).searchParams.get(
    "page_token",
  );
  expect((await client.get(`${environments}?page_token=${token}`)).body.data).toHaveLength(5);
});

test.each([
  ["page_size=0", "page_size"],
  ["page_size=101", "page_size"],
  ["page_size=many", "page_size"],
  ["page_token=abc", "page_token"],
  [`page_token=${"x".repeat(300)}`, "page_token"],
])("a list refuses %s", async (query, parameter) => {
  const client = await mockClient();
  const reply = await client.get(`${environments}?${query}`);
  expect(reply.status).toBe(400);
  expect(reply.body.errors[0]).toMatchObject({ code: "invalid_filter", source: { parameter } });
});

test("a page token is bound to its list and its filters", async () => {
  const client = await mockClient();
  const tokenOf = (body: Body) => new URL(body.metadata.next).searchParams.get("page_token");
  const token = tokenOf((await client.get(environments)).body);
  expect((await client.get(`/iam/v2/service-accounts?page_token=${token}`)).status).toBe(400);
  const names = (await client.get("/iam/v2/service-accounts")).body.data.map((item: Body) => item.display_name);
  const filtered = `display_name=${names[0]}&display_name=${names[1]}`;
  const other = tokenOf((await client.get(`/iam/v2/service-accounts?${filtered}&page_size=1`)).body);
  expect((await client.get(`/iam/v2/service-accounts?page_token=${other}`)).status).toBe(400);
  expect((await client.get(`/iam/v2/service-accounts?${filtered}&page_token=${other}`)).body.data[0].display_name).toBe(
    names[1],
  );
});

test("a repeated filter means any of its values", async () => {
  const client = await mockClient();
  const { body } = await client.get(
    "/iam/v2/service-accounts?display_name=payments-consumer&display_name=payments-flink",
  );
  expect(body.data.map((item: Body) => item.display_name)).toEqual(["payments-consumer", "payments-flink"]);
  expect((await client.get("/iam/v2/service-accounts?display_name=nobody")).body.data).toEqual([]);
});

test("clusters are listed by environment, network and protection", async () => {
  const client = await mockClient();
  const [first, second] = (await client.get(environments)).body.data.map((item: Body) => item.id);
  const list = async (query: string) => (await client.get(`/cmk/v2/clusters?page_size=100&${query}`)).body.data;
  const both = await list(`environment=${first}&environment=${second}`);
  expect(new Set(both.map((item: Body) => item.spec.environment.id))).toEqual(new Set([first, second]));
  expect(await list(`environment=${first}&spec.network=n-00000`)).toEqual([]);
  expect((await list(`environment=${first}&spec.deletion_protection=true`)).length).toBeGreaterThan(0);
  expect(await list(`environment=${first}&spec.deletion_protection=false`)).toEqual([]);
  expect((await client.get(`/cmk/v2/clusters?environment=${first}&spec.deletion_protection=yes`)).status).toBe(400);
  expect((await client.get("/cmk/v2/clusters")).body.errors[0].source).toEqual({ parameter: "environment" });
  expect((await client.get("/cmk/v2/clusters?environment=env-none00")).status).toBe(403);
});

test("role bindings are listed by scope and all below it, by principal and by role", async () => {
  const client = await mockClient();
  const organization = `crn://confluent.cloud/organization=${client.server.organizationId}`;
  const list = async (crn: string, more = "") =>
    (await client.get(`/iam/v2/role-bindings?page_size=100&crn_pattern=${encodeURIComponent(crn)}${more}`)).body;
  const all = await list(organization);
  expect(all.metadata.total_size).toBe(150);
  const {
    principal,
    role_name: role,
    crn_pattern: crn,
  } = all.data.find((item: Body) => item.crn_pattern !== organization);
  for (const item of (await list(crn)).data) expect(item.crn_pattern.startsWith(crn)).toBe(true);
  const mine = (await list(`${organization}/*`, `&principal=${principal}&role_name=${role}`)).data;
  expect(mine.length).toBeGreaterThan(0);
  for (const item of mine) expect([item.principal, item.role_name]).toEqual([principal, role]);
  expect((await list("crn://confluent.cloud/organization=other")).data).toEqual([]);
});

test("API keys are listed by owner and by resource, invitations by status", async () => {
  const client = await mockClient();
  const keys = (await client.get("/iam/v2/api-keys?page_size=100")).body.data;
  const { owner, resource } = keys.find((item: Body) => item.spec.resource !== undefined).spec;
  const owned = (await client.get(`/iam/v2/api-keys?spec.owner=${owner.id}&page_size=100`)).body.data;
  expect(owned).toEqual(keys.filter((item: Body) => item.spec.owner.id === owner.id));
  const ofCluster = (await client.get(`/iam/v2/api-keys?spec.resource=${resource.id}&page_size=100`)).body.data;
  expect(ofCluster).toEqual(keys.filter((item: Body) => item.spec.resource?.id === resource.id));
  const sent = (await client.get("/iam/v2/invitations?status=INVITE_STATUS_SENT")).body.data;
  expect(sent.map((item: Body) => item.status)).toEqual(["INVITE_STATUS_SENT"]);
});

test("ip filters of a scope include those of its parents where asked", async () => {
  const client = await mockClient({ scale: 1 });
  const filters = (await client.get("/iam/v2/ip-filters")).body.data;
  const organization = `crn://confluent.cloud/organization=${client.server.organizationId}`;
  const scope = filters.find((item: Body) => item.resource_scope !== organization).resource_scope;
  const scopes = async (more: string) =>
    (await client.get(`/iam/v2/ip-filters?resource_scope=${encodeURIComponent(scope)}${more}`)).body.data.map(
      (item: Body) => item.resource_scope,
    );
  expect(new Set(await scopes(""))).toEqual(new Set([scope]));
  expect(new Set(await scopes("&include_parent_scopes=true"))).toEqual(new Set([scope, organization]));
});

test.each([
  ["absent", undefined],
  ["null", null],
  ["empty", ""],
] as const)("the last page ends with next %s where asked", async (end, next) => {
  const client = await mockClient({ pages: { end } });
  const raw = await fetch(`${client.server.url}${environments}?page_size=100`, { headers: demoHeaders });
  expect(((await raw.json()) as Body).metadata.next).toBe(next);
});

const demoHeaders = { authorization: `Basic ${btoa("MOCKKEY:MOCKSECRET")}` };

test("links are relative or malformed where asked", async () => {
  const nextOf = async (links: "relative" | "malformed") => {
    const { server } = await mockClient({ pages: { links } });
    const raw = await fetch(`${server.url}${environments}`, { headers: demoHeaders });
    return ((await raw.json()) as Body).metadata.next.replace(server.url, "HOST");
  };
  expect(await nextOf("relative")).toMatch(/^\/org\/v2\/environments\?page_token=\w+/);
  expect(await nextOf("malformed")).toBe("HOST/org/v2/environments?");
});

test("the last page with data points to an empty one where asked", async () => {
  const client = await mockClient({ pages: { emptyLastPage: true } });
  const pages = await allPages(client, `${environments}?page_size=12`);
  expect(pages.map((page) => page.length)).toEqual([12, 12, 0]);
});

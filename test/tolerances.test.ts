/**
 * What published documents do that a strict reader would refuse or misread, one by one. Runs where
 * TRIBUTARY_REFERENCE_CATALOG names a folder of all providers, compiled.
 */
import { describe, expect, test } from "vitest";
import { openCatalog } from "../src/catalog/store/open.ts";
import type { Method, Resource, ResponseColumn } from "../src/catalog/model.ts";
import { open } from "../src/index.ts";

const folder = process.env["TRIBUTARY_REFERENCE_CATALOG"];
const catalog = openCatalog({ userDirectory: folder });

async function resourcesOf(provider: string, service: string): Promise<readonly Resource[]> {
  return (await catalog.service(provider, service))?.resources ?? [];
}

/** All methods of a provider. */
async function methodsOf(provider: string): Promise<readonly Method[]> {
  const services = ((await catalog.provider(provider))?.services ?? []).filter((one) => one.unavailable === undefined);
  const found = await Promise.all(services.map(({ name }) => resourcesOf(provider, name)));
  return found.flat().flatMap(({ methods }) => methods);
}

async function methodOf(id: string): Promise<Method | undefined> {
  const [provider = "", service = ""] = id.split(".");
  return (await resourcesOf(provider, service)).flatMap(({ methods }) => methods).find((method) => method.id === id);
}

function wireNames(columns: readonly ResponseColumn[]): readonly string[] {
  return columns.flatMap(({ wireName, fields = [] }) => [wireName, ...wireNames(fields)]);
}

async function failureOf(sql: string): Promise<string> {
  await using session = open({ userProviders: folder ?? "" });
  return session.rows(sql).then(
    () => "no failure",
    (error: unknown) => String(error),
  );
}

describe.skipIf(folder === undefined)("published documents (TRIBUTARY_REFERENCE_CATALOG names no folder)", () => {
  test("tags of a JavaScript serialiser are empty texts", async () => {
    const { services = [] } = (await catalog.provider("godaddy")) ?? {};
    expect(services.length).toBe(9);
    expect(services.filter(({ title, description }) => /undefined/.test(`${title} ${description}`))).toEqual([]);
  });

  test.each([
    ["azure", "y"],
    ["databricks_workspace", "n"],
  ])("in %s a property %s is one, and none is called true or false", async (provider, name) => {
    const names = new Set((await methodsOf(provider)).flatMap(({ response }) => wireNames(response.columns)));
    expect([names.has(name), names.has("true"), names.has("false")]).toEqual([true, false, false]);
  });

  test("a parameter list that hundreds of paths share is that of each", async () => {
    const shared = (await methodsOf("google")).filter(({ parameters }) =>
      parameters.some(({ name }) => name === "$.xgafv"),
    );
    expect(shared.length).toBeGreaterThan(8000);
  });

  test("documents with CRLF line ends leave none in texts", async () => {
    const texts = (await methodsOf("cloudflare")).flatMap(({ name, description, request }) => [
      name,
      description,
      request.path,
      ...request.servers.map(({ url }) => url),
    ]);
    expect(texts.filter((text) => text.includes("\r"))).toEqual([]);
  });

  test("okta's org is found in Org.yaml", async () => {
    expect((await resourcesOf("okta", "org")).length).toBe(14);
  });

  test("an empty list of parameters, a path item with keys of its own and empty servers mean nothing", async () => {
    expect((await resourcesOf("azure", "app")).flatMap(({ methods }) => methods).length).toBe(26);
    expect((await resourcesOf("confluent", "flink_compute_pools")).length).toBeGreaterThan(0);
    const servers = (await methodsOf("k8s")).map(({ request }) => request.servers.map(({ url }) => url));
    expect(servers).toEqual(servers.map(() => ["{protocol}://{cluster_addr}"]));
  });

  test("a media type that the response does not have means that nothing comes back", async () => {
    const deleting = (await methodsOf("okta")).filter(({ verb }) => verb === "delete");
    expect(deleting.length).toBe(108);
    expect(deleting.filter(({ response }) => response.columns.length === 0).length).toBeGreaterThan(100);
  });

  test.each([
    ["aws.appsync.types.get_type", ["type"], ["value"]],
    ["cloudflare.browser_rendering.session.list", ["result"], ["value"]],
    ["databricks_workspace.cleanrooms.assets.list", ["assets"], ["value"]],
    ["pagerduty.response_plays.response_plays.list_response_plays", ["plays"], ["value"]],
  ])("%s has a row key that its schema does not know: rows are what is there", async (id, rowPath, columns) => {
    const { response } = (await methodOf(id)) ?? {};
    expect(response?.rowPath).toEqual(rowPath);
    expect(response?.columns.map(({ name }) => name)).toEqual(columns);
  });

  test("a view is that of its own resource, also where the name of another begins with it", async () => {
    const resources = await resourcesOf("awscc", "accessanalyzer");
    const [whole, list] = ["analyzers", "analyzers_list_only"].map(
      (name) => resources.find((resource) => resource.name === name)?.views?.[0]?.sql ?? "",
    );
    expect(whole).toContain("$.AnalyzerName");
    expect(list).toContain("$.Arn");
    expect(list).not.toContain("$.AnalyzerName");
  });

  test("names of methods with dashes are kept", async () => {
    const names = (await methodsOf("google")).filter(({ name }) => name.includes("-"));
    expect(names.length).toBe(15);
    expect(await methodOf("google.healthcare.fhir.patient-everything")).toBeDefined();
  });

  test("pseudo paths are sent as they are, with the header that tells of the operation", async () => {
    const { request, parameters = [] } = (await methodOf("aws.dynamodb.tables.list_tables")) ?? {};
    expect(request?.path).toBe("/ListTables");
    expect(parameters.find(({ name }) => name === "X-Amz-Target")?.default).toBe("DynamoDB_20120810.ListTables");
  });

  test("sixteen services are named by their provider and have no document; all others can be used", async () => {
    const absent: string[] = [];
    for (const name of await catalog.providerNames()) {
      for (const service of (await catalog.provider(name))?.services ?? []) {
        if (service.unavailable !== undefined) absent.push(`${name}.${service.name}: ${service.unavailable}`);
      }
    }
    const of = (provider: string, ...services: readonly string[]): readonly string[] =>
      services.map((service) => `${provider}.${service}: its document services/${service}.yaml is absent`);
    expect(absent.sort()).toEqual(
      [
        ...of("aws", "ec2"),
        ...of("entra_id", "application_templates", "applications", "devices", "directory", "directory_roles", "groups"),
        ...of("entra_id", "identity", "identity_governance", "invitations", "org_contacts", "policies"),
        ...of("entra_id", "service_principals", "users"),
        ...of("google", "compute"),
        ...of("k8s", "core_v1"),
      ].sort(),
    );
  });

  test.each(["SELECT * FROM aws.ec2.instances", "SHOW RESOURCES IN aws.ec2", "DESCRIBE aws.ec2.instances"])(
    "%s says that the service is unavailable and why",
    async (sql) => {
      expect(await failureOf(sql)).toContain(
        "service aws.ec2 is unavailable: its document services/ec2.yaml is absent",
      );
    },
  );
});

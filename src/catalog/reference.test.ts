/**
 * Against published packages. Runs where TRIBUTARY_REFERENCE_REGISTRY names a folder that holds `dist/providers.yaml`
 * and archives, else is skipped. TRIBUTARY_REFERENCE_PROVIDERS narrows the providers that are only loaded.
 */
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./fixture.ts";
import { methodsFor } from "./lookup.ts";
import { sqlVerbs, type Method, type Provider, type Service } from "./model.ts";
import { createRegistry, type Registry } from "./registry/registry.ts";
import { openCatalog } from "./store/open.ts";

const folder = process.env["TRIBUTARY_REFERENCE_REGISTRY"];

function registryInto(userDirectory: string): Registry {
  const url = pathToFileURL(folder ?? "/").href;
  return createRegistry({ url, userDirectory, fetchBytes: () => Promise.reject(new Error("no network here")) });
}

async function pulled(name: string): Promise<{ provider: Provider; services: readonly Service[] }> {
  const userDirectory = await temporaryFolder();
  const provider = await registryInto(userDirectory).pull(name);
  const catalog = openCatalog({ userDirectory });
  const services: Service[] = [];
  for (const { name: service, unavailable } of provider.services) {
    const found = unavailable === undefined ? await catalog.service(name, service) : undefined;
    if (found !== undefined) services.push(found);
  }
  return { provider, services };
}

const methodsOf = (services: readonly Service[]): readonly Method[] =>
  services.flatMap((service) => service.resources.flatMap((resource) => resource.methods));

/** What is wrong with a method, in words; [] where nothing is. */
function complaintsAbout(method: Method): readonly string[] {
  const names = method.parameters.map((parameter) => parameter.name);
  const columns = method.response.columns.map((column) => column.wireName);
  const placeholders = [...method.request.path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? "");
  const bound = new Set(method.parameters.filter((one) => one.in === "path").map((one) => one.wireName));
  return [
    ...(new Set(names).size === names.length ? [] : ["two parameters have one name"]),
    ...(new Set(columns).size === columns.length ? [] : ["two columns have one property"]),
    ...(placeholders.every((name) => bound.has(name)) ? [] : ["a path variable has no parameter"]),
    ...(method.request.servers.length > 0 ? [] : ["no server"]),
    ...(method.verb !== "select" || columns.length > 0 ? [] : ["a select method without columns"]),
    ...(method.response.rowPath.includes("") ? ["an empty name in the row path"] : []),
  ].map((complaint) => `${method.id}: ${complaint}`);
}

describe.skipIf(folder === undefined)("published packages (TRIBUTARY_REFERENCE_REGISTRY names no folder)", () => {
  test("confluent compiles to the known number of things", async () => {
    const { provider, services } = await pulled("confluent");
    const resources = services.flatMap((service) => service.resources);
    const methods = methodsOf(services);
    const byVerb = Object.fromEntries(
      sqlVerbs.map((verb) => [verb, methods.filter((method) => method.verb === verb).length]),
    );
    expect({
      services: services.length,
      unavailable: provider.services.filter((service) => service.unavailable !== undefined).length,
      resources: resources.length,
      methods: methods.length,
      // The 107th, managed_kafka_clusters.vw_clusters, is a view over another resource.
      selectable: resources.filter((resource) => methodsFor(resource, "select").length > 0).length,
      paged: methods.filter((method) => method.pagination?.algorithm === "token-in-url").length,
      byVerb,
    }).toEqual({
      services: 25,
      unavailable: 0,
      resources: 115,
      methods: 411,
      selectable: 106,
      paged: 70,
      byVerb: { select: 183, insert: 62, update: 42, replace: 19, delete: 68, exec: 37 },
    });
  });

  test("every method of confluent is callable and every select has columns", async () => {
    const { services } = await pulled("confluent");
    expect(methodsOf(services).flatMap(complaintsAbout)).toEqual([]);
    const [environments] = services.filter(({ name }) => name === "org").flatMap(({ resources }) => resources);
    expect(
      methodsFor(environments ?? neverListed, "select").map(({ name, response, pagination }) => ({
        name,
        rowPath: response.rowPath,
        columns: response.columns.map((column) => `${column.name} ${column.type}`),
        pageSize: pagination?.pageSize,
      })),
    ).toEqual(
      [
        { name: "get_org_v2_environment", rowPath: [], pageSize: undefined },
        { name: "list_org_v2_environments", rowPath: ["data"], pageSize: { name: "page_size", maximum: 100 } },
      ].map((method) => ({
        ...method,
        columns: [
          "api_version text",
          "kind text",
          "id text",
          "metadata json",
          "display_name text",
          "stream_governance_config json",
        ],
      })),
    );
  });

  test(
    "every other provider loads; only documents that the registry lacks are unavailable",
    { timeout: 300_000 },
    async () => {
      const wanted = process.env["TRIBUTARY_REFERENCE_PROVIDERS"]?.split(",");
      const problems: string[] = [];
      for (const { provider: name } of await registryInto("/nowhere").list()) {
        if (name === "confluent" || (wanted !== undefined && !wanted.includes(name))) continue;
        const { provider, services } = await pulled(name);
        for (const { name: service, unavailable } of provider.services) {
          if (unavailable !== undefined && !/^its document .* is absent$/.test(unavailable)) {
            problems.push(`${name}.${service}: ${unavailable}`);
          }
        }
        problems.push(...methodsOf(services).flatMap(complaintsAbout));
      }
      expect(problems.filter((problem) => !knownProblems.has(problem))).toEqual([]);
    },
  );
});

/** Faults of the documents themselves. */
const knownProblems = new Set(["github.teams.members.get_member_legacy: a select method without columns"]);

const neverListed = {
  name: "",
  id: "",
  title: "",
  description: "",
  methods: [],
  verbs: { select: [], insert: [], update: [], replace: [], delete: [] },
};

/**
 * Every name of the published packages `confluent` and `kafka` (v26.08.00001) is one of ours, for the same call with the
 * same required parameters. `published-names.txt` has them; where TRIBUTARY_REFERENCE_CATALOG names a folder of compiled
 * providers, it is compared with those (and written anew with -u).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { compileService } from "../catalog/compile/service.ts";
import { findMethod } from "../catalog/lookup.ts";
import type { Method, Resource, Service } from "../catalog/model.ts";
import { openCatalog } from "../catalog/store/open.ts";
import { buildProvider } from "./build-provider.ts";
import { readProviderSources } from "./read-sources.ts";

const providers = ["confluent", "kafka"];
const fixture = fileURLToPath(new URL("published-names.txt", import.meta.url));

/** Where ours differ on purpose: the published document takes this body whole, since it does not see into it. */
const differing: Readonly<Record<string, string>> = {
  "confluent.quotas.client_quotas.create_kafka_quotas_v1_client_quota insert body":
    "confluent.quotas.client_quotas.create_kafka_quotas_v1_client_quota insert spec",
};

const resources = new Map<string, Resource>();

beforeAll(async () => {
  for (const name of providers) {
    const folder = fileURLToPath(new URL(`../../providers/${name}`, import.meta.url));
    const { provider, services } = buildProvider(await readProviderSources(folder));
    for (const [service, document] of Object.entries(services)) {
      const compiled = compileService(document, { provider: name, service, providerDocument: provider });
      for (const resource of compiled.resources) resources.set(resource.id, resource);
    }
  }
});

/** `provider.service.resource.method verb required,parameters`. */
function lineOf(id: string, { verb, parameters }: Method): string {
  const required = parameters.filter((one) => one.required).map(({ name }) => name);
  return `${id} ${verb} ${required.toSorted().join(",")}`.trimEnd();
}

const published = readFileSync(fixture, "utf8").trimEnd().split("\n");

it("each name is a method under the same verb, with the same required parameters", () => {
  const ours = published.map((line) => {
    const [id = ""] = line.split(" ");
    const at = id.lastIndexOf(".");
    const resource = resources.get(id.slice(0, at));
    const method = resource === undefined ? undefined : findMethod(resource, id.slice(at + 1));
    return method === undefined ? `${id} is not there` : lineOf(id, method);
  });
  expect(published.length).toBe(486);
  expect(ours).toEqual(published.map((line) => differing[line] ?? line));
});

it("views are where the published package has them", () => {
  expect(resources.get("confluent.managed_kafka_clusters.vw_clusters")?.views).toHaveLength(1);
});

it("names from before digits and capitals were told apart are known too", () => {
  const keys = resources.get("confluent.iam.api_keys");
  expect(keys && findMethod(keys, "list_iam_v2api_keys")?.name).toBe("list_iam_v2_api_keys");
  const points = resources.get("confluent.networking.access_points");
  expect(points && findMethod(points, "get_networking_v1access_point")?.name).toBe("get_networking_v1_access_point");
});

const reference = process.env["TRIBUTARY_REFERENCE_CATALOG"];

it.skipIf(reference === undefined)("the list is that of the packages (TRIBUTARY_REFERENCE_CATALOG)", async () => {
  const catalog = openCatalog({ userDirectory: reference });
  const services: (Service | undefined)[] = [];
  for (const name of providers) {
    for (const { name: service } of (await catalog.provider(name))?.services ?? []) {
      services.push(await catalog.service(name, service));
    }
  }
  const lines = services.flatMap((service) =>
    (service?.resources ?? []).flatMap(({ methods }) => methods.map((method) => lineOf(method.id, method))),
  );
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(fixture);
});

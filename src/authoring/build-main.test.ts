import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openCatalog } from "../catalog/store/open.ts";
import { buildShippedProviders } from "./build-main.ts";

const providersDirectory = fileURLToPath(new URL("../../providers", import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "authoring-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** A digest by path for every file below a folder. */
async function digests(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.toSorted().map(async (file) => {
    const digest = createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
    return [file.slice(directory.length + 1), digest] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

it("writes the compiled catalog, the documents and the facts, the same bytes each time", async () => {
  const build = () => buildShippedProviders({ providersDirectory, outputDirectory: folder });
  expect(await build()).toEqual(["confluent", "kafka"]);
  const first = await digests(folder);
  await writeFile(join(folder, "facts/confluent/stale.json"), "{}");
  await build();
  expect(await digests(folder)).toEqual(first);
  const shipped = Object.keys(first).filter((file) => !file.startsWith("facts/"));
  expect(shipped.filter((file) => !file.includes("/services/"))).toEqual([
    "provider-documents/confluent/v0.1.0/provider.yaml",
    "provider-documents/kafka/v0.1.0/provider.yaml",
    "providers/confluent/index.json",
    "providers/kafka/index.json",
  ]);
  const overlays = await readdir(join(providersDirectory, "confluent/overlay"));
  const services = overlays.filter((file) => file !== "provider.yaml").map((file) => file.slice(0, -".yaml".length));
  expect(shipped).toEqual(
    expect.arrayContaining([
      ...services.map((service) => `provider-documents/confluent/v0.1.0/services/${service}.yaml`),
      ...services.map((service) => `providers/confluent/services/${service}.json`),
      "providers/kafka/services/kafka.json",
    ]),
  );
  const facts = (await readdir(join(providersDirectory, "confluent/facts"))).map((file) => `facts/confluent/${file}`);
  expect(Object.keys(first).filter((file) => file.startsWith("facts/confluent/"))).toEqual(facts.toSorted());
});

it("writes a catalog that opens, and documents that are YAML", async () => {
  await buildShippedProviders({ providersDirectory, outputDirectory: folder });
  const catalog = openCatalog({ shippedDirectory: join(folder, "providers") });
  const provider = await catalog.provider("confluent");
  const counts = provider?.services.map((service) => [service.name, service.resources.length]) ?? [];
  expect(counts.slice(0, 5)).toEqual([
    ["org", 2],
    ["iam", 15],
    ["managed_kafka_clusters", 2],
    ["partner", 3],
    ["billing", 1],
  ]);
  expect((await catalog.provider("kafka"))?.services.map(({ name }) => name)).toEqual([
    "kafka",
    "share_group",
    "streams_group",
  ]);
  const service = await catalog.service("confluent", "org");
  expect(service?.resources.map((resource) => resource.id)).toEqual([
    "confluent.org.environments",
    "confluent.org.organizations",
  ]);
  const text = await readFile(join(folder, "provider-documents/confluent/v0.1.0/provider.yaml"), "utf8");
  expect(load(text)).toMatchObject({ id: "confluent", providerServices: { org: { preferred: true } } });
});

it("names the file where sources cannot be read", async () => {
  const sources = join(folder, "sources");
  await cp(providersDirectory, sources, { recursive: true });
  const overlay = join(sources, "confluent/overlay/org.yaml");
  await writeFile(overlay, "title: a\ntitle: b\n");
  const building = () => buildShippedProviders({ providersDirectory: sources, outputDirectory: join(folder, "out") });
  await expect(building()).rejects.toMatchObject({
    condition: "invalid_provider_document",
    message: expect.stringMatching(/org\.yaml: duplicated mapping key/) as unknown,
  });
  await cp(join(providersDirectory, "confluent/overlay/org.yaml"), overlay);
  await writeFile(join(sources, "confluent/facts/org_v2.json"), '{"openapi": "3.0.0"}');
  await expect(building()).rejects.toMatchObject({
    condition: "invalid_provider_document",
    message: expect.stringMatching(/org_v2\.json: facts need paths and components\.schemas/) as unknown,
  });
});

it("builds nothing where there are no providers", async () => {
  await mkdir(join(folder, "none"));
  expect(await buildShippedProviders({ providersDirectory: join(folder, "none"), outputDirectory: folder })).toEqual(
    [],
  );
});

/** How much of the APIs SQL reaches. `npx vitest run --project units src/authoring/coverage.test.ts -u` writes anew. */
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { compileService } from "../catalog/compile/service.ts";
import { findMethod, methodsFor } from "../catalog/lookup.ts";
import type { Method, Resource } from "../catalog/model.ts";
import { chooseMethod, requiredParameters } from "../planner/methods.ts";
import { buildProvider } from "./build-provider.ts";
import { coverageOf, type Coverage, type Reason } from "./coverage.ts";
import type { FactsByName } from "./openapi.ts";
import { readProviderSources } from "./read-sources.ts";

const leftOut: Readonly<Record<string, Reason>> = {
  getV1MetricsDatasetDescriptors: "retired",
  postV1MetricsDatasetQuery: "retired",
  postV1MetricsDatasetAttributes: "retired",
  upload_imageCdxV1ProviderSharedResource: "binary upload",
};

let resources: readonly Resource[];
let coverage: Coverage;

beforeAll(async () => {
  const names = ["confluent", "kafka"];
  const folder = (name: string): string => fileURLToPath(new URL(`../../providers/${name}`, import.meta.url));
  const sources = await Promise.all(names.map((name) => readProviderSources(folder(name))));
  resources = sources.flatMap((source) => {
    const { name, provider, services } = buildProvider(source);
    return Object.entries(services).flatMap(
      ([service, document]) =>
        compileService(document, { provider: name, service, providerDocument: provider }).resources,
    );
  });
  const facts: FactsByName = Object.assign({}, ...sources.map((source) => source.facts));
  coverage = coverageOf(facts, resources, leftOut);
});

it("at least 98 of a hundred operations are reached, and a reason is given for each other one", () => {
  expect(coverage.unexplained).toEqual([]);
  expect(coverage.operations).toBeGreaterThan(530);
  expect(coverage.reached / coverage.operations).toBeGreaterThan(0.98);
});

it("the table in the repository is that of the sources", async () => {
  const text = `# What SQL reaches of Confluent Cloud

Written by \`src/authoring/coverage.test.ts\`. A row for each API: how many operations its facts have, how many of them
are methods under each verb, and which no statement reaches, with the reason.

${coverage.table}
`;
  await expect(text).toMatchFileSnapshot("../../providers/confluent/coverage.md");
});

/** Whether SELECT comes to a method by what it needs, by a parameter that only it takes, or by its name in FROM. */
function isReached(method: Method, resource: Resource): boolean {
  const readers = methodsFor(resource, "select");
  const needed = requiredParameters(method).map(({ name }) => name);
  const isChosen = (given: readonly string[]): boolean => chooseMethod(readers, given) === method;
  if (isChosen(needed) || method.parameters.some(({ name }) => isChosen([...needed, name]))) return true;
  return findMethod(resource, method.name) === method;
}

it("a method of SELECT is not hidden behind another", () => {
  const hidden = resources.flatMap((resource) =>
    methodsFor(resource, "select")
      .filter((method) => !isReached(method, resource))
      .map(({ id }) => id),
  );
  expect(hidden).toEqual([]);
});

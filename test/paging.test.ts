/**
 * How many lists of each provider of the registry go on to a next page, by configuration or convention. Runs where
 * TRIBUTARY_REFERENCE_CATALOG names a folder of compiled providers.
 */
import { expect, test } from "vitest";
import { openCatalog } from "../src/catalog/store/open.ts";

const reference = process.env["TRIBUTARY_REFERENCE_CATALOG"];

/** Select methods with paging, by provider; those without any are left out. */
async function pagedSelects(folder: string): Promise<{ readonly [provider: string]: number }> {
  const catalog = openCatalog({ userDirectory: folder });
  const counts: Record<string, number> = {};
  for (const name of await catalog.providerNames()) {
    const provider = await catalog.provider(name);
    let paged = 0;
    for (const { name: serviceName, unavailable } of provider?.services ?? []) {
      const service = unavailable === undefined ? await catalog.service(name, serviceName) : undefined;
      const methods = service?.resources.flatMap((resource) => resource.methods) ?? [];
      paged += methods.filter((method) => method.verb === "select" && method.pagination !== undefined).length;
    }
    if (paged > 0) counts[name] = paged;
  }
  return counts;
}

/** What the documents of version v26.08.00001 come to. */
const expected: { readonly [provider: string]: number } = {
  anthropic: 22,
  anthropic_admin: 10,
  aws: 3883,
  awscc: 6,
  azure: 3053,
  azure_extras: 377,
  azure_isv: 196,
  azure_stack: 53,
  clickhouse: 9,
  cloudflare: 345,
  confluent: 71,
  databricks_account: 34,
  databricks_workspace: 168,
  datadog: 61,
  deno: 4,
  digitalocean: 140,
  entra_id: 93,
  firebase: 43,
  fivetran: 18,
  github: 352,
  godaddy: 4,
  google: 1436,
  googleadmin: 13,
  googleworkspace: 27,
  k8s: 2,
  kafka: 23,
  linode: 107,
  okta: 135,
  openai: 22,
  openai_admin: 29,
  pagerduty: 50,
  sumologic: 24,
  vercel: 11,
};

// Of these, lists that say in their schema that there is a next page and are not configured: azure and its kin 3,637,
// aws 765 and 281 whose schema is of a transform, cloudflare 311, entra_id 93, confluent 71, datadog 55, pagerduty 50,
// sumologic 24, kafka 23, vercel 11.
test.skipIf(reference === undefined)(
  "lists of the registry are read to their end (TRIBUTARY_REFERENCE_CATALOG names no folder)",
  { timeout: 60_000 },
  async () => {
    const found = await pagedSelects(reference ?? "");
    const fewer = Object.entries(expected).filter(([provider, count]) => (found[provider] ?? 0) < count);
    expect(fewer.map(([provider, count]) => `${provider}: ${found[provider]} instead of ${count}`)).toEqual([]);
  },
);

/**
 * By what a user reaches each method of SELECT in the registry, where TRIBUTARY_REFERENCE_CATALOG names a folder of
 * compiled providers: by giving what it needs, by a parameter that only it takes, or by its name in FROM.
 */
import { expect, test } from "vitest";
import { findMethod, methodsFor } from "../src/catalog/lookup.ts";
import type { Method, Resource } from "../src/catalog/model.ts";
import { chooseMethod, requiredParameters } from "../src/planner/methods.ts";
import { servicesIn } from "./reference/methods.ts";

const reference = process.env["TRIBUTARY_REFERENCE_CATALOG"];

/** Twins by what they take: of each pair the first is chosen, the other has to be named. */
const namedOnly: readonly string[] = [
  "google.backupdr.data_source_references.list",
  "google.contactcenteraiplatform.locations.query_contact_center_quota",
  "google.discoveryengine.operations.projects_locations_collections_operations_get",
  "google.discoveryengine.operations.projects_locations_collections_operations_list",
  "google.networkmanagement.vpc_flow_logs_configs.query_org_vpc_flow_logs_configs",
  "google.privateca.certificate_authorities.get",
  "google.securitycenter.custom_modules_descendant.folders_security_health_analytics_settings_custom_modules_list_descendant",
  "google.securitycenter.custom_modules_descendant.organizations_security_health_analytics_settings_custom_modules_list_descendant",
  "google.securitycenter.custom_modules_descendant.projects_security_health_analytics_settings_custom_modules_list_descendant",
  "google.securitycenter.effective_custom_modules.folders_security_health_analytics_settings_effective_custom_modules_get",
  "google.securitycenter.effective_custom_modules.folders_security_health_analytics_settings_effective_custom_modules_list",
  "google.securitycenter.effective_custom_modules.organizations_security_health_analytics_settings_effective_custom_modules_get",
  "google.securitycenter.effective_custom_modules.organizations_security_health_analytics_settings_effective_custom_modules_list",
  "google.securitycenter.effective_custom_modules.projects_security_health_analytics_settings_effective_custom_modules_get",
  "google.securitycenter.effective_custom_modules.projects_security_health_analytics_settings_effective_custom_modules_list",
  "pagerduty.tags.tags.get_tags_by_entity_type",
];

type Way = "what it needs" | "one more parameter" | "its name" | "nothing";

function wayTo(method: Method, resource: Resource): Way {
  const readers = methodsFor(resource, "select");
  const needed = requiredParameters(method).map(({ name }) => name);
  const isChosen = (names: readonly string[]): boolean => chooseMethod(readers, names) === method;
  if (isChosen(needed)) return "what it needs";
  if (method.parameters.some(({ name }) => isChosen([...needed, name]))) return "one more parameter";
  return findMethod(resource, method.name) === method ? "its name" : "nothing";
}

test.skipIf(reference === undefined)(
  "every method of SELECT in the registry is reached by some query (TRIBUTARY_REFERENCE_CATALOG)",
  { timeout: 300_000 },
  async () => {
    const ways: Record<Way, string[]> = { "what it needs": [], "one more parameter": [], "its name": [], nothing: [] };
    for await (const { resources } of servicesIn(reference ?? "")) {
      for (const resource of resources) {
        for (const method of methodsFor(resource, "select")) ways[wayTo(method, resource)].push(method.id);
      }
    }
    const total = Object.values(ways).flat().length;
    expect(ways.nothing).toEqual([]);
    expect(total).toBeGreaterThan(22_900);
    expect(ways["its name"].toSorted()).toEqual(namedOnly);
    expect(ways["what it needs"].length / total).toBeGreaterThan(0.99);
  },
);

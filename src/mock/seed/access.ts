// Who may do what from where: role bindings, API keys, IP groups and filters.
import type { Cloud } from "../cloud.ts";
import { organizationCrn, paths } from "../kinds.ts";
import type { StoredItem } from "../store.ts";
import { textAt, valueAt } from "../values.ts";
import type { Environment, Planting } from "./data-set.ts";
import type { Principals } from "./identity.ts";
import { topics } from "./names.ts";

export interface Estate extends Principals {
  readonly environments: readonly Environment[];
  readonly clusters: readonly StoredItem[];
}

export function plantAccess(planting: Planting, estate: Estate): void {
  plantRoleBindings(planting, estate);
  plantApiKeys(planting, estate);
  plantNetworkRules(planting, estate);
}

function plantRoleBindings({ cloud, count, plant }: Planting, estate: Estate): void {
  const seen = new Set<string>();
  const wanted = count(1500);
  // Equal draws are left out, so a few tries more than wanted are needed; the bound ends it where nothing is left.
  for (let tries = 0; seen.size < wanted && tries < wanted * 4; tries++) {
    const binding = drawBinding(cloud, estate);
    if (binding === undefined) return;
    const key = Object.values(binding).join(" ");
    if (seen.has(key)) continue;
    seen.add(key);
    plant(paths.roleBindings, binding);
  }
}

interface Binding extends Record<string, string> {
  readonly principal: string;
  readonly role_name: string;
  readonly crn_pattern: string;
}

/** A binding at one of four heights: organization, environment, cluster, or what lies in a cluster. */
function drawBinding(cloud: Cloud, estate: Estate): Binding | undefined {
  const { random } = cloud;
  const principals = random.chance(0.75) ? estate.serviceAccounts : random.chance(0.8) ? estate.users : estate.pools;
  if (principals.length === 0 || estate.environments.length === 0 || estate.clusters.length === 0) return undefined;
  const principal = `User:${random.pick(principals).id}`;
  const height = random.next();
  if (height < 0.04) {
    const role = random.pick(["MetricsViewer", "OrganizationAdmin", "BillingAdmin", "AccountAdmin"]);
    return { principal, role_name: role, crn_pattern: organizationCrn(cloud.organization) };
  }
  if (height < 0.22) {
    const role = random.pick(["EnvironmentAdmin", "DataDiscovery", "DataSteward", "MetricsViewer", "Operator"]);
    return { principal, role_name: role, crn_pattern: crnOfItem(random.pick(estate.environments).stored) };
  }
  const cluster = random.pick(estate.clusters);
  if (height < 0.45) {
    const role = random.pick(["CloudClusterAdmin", "Operator", "MetricsViewer"]);
    return { principal, role_name: role, crn_pattern: crnOfItem(cluster) };
  }
  const topic = random.pick(topics);
  const resource = random.pick([
    `topic=${topic}`,
    `topic=${topic}-*`,
    `group=${topic}-workers`,
    `transactional-id=${topic}-*`,
  ]);
  const role = random.pick(["DeveloperRead", "DeveloperWrite", "DeveloperManage", "ResourceOwner"]);
  return { principal, role_name: role, crn_pattern: `${crnOfItem(cluster)}/kafka=${cluster.id}/${resource}` };
}

function plantApiKeys({ cloud, count, plant }: Planting, { serviceAccounts, users, clusters }: Estate): void {
  const { random } = cloud;
  for (let index = 0; index < count(500); index++) {
    const owners = random.chance(0.85) ? serviceAccounts : users;
    if (owners.length === 0 || clusters.length === 0) return;
    const owner = random.pick(owners);
    const cluster = random.chance(0.75) ? random.pick(clusters) : undefined;
    const name = textAt(owner.item, "display_name") ?? textAt(owner.item, "full_name") ?? owner.id;
    const environment = valueAt(cluster?.item, "spec.environment.id");
    plant(paths.apiKeys, {
      spec: {
        display_name: `${name} ${index + 1}`,
        description: cluster === undefined ? "Cloud management" : `Access to ${cluster.id}`,
        owner: { id: owner.id },
        ...(cluster === undefined ? {} : { resource: { id: cluster.id, environment } }),
      },
    });
  }
}

const offices = ["headquarters", "warehouse", "vpn", "build-farm", "data-center", "branch"] as const;

function plantNetworkRules({ cloud, count, plant }: Planting, { environments }: Estate): void {
  const groups = Array.from({ length: count(12) }, (_, index) => {
    const name = `${offices[index % offices.length] ?? "office"}-${index + 1}`;
    const blocks = Array.from({ length: 1 + (index % 3) }, (_block, number) => `198.51.${index + 1}.${number * 64}/26`);
    return plant(paths.ipGroups, { group_name: name, cidr_blocks: blocks }) ?? [];
  }).flat();
  for (let index = 0; index < count(9); index++) {
    const environment = index % 3 === 0 ? undefined : environments[index * 7]?.stored;
    const group = groups[index];
    if (group === undefined) return;
    plant(paths.ipFilters, {
      filter_name: `allow-${textAt(group.item, "group_name") ?? index}`,
      resource_group: index % 2 === 0 ? "management" : "multiple",
      operation_groups: index % 2 === 0 ? ["MANAGEMENT"] : ["MANAGEMENT", "SCHEMA"],
      resource_scope: environment === undefined ? organizationCrn(cloud.organization) : crnOfItem(environment),
      ip_groups: [{ id: group.id }],
    });
  }
}

function crnOfItem(stored: StoredItem): string {
  return String(valueAt(stored.item, "metadata.resource_name"));
}

// What the mock knows of each kind of object beyond the facts: ids, CRNs, uniqueness, what dies with it.
import type { ApiFacts } from "./facts.ts";
import { Shape } from "./schema.ts";
import { valueAt, type JsonObject } from "./values.ts";

/** Objects that are deleted together with the object they belong to. */
interface Dependents {
  readonly collection: string;
  /** Dotted path in the dependent object. */
  readonly path: string;
  /** What stands before the owner's id at that path. */
  readonly prefix?: string;
}

/** A place in an object that must name an existing object. */
interface Link {
  readonly path: string;
  readonly collections: readonly string[];
}

interface KindRule {
  /** What the ids of this kind start with, or their style where they have no prefix. */
  readonly id: `${string}-` | "uuid" | "key";
  /** The name of the kind in a CRN. */
  readonly crnName: string;
  /** Properties (dotted paths) that no two objects may share, each set on its own. */
  readonly unique?: readonly (readonly string[])[];
  /** What a read of a deleted object answers; Confluent hides some behind 403. */
  readonly goneStatus?: 403;
  readonly dependents?: readonly Dependents[];
  readonly links?: readonly Link[];
}

/** One collection of the API with everything needed to make and check its objects. */
export interface Kind {
  /** The path template of the collection. */
  readonly template: string;
  readonly rule: KindRule;
  /** One object as answers show it. */
  readonly shape: Shape;
  readonly apiVersion: unknown;
  readonly kind: unknown;
}

export const paths = {
  environments: "/org/v2/environments",
  organizations: "/org/v2/organizations",
  clusters: "/cmk/v2/clusters",
  serviceAccounts: "/iam/v2/service-accounts",
  users: "/iam/v2/users",
  invitations: "/iam/v2/invitations",
  roleBindings: "/iam/v2/role-bindings",
  apiKeys: "/iam/v2/api-keys",
  identityProviders: "/iam/v2/identity-providers",
  identityPools: "/iam/v2/identity-providers/{provider_id}/identity-pools",
  certificateAuthorities: "/iam/v2/certificate-authorities",
  certificatePools: "/iam/v2/certificate-authorities/{certificate_authority_id}/identity-pools",
  groupMappings: "/iam/v2/sso/group-mappings",
  ipGroups: "/iam/v2/ip-groups",
  ipFilters: "/iam/v2/ip-filters",
  partnerOrganizations: "/partner/v2/organizations",
  entitlements: "/partner/v2/entitlements",
} as const;

/** What belongs to whoever can own API keys and role bindings. */
const principalDependents: readonly Dependents[] = [
  { collection: paths.apiKeys, path: "spec.owner.id" },
  { collection: paths.roleBindings, path: "principal", prefix: "User:" },
];

const rules: Readonly<Record<string, KindRule>> = {
  [paths.environments]: {
    id: "env-",
    crnName: "environment",
    unique: [["display_name"]],
    dependents: [{ collection: paths.clusters, path: "spec.environment.id" }],
  },
  [paths.organizations]: { id: "uuid", crnName: "organization" },
  [paths.clusters]: {
    id: "lkc-",
    crnName: "cloud-cluster",
    goneStatus: 403,
    dependents: [{ collection: paths.apiKeys, path: "spec.resource.id" }],
    links: [{ path: "spec.environment", collections: [paths.environments] }],
  },
  [paths.serviceAccounts]: {
    id: "sa-",
    crnName: "service-account",
    unique: [["display_name"]],
    dependents: principalDependents,
  },
  [paths.users]: { id: "u-", crnName: "user", unique: [["email"]], dependents: principalDependents },
  [paths.invitations]: { id: "i-", crnName: "invitation", unique: [["email"]] },
  [paths.roleBindings]: {
    id: "rb-",
    crnName: "role-binding",
    unique: [["principal", "role_name", "crn_pattern"]],
    goneStatus: 403,
  },
  [paths.apiKeys]: {
    id: "key",
    crnName: "api-key",
    goneStatus: 403,
    links: [{ path: "spec.owner", collections: [paths.serviceAccounts, paths.users] }],
  },
  [paths.identityProviders]: {
    id: "op-",
    crnName: "identity-provider",
    unique: [["display_name"]],
  },
  [paths.identityPools]: { id: "pool-", crnName: "identity-pool", unique: [["display_name"]] },
  [paths.certificateAuthorities]: { id: "ca-", crnName: "certificate-authority", unique: [["display_name"]] },
  [paths.certificatePools]: { id: "pool-", crnName: "certificate-identity-pool", unique: [["display_name"]] },
  [paths.groupMappings]: { id: "group-", crnName: "group-mapping", unique: [["display_name"]] },
  [paths.ipGroups]: { id: "ipg-", crnName: "ip-group", unique: [["group_name"]] },
  [paths.ipFilters]: {
    id: "ipf-",
    crnName: "ip-filter",
    unique: [["filter_name"]],
    links: [{ path: "ip_groups", collections: [paths.ipGroups] }],
  },
  [paths.partnerOrganizations]: { id: "uuid", crnName: "organization" },
  [paths.entitlements]: {
    id: "ent-",
    crnName: "entitlement",
    unique: [["external_id"]],
    links: [{ path: "organization", collections: [paths.partnerOrganizations] }],
  },
};

/** The kinds of all collections whose single objects can be read, by the path template of the collection. */
export function kindsOf(apis: readonly ApiFacts[]): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const api of apis) {
    for (const operation of api.operations) {
      const template = operation.template.replace(/\/\{[^/}]*\}$/, "");
      if (operation.method !== "GET" || template === operation.template || !operation.responseSchema) continue;
      const shape = new Shape(api.document, [operation.responseSchema]);
      const [apiVersion, kind] = [shape.property("api_version")?.constant, shape.property("kind")?.constant];
      kinds.set(template, { template, rule: rules[template] ?? ruleFor(template), shape, apiVersion, kind });
    }
  }
  return kinds;
}

/** The name of one object of a kind, below its organization. */
export function crnOf(kind: Kind, id: string, { organization, item }: CrnPlace): string {
  if (kind.rule.crnName === "organization") return organizationCrn(id);
  const environment = environmentOf(item);
  const parent = environment === undefined ? "" : `/environment=${environment}`;
  return `${organizationCrn(organization)}${parent}/${kind.rule.crnName}=${id}`;
}

interface CrnPlace {
  readonly organization: string;
  readonly item: JsonObject;
}

export function organizationCrn(organization: string): string {
  return `crn://confluent.cloud/organization=${organization}`;
}

/** The id of the environment that an object lies in, where it lies in one. */
function environmentOf(item: JsonObject): string | undefined {
  const id = valueAt(item, "spec.environment.id");
  return typeof id === "string" ? id : undefined;
}

/** The rule of a collection that the table does not know: a prefix of initials, no more. */
function ruleFor(template: string): KindRule {
  const crnName = (template.split("/").at(-1) ?? "object").replace(/s$/, "");
  const initials = crnName.split("-").map((word) => word.slice(0, 1));
  return { id: `${initials.join("")}-`, crnName };
}

/** The shipped Confluent sources: what they promise to scripts written for the published package, and to readers. */
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { compileService } from "../catalog/compile/service.ts";
import type { Method, Parameter, Resource, Service, Shape } from "../catalog/model.ts";
import { buildProvider, type ProviderDocuments } from "./build-provider.ts";
import type { Schema } from "./openapi.ts";
import { readProviderSources } from "./read-sources.ts";

/** Verb and method by resource, in the order in which the published package (v26.08.00001) tries them. */
const publishedMethods: Readonly<Record<string, readonly string[]>> = {
  "org.environments": [
    "select get_org_v2_environment",
    "select list_org_v2_environments",
    "insert create_org_v2_environment",
    "update update_org_v2_environment",
    "delete delete_org_v2_environment",
  ],
  "org.organizations": [
    "select get_org_v2_organization",
    "select list_org_v2_organizations",
    "update update_org_v2_organization",
  ],
  "iam.api_keys": [
    "select get_iam_v2_api_key",
    "select list_iam_v2_api_keys",
    "insert create_iam_v2_api_key",
    "update update_iam_v2_api_key",
    "delete delete_iam_v2_api_key",
  ],
  "iam.users": [
    "select get_iam_v2_user",
    "select list_iam_v2_users",
    "update update_iam_v2_user",
    "delete delete_iam_v2_user",
    "exec update_auth_type_iam_v2_user",
  ],
  "iam.service_accounts": [
    "select get_iam_v2_service_account",
    "select list_iam_v2_service_accounts",
    "insert create_iam_v2_service_account",
    "update update_iam_v2_service_account",
    "delete delete_iam_v2_service_account",
  ],
  "iam.invitations": [
    "select get_iam_v2_invitation",
    "select list_iam_v2_invitations",
    "insert create_iam_v2_invitation",
    "delete delete_iam_v2_invitation",
  ],
  "iam.ip_groups": [
    "select get_iam_v2_ip_group",
    "select list_iam_v2_ip_groups",
    "insert create_iam_v2_ip_group",
    "update update_iam_v2_ip_group",
    "delete delete_iam_v2_ip_group",
  ],
  "iam.ip_filters": [
    "select get_iam_v2_ip_filter",
    "select list_iam_v2_ip_filters",
    "insert create_iam_v2_ip_filter",
    "update update_iam_v2_ip_filter",
    "delete delete_iam_v2_ip_filter",
  ],
  "iam.ip_filter_summaries": ["select get_iam_v2_ip_filter_summary"],
  "iam.role_bindings": [
    "select get_iam_v2_role_binding",
    "select list_iam_v2_role_bindings",
    "insert create_iam_v2_role_binding",
    "delete delete_iam_v2_role_binding",
  ],
  "iam.identity_providers": [
    "select get_iam_v2_identity_provider",
    "select list_iam_v2_identity_providers",
    "insert create_iam_v2_identity_provider",
    "update update_iam_v2_identity_provider",
    "delete delete_iam_v2_identity_provider",
    "exec refresh_iam_v2_json_web_key_set",
  ],
  "iam.identity_pools": [
    "select get_iam_v2_identity_pool",
    "select list_iam_v2_identity_pools",
    "insert create_iam_v2_identity_pool",
    "update update_iam_v2_identity_pool",
    "delete delete_iam_v2_identity_pool",
  ],
  "iam.group_mappings": [
    "select get_iam_v2_sso_group_mapping",
    "select list_iam_v2_sso_group_mappings",
    "insert create_iam_v2_sso_group_mapping",
    "update update_iam_v2_sso_group_mapping",
    "delete delete_iam_v2_sso_group_mapping",
  ],
  "iam.certificate_authorities": [
    "select get_iam_v2_certificate_authority",
    "select list_iam_v2_certificate_authorities",
    "insert create_iam_v2_certificate_authority",
    "delete delete_iam_v2_certificate_authority",
    "replace update_iam_v2_certificate_authority",
  ],
  "iam.certificate_identity_pools": [
    "select get_iam_v2_certificate_identity_pool",
    "select list_iam_v2_certificate_identity_pools",
    "insert create_iam_v2_certificate_identity_pool",
    "delete delete_iam_v2_certificate_identity_pool",
    "replace update_iam_v2_certificate_identity_pool",
  ],
  "managed_kafka_clusters.vw_clusters": [],
  "managed_kafka_clusters.clusters": [
    "select get_cmk_v2_cluster",
    "select list_cmk_v2_clusters",
    "insert create_cmk_v2_cluster",
    "update update_cmk_v2_cluster",
    "delete delete_cmk_v2_cluster",
  ],
  "partner.entitlements": [
    "select get_partner_v2_entitlement",
    "select list_partner_v2_entitlements",
    "insert create_partner_v2_entitlement",
  ],
  "partner.organizations": ["select get_partner_v2_organization", "select list_partner_v2_organizations"],
  "partner.signups": ["exec signup", "exec activate_signup", "exec signup_partner_v2_link"],
};

let documents: ProviderDocuments;
let services: readonly Service[];

beforeAll(async () => {
  const folder = fileURLToPath(new URL("../../providers/confluent", import.meta.url));
  documents = buildProvider(await readProviderSources(folder));
  services = Object.entries(documents.services).map(([service, document]) =>
    compileService(document, { provider: documents.name, service, providerDocument: documents.provider }),
  );
});

function resources(): readonly (readonly [id: string, resource: Resource])[] {
  return services.flatMap((service) =>
    service.resources.map((resource) => [`${service.name}.${resource.name}`, resource] as const),
  );
}

function methodOf(resource: string, name: string): Method {
  const found = resources()
    .find(([id]) => id === resource)?.[1]
    .methods.find((method) => method.name === name);
  if (found === undefined) throw new Error(`no method ${resource}.${name}`);
  return found;
}

/** `name:type`, with `*` where required. */
function signature(method: Method): readonly string[] {
  return method.parameters.map(({ name, type, required }) => `${name}${required ? "*" : ""}:${type}`);
}

function parameterOf(method: Method, name: string): Parameter {
  const found = method.parameters.find((parameter) => parameter.name === name);
  if (found === undefined) throw new Error(`no parameter ${name}`);
  return found;
}

describe("names", () => {
  it("are those of the published package, under the same verbs in the same order", () => {
    const listed = resources().map(([id, resource]) => {
      const verbs = (["select", "insert", "update", "delete", "replace"] as const).flatMap((verb) =>
        resource.verbs[verb].map((method) => `${verb} ${method}`),
      );
      const others = resource.methods.filter((method) => method.verb === "exec").map((method) => `exec ${method.name}`);
      return [id, [...verbs, ...others]];
    });
    expect(Object.fromEntries(listed)).toEqual(publishedMethods);
  });

  it("are kept where the published package has a view", () => {
    const view = resources().find(([id]) => id === "managed_kafka_clusters.vw_clusters")?.[1].views?.[0];
    expect(view?.required).toEqual(["environment"]);
  });

  it("of older scripts still work", () => {
    expect(methodOf("partner.signups", "signup_partner_v2_link").aliases).toEqual(["signup_partner_v2link"]);
    expect(parameterOf(methodOf("partner.signups", "signup"), "organization").aliases).toEqual(["data__organization"]);
  });
});

describe("requests", () => {
  it.each([
    ["signup", ["dry_run:boolean", "organization*:json", "user:json", "entitlement*:json"]],
    ["activate_signup", ["user*:json", "organization_id*:text"]],
    ["signup_partner_v2_link", ["dry_run:boolean", "token*:text", "organization*:json", "entitlement*:json"]],
  ])("of partner.signups.%s take %j", (name, parameters) => {
    expect(signature(methodOf("partner.signups", name))).toEqual(parameters);
  });

  it("of a sign-up take an entitlement as details or as a reference, and nothing unknown in it", () => {
    const { shape } = parameterOf(methodOf("partner.signups", "signup"), "entitlement");
    const branches = shape?.kind === "oneOf" ? shape.branches : [];
    expect(
      branches.map(({ name, shape }) => [name, shape.kind === "object" && [shape.required, shape.closed]]),
    ).toEqual([
      ["partner.v2.EntitlementDetails", [["external_id", "name", "plan_id", "product_id"], true]],
      ["partner.v2.EntitlementReference", [["id"], true]],
    ]);
  });

  it("of a sign-up need a name for the organization, of a link none; SSO is told by its kind", () => {
    const shapeOf = (method: string): Shape | undefined =>
      parameterOf(methodOf("partner.signups", method), "organization").shape;
    const sso = {
      kind: "oneOf",
      discriminator: "kind",
      branches: [{ name: "partner.v2.AzureSSOConfig", value: "AzureSSOConfig" }],
    };
    const name = { kind: "scalar", pattern: "^[^<>#%'*^`{|}~\\\"]{1,31}$" };
    expect(shapeOf("signup")).toMatchObject({
      required: ["name", "sso_config"],
      closed: true,
      properties: { name, sso_config: sso },
    });
    expect(shapeOf("signup_partner_v2_link")).toMatchObject({ required: ["sso_config"], closed: true });
  });

  it("of a sign-up need first name, last name and address of a user", () => {
    expect(parameterOf(methodOf("partner.signups", "activate_signup"), "user").shape).toMatchObject({
      kind: "object",
      required: ["given_name", "family_name", "email"],
    });
  });

  it("of a new cluster need all that a cluster is made of, and know its types", () => {
    const { shape } = parameterOf(methodOf("managed_kafka_clusters.clusters", "create_cmk_v2_cluster"), "spec");
    if (shape?.kind !== "object") throw new Error("spec is no object");
    expect(shape.required).toEqual(["availability", "cloud", "config", "display_name", "environment", "region"]);
    const config = shape.properties["config"];
    const values = config?.kind === "oneOf" ? config.branches.map((branch) => branch.value) : [];
    expect(values).toEqual(["Basic", "Standard", "Dedicated", "Enterprise", "Freight"]);
  });

  it("mark what cannot change", () => {
    const invitation = methodOf("iam.invitations", "create_iam_v2_invitation");
    expect(invitation.parameters.map(({ name, immutable }) => [name, immutable])).toEqual([
      ["email", true],
      ["auth_type", undefined],
    ]);
  });

  it("mark filters that take several values", () => {
    const multiple = resources().flatMap(([id, resource]) =>
      resource.methods.flatMap((method) =>
        method.parameters.filter((one) => one.multiple).map((one) => `${id}.${method.name} ${one.name}:${one.type}`),
      ),
    );
    expect(multiple).toEqual([
      "iam.service_accounts.list_iam_v2_service_accounts display_name:text",
      "managed_kafka_clusters.clusters.list_cmk_v2_clusters spec.network:text",
    ]);
  });
});

describe("answers", () => {
  it("of every list are paged to the end, by the largest pages allowed", () => {
    const lists = resources().flatMap(([, resource]) =>
      resource.methods.filter(({ name }) => name.startsWith("list_")),
    );
    expect(lists.length).toBe(17);
    for (const list of lists) {
      expect(list.pagination, list.id).toEqual({
        algorithm: "token-in-url",
        request: { in: "query", name: "page_token" },
        response: { in: "body", path: ["metadata", "next"] },
        pageSize: { name: "page_size", maximum: 100 },
      });
    }
  });

  it("have the same columns whether a resource is listed, read or written", () => {
    for (const [id, resource] of resources()) {
      const isOfResource = (method: Method): boolean => method.verb !== "exec" && method.response.columns.length > 0;
      const shapes = new Set(resource.methods.filter(isOfResource).map((method) => method.response.itemSchema));
      expect(shapes.size, id).toBeLessThanOrEqual(1);
    }
  });

  it("keep the secret of an API key secret", () => {
    const { columns } = methodOf("iam.api_keys", "create_iam_v2_api_key").response;
    const spec = columns.find((column) => column.name === "spec");
    expect(spec?.fields?.find((field) => field.name === "secret")).toMatchObject({ secret: true });
    expect(parameterOf(methodOf("partner.signups", "signup_partner_v2_link"), "token").secret).toBe(true);
  });
});

describe("what is made", () => {
  it("names the call that deletes it, and where its arguments are", () => {
    const inverses = resources().flatMap(([id, { methods }]) =>
      methods.flatMap(({ inverse }) => {
        const tokens = inverse?.tokens.map(({ parameter, path }) => `${parameter}=${path.join(".")}`) ?? [];
        return inverse === undefined ? [] : [`${id} ${inverse.method}(${tokens.join(", ")})`];
      }),
    );
    expect(inverses).toMatchInlineSnapshot(`
      [
        "org.environments delete_org_v2_environment(id=id)",
        "iam.api_keys delete_iam_v2_api_key(id=id)",
        "iam.service_accounts delete_iam_v2_service_account(id=id)",
        "iam.invitations delete_iam_v2_invitation(id=id)",
        "iam.ip_groups delete_iam_v2_ip_group(id=id)",
        "iam.ip_filters delete_iam_v2_ip_filter(id=id)",
        "iam.role_bindings delete_iam_v2_role_binding(id=id)",
        "iam.identity_providers delete_iam_v2_identity_provider(id=id)",
        "iam.identity_pools delete_iam_v2_identity_pool(id=id)",
        "iam.group_mappings delete_iam_v2_sso_group_mapping(id=id)",
        "iam.certificate_authorities delete_iam_v2_certificate_authority(id=id)",
        "iam.certificate_identity_pools delete_iam_v2_certificate_identity_pool(id=id)",
        "managed_kafka_clusters.clusters delete_cmk_v2_cluster(environment=spec.environment.id, id=id)",
      ]
    `);
  });
});

describe("credentials", () => {
  it("are a Cloud API key from the environment", () => {
    expect(documents.provider["config"]).toEqual({
      auth: {
        type: "basic",
        username_var: "CONFLUENT_CLOUD_API_KEY",
        password_var: "CONFLUENT_CLOUD_API_SECRET",
      },
    });
  });

  it("of partners are OAuth client credentials, exchanged at the server of the API", () => {
    expect(services.find((service) => service.name === "partner")?.auth).toEqual({
      type: "oauth2",
      grant_type: "client_credentials",
      client_id_env_var: "CONFLUENT_PARTNER_CLIENT_ID",
      client_secret_env_var: "CONFLUENT_PARTNER_CLIENT_SECRET",
      token_url: "/oauth2/token",
      scopes: ["partner:create", "partner:describe"],
    });
  });
});

describe("descriptions", () => {
  it("stand on every service, resource, method, parameter and column", () => {
    const missing = resources().flatMap(([id, resource]) => [
      ...(resource.title === "" || resource.description === "" ? [id] : []),
      ...resource.methods.flatMap((method) => [
        ...(method.description === "" ? [method.id] : []),
        ...[...method.parameters, ...method.response.columns]
          .filter(({ description }) => description === "")
          .map(({ name }) => `${method.id} ${name}`),
      ]),
    ]);
    expect(missing).toEqual([]);
  });

  /** Paths of properties without a description. */
  function undescribed(schema: Schema, path: string): readonly string[] {
    const inner = [schema.items, schema.additionalProperties, ...(schema.oneOf ?? [])];
    return [
      ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
        ...(property.description === undefined ? [`${path}.${name}`] : []),
        ...undescribed(property, `${path}.${name}`),
      ]),
      ...inner.flatMap((one) => (typeof one === "object" ? undescribed(one, path) : [])),
    ];
  }

  it("stand on the fields of objects too", () => {
    const schemas = Object.entries(documents.services).flatMap(([service, document]) => {
      const { components } = document as { components: { schemas: Readonly<Record<string, Schema>> } };
      return Object.entries(components.schemas).map(([name, schema]) => [`${service} ${name}`, schema] as const);
    });
    // The envelope of a list is no column.
    const visible = schemas.filter(([name]) => !name.endsWith("List"));
    expect(visible.length).toBeGreaterThan(30);
    expect(visible.flatMap(([name, schema]) => undescribed(schema, name))).toEqual([]);
  });

  it("are sentences", () => {
    const texts = JSON.stringify(documents).match(/"description":"(?:[^"\\]|\\.)*"/g) ?? [];
    const rest = [...new Set(texts)].filter((text) => !/^"description":"[A-Z`].*[.]"$/.test(text));
    expect(rest).toEqual([]);
  });
});

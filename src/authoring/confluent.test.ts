/** The shipped Confluent sources: what they promise to scripts written for the published package, and to readers. */
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { compileService } from "../catalog/compile/service.ts";
import type { Method, Parameter, Resource, ResponseColumn, Service, Shape } from "../catalog/model.ts";
import { buildProvider, type ProviderDocuments } from "./build-provider.ts";
import type { Schema } from "./openapi.ts";
import { readProviderSources } from "./read-sources.ts";

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
    expect(multiple.filter((one) => /^(iam|managed_kafka_clusters|networking.networks)\b/.test(one))).toEqual([
      "iam.service_accounts.list_iam_v2_service_accounts display_name:text",
      "managed_kafka_clusters.clusters.list_cmk_v2_clusters spec.network:text",
      "networking.networks.list_networking_v1_networks spec.display_name:text",
      "networking.networks.list_networking_v1_networks spec.cloud:text",
      "networking.networks.list_networking_v1_networks spec.region:text",
      "networking.networks.list_networking_v1_networks spec.connection_types:text",
      "networking.networks.list_networking_v1_networks spec.cidr:text",
      "networking.networks.list_networking_v1_networks status.phase:text",
    ]);
  });

  it("keep alternatives apart by their kind, in whichever API", () => {
    const alternatives = resources().flatMap(([id, { methods }]) =>
      methods
        .filter(({ verb }) => verb === "insert")
        .flatMap(({ parameters }) => parameters.flatMap(({ name, shape }) => branchesOf(`${id} ${name}`, shape))),
    );
    expect(alternatives).toMatchInlineSnapshot(`
      [
        "managed_kafka_clusters.clusters spec.config: Basic, Standard, Dedicated, Enterprise, Freight",
        "ccl.custom_code_loggings destination_settings: Kafka",
        "ccpm.custom_connect_plugin_versions spec.upload_source: PRESIGNED_URL_LOCATION",
        "connect.custom_connector_plugins upload_source: PRESIGNED_URL_LOCATION",
        "encryption_keys.keys key: AwsKey, AzureKey, GcpKey",
        "flink_artifacts.flink_artifacts upload_source: PRESIGNED_URL_LOCATION",
        "networking.peerings spec.cloud: AwsPeering, GcpPeering, AzurePeering",
        "networking.transit_gateway_attachments spec.cloud: AwsTransitGatewayAttachment",
        "networking.private_link_accesses spec.cloud: AwsPrivateLinkAccess, AzurePrivateLinkAccess, GcpPrivateServiceConnectAccess",
        "networking.private_link_attachment_connections spec.cloud: AwsPrivateLinkAttachmentConnection, AzurePrivateLinkAttachmentConnection, GcpPrivateLinkAttachmentConnection",
        "networking.dns_forwarders spec.config: ForwardViaIp, ForwardViaGcpDnsZones",
        "networking.access_points spec.config: AwsEgressPrivateLinkEndpoint, AwsIngressPrivateLinkEndpoint, AzureEgressPrivateLinkEndpoint, AzureIngressPrivateLinkEndpoint, AwsPrivateNetworkInterface, GcpEgressPrivateServiceConnectEndpoint, GcpIngressPrivateServiceConnectEndpoint",
        "networking.dns_records spec.config: PrivateLinkAccessPoint",
        "networking.gateways spec.config: AwsEgressPrivateLinkGatewaySpec, AwsPrivateNetworkInterfaceGatewaySpec, AwsIngressPrivateLinkGatewaySpec, AwsPeeringGatewaySpec, AzurePeeringGatewaySpec, AzureEgressPrivateLinkGatewaySpec, AzureIngressPrivateLinkGatewaySpec, GcpPeeringGatewaySpec, GcpEgressPrivateServiceConnectGatewaySpec, GcpIngressPrivateServiceConnectGatewaySpec",
        "notifications.integrations target: Slack, RoleEmail, UserEmail, Webhook, MsTeams",
        "provider_integrations.integrations_v1 config: AwsIntegrationConfig",
        "provider_integrations.integrations_v2 config: GcpIntegrationConfig, AzureIntegrationConfig, AwsIntegrationConfig",
        "sql.connections spec.auth_data: PlaintextProvider",
        "sql.materialized_tables spec.columns[]: Physical, Metadata, Computed",
        "stream_sharing.provider_shares consumer_restriction: Email",
        "tableflow.topics spec.config.error_handling: SUSPEND, SKIP, LOG",
        "tableflow.topics spec.storage: ByobAws, Managed, AzureDataLakeStorageGen2",
        "tableflow.catalog_integrations spec.config: AwsGlue, Snowflake, Unity",
        "cam.connect_artifacts spec.upload_source: PRESIGNED_URL_LOCATION",
      ]
    `);
  });
});

/** `place: kinds` for every oneOf in a shape. */
function branchesOf(place: string, shape: Shape | undefined): readonly string[] {
  if (shape?.kind === "array") return branchesOf(`${place}[]`, shape.items);
  if (shape?.kind === "object") {
    return Object.entries(shape.properties).flatMap(([name, inner]) => branchesOf(`${place}.${name}`, inner));
  }
  if (shape?.kind !== "oneOf") return [];
  return [`${place}: ${shape.branches.map(({ name, value }) => value ?? name).join(", ")}`];
}

describe("answers", () => {
  it("of every list that has a token are paged to the end, by the largest pages allowed", () => {
    const lists = resources().flatMap(([, resource]) =>
      resource.methods.filter(({ parameters }) => parameters.some(({ name }) => name === "page_token")),
    );
    expect(lists.length).toBe(85);
    for (const list of lists.filter(({ id }) => id.includes(".list_"))) {
      expect(list.pagination, list.id).toMatchObject({
        algorithm: "token-in-url",
        request: { in: "query", name: "page_token" },
        response: { in: "body", path: ["metadata", "next"] },
        pageSize: { name: "page_size", maximum: expect.any(Number) },
      });
    }
  });

  it("of registries and metrics are paged in their own ways", () => {
    const { pagination: subjects } = methodOf("schema_registry.subjects", "list");
    expect(subjects).toEqual({
      algorithm: "offset",
      request: { in: "query", name: "offset" },
      response: { in: "body", path: [] },
      size: { name: "limit" },
      pageSize: { name: "limit", maximum: 1000 },
    });
    expect(methodOf("metrics.metric_descriptors", "get_v2_metrics_dataset_descriptors_metrics").pagination).toEqual({
      algorithm: "token",
      request: { in: "query", name: "page_token" },
      response: { in: "body", path: ["meta", "pagination", "next_page_token"] },
      pageSize: { name: "page_size", maximum: 1000 },
    });
  });

  it("have the same columns whether a resource is listed, read or written", () => {
    const handWritten = /^(org|iam|managed_kafka_clusters|partner|networking|notifications|billing)\./;
    for (const [id, resource] of resources().filter(([one]) => handWritten.test(one))) {
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

describe("marks", () => {
  it("of secrets are carried into the catalog, wherever they lie", () => {
    const secretsOf = (fields: readonly ResponseColumn[], path: string): readonly string[] =>
      fields.flatMap(({ name, secret, fields: inner = [] }) => [
        ...(secret === true ? [`${path}.${name}`] : []),
        ...secretsOf(inner, `${path}.${name}`),
      ]);
    const found = resources().flatMap(([id, { methods }]) =>
      methods.flatMap(({ response, parameters }) => [
        ...secretsOf(response.columns, id),
        ...parameters.flatMap((one) => [
          ...(one.secret === true ? [`${id}.${one.name}`] : []),
          ...secretPlaces(one.shape, `${id}.${one.name}`),
        ]),
      ]),
    );
    expect([...new Set(found)].toSorted()).toMatchInlineSnapshot(`
      [
        "connect.connector_config.config.kafka.api.secret",
        "connect.connector_config.kafka.api.secret",
        "connect.connector_tasks.config.kafka.api.secret",
        "connect.connectors.config",
        "connect.connectors.config.kafka.api.secret",
        "encryption_keys.data_encryption_keys.keyMaterial",
        "encryption_keys.dek_versions.keyMaterial",
        "iam.api_keys.spec.secret",
        "notifications.integrations.target.webhook_url",
        "partner.signups.token",
        "sql.connections.spec.auth_data.data",
        "stream_sharing.shared_tokens.schema_registry_secret",
        "stream_sharing.shared_tokens.secret",
        "stream_sharing.shared_tokens.token",
        "sts.oauth_tokens.access_token",
        "sts.oauth_tokens.subject_token",
        "tableflow.catalog_integrations.spec.config.client_secret",
      ]
    `);
  });

  it("of what cannot change are carried into the catalog", () => {
    const fixed = resources().flatMap(([id, { methods }]) =>
      methods.flatMap(({ parameters }) =>
        parameters.filter(({ immutable }) => immutable).map(({ name }) => `${id}.${name}`),
      ),
    );
    expect([...new Set(fixed)].filter((place) => /^(tableflow|usm|byok|encryption_keys|rtce|cam)/.test(place)))
      .toMatchInlineSnapshot(`
      [
        "encryption_keys.keys.key",
        "usm.kafka_clusters.confluent_platform_kafka_cluster_id",
        "usm.kafka_clusters.cloud",
        "usm.kafka_clusters.region",
        "usm.kafka_clusters.environment",
        "usm.connect_clusters.confluent_platform_connect_cluster_id",
        "usm.connect_clusters.kafka_cluster_id",
        "usm.connect_clusters.cloud",
        "usm.connect_clusters.region",
        "usm.connect_clusters.environment",
      ]
    `);
  });
});

/** Names of the properties of an object that cannot change. */
function fixedIn(shape: Shape | undefined): readonly string[] {
  const properties = shape?.kind === "object" ? Object.entries(shape.properties) : [];
  return properties.filter(([, inner]) => inner.immutable === true).map(([name]) => name);
}

it("what cannot change within a specification is marked there", () => {
  const specOf = (resource: string, method: string) => parameterOf(methodOf(resource, method), "spec").shape;
  expect(fixedIn(specOf("managed_kafka_clusters.clusters", "create_cmk_v2_cluster"))).toEqual([
    "cloud",
    "region",
    "network",
    "byok",
  ]);
  expect(fixedIn(specOf("networking.peerings", "create_networking_v1_peering"))).toEqual(["cloud", "network"]);
  expect(fixedIn(specOf("tableflow.topics", "create_tableflow_v1_tableflow_topic"))).toEqual([
    "display_name",
    "storage",
  ]);
});

/** Paths of secrets in a shape. */
function secretPlaces(shape: Shape | undefined, path: string): readonly string[] {
  if (shape?.kind === "scalar") return shape.secret === true ? [path] : [];
  if (shape?.kind === "array") return secretPlaces(shape.items, path);
  if (shape?.kind === "oneOf") return shape.branches.flatMap((branch) => secretPlaces(branch.shape, path));
  return Object.entries(shape?.properties ?? {}).flatMap(([name, inner]) => secretPlaces(inner, `${path}.${name}`));
}

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
        "ccl.custom_code_loggings delete_ccl_v1_custom_code_logging(environment=environment, id=id)",
        "connect.custom_connector_plugins delete_connect_v1_custom_connector_plugin(id=id)",
        "encryption_keys.key_encryption_keys delete_kek(name=name)",
        "encryption_keys.data_encryption_keys delete_dek_versions(subject=subject)",
        "encryption_keys.keys delete_byok_v1_key(id=id)",
        "flink_artifacts.flink_artifacts delete_artifact_v1_flink_artifact(cloud=cloud, region=region, environment=environment, id=id)",
        "flink_compute_pools.compute_pools delete_fcpm_v2_compute_pool(environment=spec.environment.id, id=id)",
        "ksqldb_clusters.clusters delete_ksqldbcm_v2_cluster(environment=spec.environment.id, id=id)",
        "networking.networks delete_networking_v1_network(environment=spec.environment.id, id=id)",
        "networking.peerings delete_networking_v1_peering(environment=spec.environment.id, id=id)",
        "networking.transit_gateway_attachments delete_networking_v1_transit_gateway_attachment(environment=spec.environment.id, id=id)",
        "networking.private_link_accesses delete_networking_v1_private_link_access(environment=spec.environment.id, id=id)",
        "networking.network_link_services delete_networking_v1_network_link_service(environment=spec.environment.id, id=id)",
        "networking.network_link_endpoints delete_networking_v1_network_link_endpoint(environment=spec.environment.id, id=id)",
        "networking.private_link_attachments delete_networking_v1_private_link_attachment(environment=spec.environment.id, id=id)",
        "networking.private_link_attachment_connections delete_networking_v1_private_link_attachment_connection(environment=spec.environment.id, id=id)",
        "networking.dns_forwarders delete_networking_v1_dns_forwarder(environment=spec.environment.id, id=id)",
        "networking.access_points delete_networking_v1_access_point(environment=spec.environment.id, id=id)",
        "networking.dns_records delete_networking_v1_dns_record(environment=spec.environment.id, id=id)",
        "networking.gateways delete_networking_v1_gateway(environment=spec.environment.id, id=id)",
        "notifications.subscriptions delete_notifications_v1_subscription(id=id)",
        "notifications.integrations delete_notifications_v1_integration(id=id)",
        "notifications.resource_preferences delete_notifications_v1_resource_preference(id=id)",
        "notifications.resource_subscriptions delete_notifications_v1_resource_subscription(id=id)",
        "provider_integrations.integrations_v1 delete_pim_v1_integration(environment=environment, id=id)",
        "provider_integrations.integrations_v2 delete_pim_v2_integration(environment=environment, id=id)",
        "quotas.client_quotas delete_kafka_quotas_v1_client_quota(id=id)",
        "schema_registry.exporters delete_exporter(name=name)",
        "schema_registry.versions delete_schema_version(version=version)",
        "schema_registry_clusters.v2_clusters delete_srcm_v2_cluster(environment=spec.environment.id, id=id)",
        "sql.statements delete_sqlv1_statement(organization_id=organization_id, environment_id=environment_id, statement_name=name)",
        "sql.materialized_tables delete_sqlv1_materialized_table(organization_id=organization_id, environment_id=environment_id, kafka_cluster_id=spec.kafka_cluster_id, table_name=name)",
        "stream_sharing.provider_shares delete_cdx_v1_provider_share(id=id)",
        "tableflow.topics delete_tableflow_v1_tableflow_topic(environment=spec.environment.id, spec.kafka_cluster=spec.kafka_cluster.id, display_name=spec.display_name)",
        "usm.kafka_clusters delete_usm_v1_kafka_cluster(environment=environment, id=id)",
        "usm.connect_clusters delete_usm_v1_connect_cluster(environment=environment, id=id)",
        "cam.connect_artifacts delete_cam_v1_connect_artifact(spec.cloud=spec.cloud, environment=spec.environment, id=id)",
        "stream_governance.clusters delete_stream_governance_v2_cluster(environment=spec.environment.id, id=id)",
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

  it("of clusters and regions are keys of their own, at addresses of their own", () => {
    const keyOf = (service: string) => services.find(({ name }) => name === service)?.auth?.username_var;
    expect(["schema_registry", "catalog", "sql", "tableflow", "rtce", "networking"].map(keyOf)).toEqual([
      "SCHEMA_REGISTRY_API_KEY",
      "SCHEMA_REGISTRY_API_KEY",
      "FLINK_API_KEY",
      "TABLEFLOW_API_KEY",
      "TABLEFLOW_API_KEY",
      undefined,
    ]);
    const hostsOf = (method: Method) => method.request.servers.map(({ url }) => url);
    expect(hostsOf(methodOf("sql.statements", "list_sqlv1_statements"))).toEqual([
      "https://flink.{region}.{cloud}.confluent.cloud",
      "{endpoint}",
    ]);
    expect(hostsOf(methodOf("metrics.measurements", "post_v2_metrics_dataset_query"))).toEqual([
      "https://api.telemetry.confluent.cloud",
    ]);
  });

  it("are told apart within a service that has two kinds", () => {
    const kek = methodOf("encryption_keys.key_encryption_keys", "get_kek");
    expect([kek.auth?.username_var, kek.request.servers.length]).toEqual(["SCHEMA_REGISTRY_API_KEY", 2]);
    const byok = methodOf("encryption_keys.keys", "get_byok_v1_key");
    expect([byok.auth, byok.request.servers]).toEqual([
      undefined,
      [{ url: "https://api.confluent.cloud", variables: [] }],
    ]);
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
    // What these answer depends on what they are asked: rows of several forms, and labels of any name.
    expect(missing).toEqual([
      "confluent.metrics.measurements.post_v2_metrics_dataset_query data",
      "confluent.metrics.attributes.post_v2_metrics_dataset_attributes labels",
    ]);
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
    const rest = [...new Set(texts)].filter((text) => !/^"description":"([A-Z`]|ksqlDB ).*[.]"$/.test(text));
    expect(rest).toEqual([]);
  });
});

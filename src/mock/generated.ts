// The parts of new objects that only the server can know: states, endpoints, fingerprints, secrets.
import type { Cloud } from "./cloud.ts";
import { organizationCrn, paths, type Kind } from "./kinds.ts";
import { objectAt, textAt, valueAt, type JsonObject } from "./values.ts";

/** A new object as far as it is known: its id and what the request says. */
export interface Draft {
  readonly id: string;
  readonly given: JsonObject;
  readonly createdAt: string;
}

export interface Generated {
  readonly item: JsonObject;
  readonly hidden?: JsonObject;
  /** What becomes of the object once the cloud has finished making it; absent where it is finished at once. */
  readonly finish?: (item: JsonObject) => void;
}

type Generator = (cloud: Cloud, draft: Draft) => Generated;

const day = 86_400_000;

/** What the server adds to a new object of this kind. */
export function generatedParts(cloud: Cloud, kind: Kind, draft: Draft): Generated {
  return generators[kind.template]?.(cloud, draft) ?? { item: {} };
}

const enabled: Generator = (_cloud, { id }) => ({ item: { principal: id, state: "ENABLED" } });

const generators: Readonly<Record<string, Generator>> = {
  [paths.environments]: (_cloud, { given }) => ({
    item: { stream_governance_config: given["stream_governance_config"] ?? { package: "ESSENTIALS" } },
  }),
  [paths.clusters]: (_cloud, { id, given }) => ({
    item: {
      spec: { deletion_protection: valueAt(given, "spec.deletion_protection") ?? false },
      status: startStatus(given),
    },
    finish: (item) => finishCluster(item, id),
  }),
  [paths.apiKeys]: (cloud) => ({ item: {}, hidden: { secret: cloud.random.secret() } }),
  [paths.invitations]: (cloud, { given, createdAt }) => ({
    item: {
      auth_type: given["auth_type"] ?? "AUTH_TYPE_LOCAL",
      status: given["status"] ?? "INVITE_STATUS_SENT",
      expires_at: later(createdAt, 3 * day),
      user: given["user"] ?? { id: `u-${cloud.random.idTail()}` },
      creator: given["creator"] ?? { id: firstId(cloud, paths.users) },
    },
  }),
  [paths.users]: (_cloud, { given }) => ({ item: { auth_type: given["auth_type"] ?? "AUTH_TYPE_SSO" } }),
  [paths.identityProviders]: () => ({ item: { state: "ENABLED", keys: [] } }),
  [paths.identityPools]: enabled,
  [paths.certificatePools]: enabled,
  [paths.groupMappings]: enabled,
  [paths.certificateAuthorities]: (cloud, { given, createdAt }) => ({
    item: certificateParts(cloud, given, createdAt),
  }),
  [paths.ipFilters]: (cloud, { given }) => ({
    item: {
      resource_scope: given["resource_scope"] ?? organizationCrn(cloud.organization),
      operation_groups: given["operation_groups"] ?? ["MANAGEMENT"],
    },
  }),
  [paths.partnerOrganizations]: (cloud, { id }) => ({
    item: { sso_url: `https://confluent.cloud/login/sso/partner-${id.slice(0, 8)}` },
    hidden: { activated: false, linkedTo: cloud.organization },
  }),
};

/** Fingerprints, dates and serial numbers of an uploaded certificate chain, as if it had been read. */
export function certificateParts(cloud: Cloud, given: JsonObject, createdAt: string): JsonObject {
  const { random } = cloud;
  const crlUrl = textAt(given, "crl_url");
  return {
    display_name: given["display_name"] ?? "",
    description: given["description"] ?? "",
    certificate_chain_filename: given["certificate_chain_filename"] ?? "certificate.pem",
    fingerprints: [random.hex(40).toUpperCase()],
    expiration_dates: [later(createdAt, 3650 * day)],
    serial_numbers: [random.hex(32)],
    state: "ENABLED",
    ...(crlUrl === undefined ? {} : { crl_source: "URL", crl_url: crlUrl, crl_updated_at: createdAt }),
    ...(given["crl_chain"] === undefined ? {} : { crl_source: "LOCAL", crl_updated_at: createdAt }),
  };
}

function startStatus(given: JsonObject): JsonObject {
  return { phase: textAt(objectAt(given, "status"), "phase") ?? "PROVISIONING" };
}

/** A finished cluster has endpoints and, where it is dedicated, its capacity. */
function finishCluster(item: JsonObject, id: string): void {
  const spec = objectAt(item, "spec") ?? {};
  const host = `${id.replace("lkc-", "pkc-")}.${textAt(spec, "region")}.${textAt(spec, "cloud")?.toLowerCase()}.confluent.cloud`;
  const http = `https://${host}:443`;
  const bootstrap = `SASL_SSL://${host}:9092`;
  item["spec"] = {
    ...spec,
    kafka_bootstrap_endpoint: bootstrap,
    http_endpoint: http,
    api_endpoint: `https://${id.replace("lkc-", "pkac-")}.${textAt(spec, "region")}.confluent.cloud`,
    endpoints: {
      [`ap-${id.slice(4)}`]: { kafka_bootstrap_endpoint: bootstrap, http_endpoint: http, connection_type: "PUBLIC" },
    },
  };
  const cku = objectAt(spec, "config")?.["cku"];
  item["status"] = { phase: "PROVISIONED", ...(cku === undefined ? {} : { cku }) };
}

function firstId(cloud: Cloud, template: string): string {
  const first = cloud.collection(template)?.items.keys().next().value;
  return first ?? "u-000000";
}

function later(from: string, milliseconds: number): string {
  return new Date(Date.parse(from) + milliseconds).toISOString();
}

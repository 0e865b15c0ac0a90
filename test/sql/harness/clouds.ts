/** The clouds that .slt files run against, by the name that their first line gives. */
import { fileURLToPath } from "node:url";
import type { Catalog } from "../../../src/catalog/catalog.ts";
import type { JsonValue } from "../../../src/common/value.ts";
import type { FaultRule } from "../../../src/mock/faults.ts";
import type { Connection, Connections } from "../../../src/connector/connection.ts";
import { demoCredentials, startMockConfluent } from "../../../src/mock/server.ts";
import { startDepotServer } from "../fixtures/depot-server.ts";
import { startOddServer } from "../fixtures/odd-server.ts";
import { startFleetServers } from "../fixtures/fleet-server.ts";
import { startJobsServer } from "../fixtures/jobs-server.ts";
import { startPlanesServer } from "../fixtures/planes-server.ts";
import { startPagesServer } from "../fixtures/pages-server.ts";
import type { RecordingServer } from "../fixtures/recording-server.ts";
import { startWireServer } from "../fixtures/wire-server.ts";
import { confluentCatalog, oddCatalog, shippedCatalog, smallCatalog } from "./catalogs.ts";

export interface Cloud {
  readonly catalog: Catalog;
  readonly provider: string;
  readonly origin: string;
  /** Stands for the origin in what files expect. */
  readonly shownOrigin: string;
  readonly environment: (name: string) => string | undefined;
  /** The accounts with names of their own. */
  readonly connections?: Connections;
  /** A line with what differs from run to run replaced, where that is more than the origin. */
  readonly steady?: (line: string) => string;
  /** `METHOD path?query` and body of every request since the last reset. */
  requests(): readonly string[];
  /** Provokes a fault in requests to come. */
  fail(rule: JsonValue): void;
  reset(): void;
  close(): Promise<void>;
}

export const clouds: { readonly [name: string]: (() => Promise<Cloud>) | undefined } = {
  confluent: startConfluent,
  planes: startPlanes,
  odd: startOdd,
  jobs: small({ provider: "jobs", service: "work", start: startJobsServer }),
  depot: small({ provider: "depot", service: "store", start: startDepotServer, snakeCaseNames: true }),
  pages: small({ provider: "pages", service: "all", start: startPagesServer }),
  fleet: startFleet,
  wire: small({ provider: "wire", service: "api", start: startWireServer, shownOrigin: "http://eu.wire.test" }),
};

async function startConfluent(): Promise<Cloud> {
  const factsDirectory = fileURLToPath(new URL("../../../providers/confluent/facts", import.meta.url));
  const server = await startMockConfluent({ factsDirectory, scale: 0.05 });
  const credentials: { readonly [name: string]: string } = {
    CONFLUENT_CLOUD_API_KEY: demoCredentials.apiKey,
    CONFLUENT_CLOUD_API_SECRET: demoCredentials.apiSecret,
    CONFLUENT_PARTNER_CLIENT_ID: demoCredentials.partnerClientId,
    CONFLUENT_PARTNER_CLIENT_SECRET: demoCredentials.partnerClientSecret,
  };
  return {
    catalog: await confluentCatalog(),
    provider: "confluent",
    origin: server.url,
    shownOrigin: "https://api.confluent.cloud",
    environment: (name) => credentials[name],
    requests: () =>
      server.requests.map(
        ({ method, path, query, body }) =>
          `${method} ${path}${query === "" ? "" : `?${query}`}${body === undefined ? "" : ` ${JSON.stringify(body)}`}`,
      ),
    fail: (rule) => server.fail(rule as FaultRule),
    reset: () => server.reset(),
    close: () => server.close(),
  };
}

/** Clusters, registries and regions answer where the control plane says; that itself is where `origin` is. */
async function startPlanes(): Promise<Cloud> {
  const server = await startPlanesServer();
  return {
    catalog: await shippedCatalog(),
    provider: "confluent",
    origin: server.origin,
    shownOrigin: "https://api.confluent.cloud",
    environment: (name) => {
      if (/^KAFKA_API_(KEY|SECRET)_LKC_2$/.test(name)) return "own";
      return /_API_(KEY|SECRET)$/.test(name) ? "mine" : undefined;
    },
    requests: () => server.requests,
    fail: () => {
      throw new Error("the planes take no faults");
    },
    reset: () => server.reset(),
    close: () => server.close(),
  };
}

async function startOdd(): Promise<Cloud> {
  const server = await startOddServer();
  return {
    catalog: await oddCatalog(),
    provider: "odd",
    origin: server.origin,
    shownOrigin: "http://odd.test",
    environment: () => undefined,
    requests: () => server.requests,
    fail: () => {
      throw new Error("the odd cloud takes no faults: it has its own");
    },
    reset: () => server.reset(),
    close: () => server.close(),
  };
}

/** Three accounts; those of them that are well and slow have regions of their own. */
async function startFleet(): Promise<Cloud> {
  const { origins, ...servers } = await startFleetServers();
  const bare = { auth: {}, variables: {}, parameters: {}, values: {}, network: {}, limits: {}, ignore: [], tags: {} };
  const of = (name: string, endpoint: string): Connection => {
    return { ...bare, name, provider: "fleet", endpoint, source: "fleet.yaml" };
  };
  const lookups = { region: "SELECT name FROM fleet.ops.regions" };
  return {
    ...servers,
    catalog: await smallCatalog("fleet", "ops"),
    provider: "fleet",
    origin: origins.well,
    shownOrigin: "http://fleet.test",
    environment: () => undefined,
    connections: {
      connections: [
        { ...of("fleet_well", origins.well), values: { region: ["north", "south"] }, tags: { team: "payments" } },
        { ...of("fleet_slow", origins.slow), parameters: { region: "north" }, values: { region: ["north"] } },
        { ...of("asking_well", origins.well), lookups },
        { ...of("asking_slow", origins.slow), lookups },
        { ...of("fleet_forbidden", origins.forbidden), parameters: { region: "north" } },
        { ...of("fleet_ignoring", origins.forbidden), parameters: { region: "north" }, ignore: ["AccessDenied"] },
      ],
      groups: [
        { name: "fleet_all", members: ["fleet_well", "fleet_slow"], source: "fleet.yaml" },
        { name: "fleet_most", members: ["fleet_*"], onError: "warn", source: "fleet.yaml" },
      ],
    },
    steady: (line) =>
      line
        .replaceAll(origins.well, "http://well.test")
        .replaceAll(origins.slow, "http://slow.test")
        .replaceAll(origins.forbidden, "http://forbidden.test"),
    requests: () => servers.requests,
    fail: () => {
      throw new Error("the accounts of the fleet take no faults: one has its own");
    },
  };
}

interface SmallCloud {
  readonly provider: string;
  readonly service: string;
  readonly start: () => Promise<RecordingServer>;
  /** The host that expected requests show; that of the provider unless said. */
  readonly shownOrigin?: string;
  readonly snakeCaseNames?: boolean;
}

/** A cloud of one service without credentials and faults. */
function small({ provider, service, start, shownOrigin, snakeCaseNames }: SmallCloud): () => Promise<Cloud> {
  return async () => {
    const server = await start();
    return {
      catalog: await smallCatalog(provider, service, snakeCaseNames),
      provider,
      origin: server.origin,
      shownOrigin: shownOrigin ?? `http://${provider}.test`,
      environment: () => undefined,
      requests: () => server.requests,
      fail: () => {
        throw new Error(`the cloud ${provider} takes no faults`);
      },
      reset: () => server.reset(),
      close: () => server.close(),
    };
  };
}

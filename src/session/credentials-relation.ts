/**
 * `tributary.credentials`: for each connection and provider, whose credentials it has, where they were read, and what is
 * missing. Reading it makes credentials as queries do, and asks the providers that can tell whose they are.
 */
import type { Catalog, SystemRelation } from "../catalog/catalog.ts";
import { fixedServerOf } from "../catalog/fixed-server.ts";
import { findProvider, unknownName } from "../catalog/lookup.ts";
import type { AuthConfig, Provider, Service } from "../catalog/model.ts";
import { systemRelation } from "../catalog/relations/relation.ts";
import type { EventSink } from "../common/event.ts";
import { EngineError } from "../common/error.ts";
import { textOf } from "../common/value.ts";
import { authOf } from "../connector/auth/authenticate.ts";
import type { Connector, CredentialReport } from "../connector/call.ts";
import type { Connection } from "../connector/connection.ts";
import type { Settings } from "./settings.ts";

export interface CredentialsOf {
  readonly catalog: Catalog;
  readonly connector: Pick<Connector, "credentials">;
  readonly settings: Pick<Settings, "auth" | "signedIn" | "refreshEnvironment">;
  readonly connections: () => Promise<readonly Connection[]>;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}

/** `unset`: nothing of what the provider wants is there, and nobody said that it is used. */
type Status = CredentialReport["status"] | "unset";

interface CredentialRow extends Omit<CredentialReport, "status"> {
  readonly name: string;
  readonly provider: string;
  /** Those that these credentials are for; undefined where all are. */
  readonly services: readonly string[] | undefined;
  readonly status: Status;
}

/** The relation of a session. Asked for a name that is none, it throws `undefined_table`. */
export function credentialsRelation(of: CredentialsOf): SystemRelation {
  return systemRelation<CredentialRow>({
    name: "tributary.credentials",
    keys: ["name"],
    columns: {
      name: ["text", ({ name }) => name],
      provider: ["text", ({ provider }) => provider],
      services: ["text", ({ services }) => services?.join(", ")],
      type: ["text", ({ type }) => type],
      status: ["text", ({ status }) => status],
      principal: ["text", ({ principal }) => principal],
      account: ["text", ({ account }) => account],
      source: ["text", ({ sources }) => joined(sources, "; ")],
      missing: ["text", ({ missing }) => joined(missing, ", ")],
      expires: ["timestamp", ({ expires }) => expires?.toISOString()],
      verified_by: ["text", ({ verifiedBy }) => verifiedBy],
      detail: ["text", ({ detail }) => detail],
    },
    // oxlint-disable-next-line max-params -- as the interface has them
    items: async function* items(_catalog, keys, _session, _filter, signal) {
      of.settings.refreshEnvironment?.();
      const name = keys.get("name");
      const wanted = name === undefined || name === null ? undefined : textOf(name);
      const signals = signal === undefined ? [of.signal] : [of.signal, signal];
      const rows = await rowsOf({ ...of, signal: AbortSignal.any(signals) }, wanted);
      yield rows;
    },
  });
}

function joined(texts: readonly string[], between: string): string | undefined {
  return texts.length === 0 ? undefined : texts.join(between);
}

/** A connection, or a provider by its own name. */
interface Holder {
  readonly name: string;
  readonly provider: Provider;
  readonly connection: Connection | undefined;
  /** True where somebody named or declared it, so that missing credentials are a fault. */
  readonly isWanted: boolean;
}

async function rowsOf(of: CredentialsOf, name: string | undefined): Promise<readonly CredentialRow[]> {
  const holders = await holdersOf(of, name);
  return (await Promise.all(holders.map((holder) => rowsOfHolder(of, holder)))).flat();
}

async function holdersOf(
  { catalog, settings, connections }: CredentialsOf,
  name: string | undefined,
): Promise<readonly Holder[]> {
  const declared = await connections();
  const ofConnection = async (connection: Connection): Promise<Holder> => {
    const provider = await findProvider(catalog, connection.provider);
    if (provider === undefined) throw unknownName("provider", connection.provider, await catalog.providerNames());
    return { name: connection.name, provider, connection, isWanted: true };
  };
  if (name !== undefined) {
    const connection = declared.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (connection !== undefined) return [await ofConnection(connection)];
    const provider = await findProvider(catalog, name);
    if (provider !== undefined) return [{ name: provider.name, provider, connection: undefined, isWanted: true }];
    const names = [...declared.map((one) => one.name), ...(await catalog.providerNames())];
    throw unknownName("provider", name, names);
  }
  const own = new Set(declared.map((one) => one.name));
  const given = new Set(Object.keys({ ...settings.auth, ...settings.signedIn }).map((owner) => owner.split(".", 1)[0]));
  const names = (await catalog.providerNames()).filter((one) => !own.has(one));
  const providers = await Promise.all(names.map((one) => catalog.provider(one).catch(unreadable)));
  return [
    ...(await Promise.all(declared.map(ofConnection))),
    ...providers.flatMap((provider) =>
      provider === undefined
        ? []
        : [{ name: provider.name, provider, connection: undefined, isWanted: given.has(provider.name) }],
    ),
  ];
}

/** A provider that cannot be read keeps nobody from the others. */
function unreadable(error: unknown): undefined {
  if (!(error instanceof EngineError)) throw error;
  return undefined;
}

async function rowsOfHolder(of: CredentialsOf, holder: Holder): Promise<readonly CredentialRow[]> {
  const { name, provider, connection } = holder;
  const ways = await waysOf(of, holder);
  const { signal, onEvent } = of;
  const rows = await Promise.all(
    ways.map(async ({ auth, server, services }) => {
      const [service = ""] = services;
      const question = { provider: provider.name, service, connection, auth, server, identity: provider.identity };
      const report = await of.connector.credentials(question, { signal, onEvent });
      return {
        ...report,
        name,
        provider: provider.name,
        services: ways.length === 1 ? undefined : services,
      };
    }),
  );
  // Whoever has credentials for one part of a provider may have no use for the others.
  const isUsed = rows.some(({ status }) => status !== "missing" && status !== "none");
  return rows.map((row) => (holder.isWanted && !isUsed ? row : { ...row, status: statusUnasked(row) }));
}

function statusUnasked({ status, sources }: CredentialReport): Status {
  return status === "missing" && sources.length === 0 ? "unset" : status;
}

/** One way to prove oneself, and the services that want it. */
interface Way {
  readonly auth: AuthConfig;
  readonly services: string[];
  readonly server: string | undefined;
}

/** The ways of a provider. Only documents of ours declare some by service: no others are read whole. */
async function waysOf(of: CredentialsOf, { provider, connection }: Holder): Promise<readonly Way[]> {
  const usable = provider.services.filter(({ unavailable }) => unavailable === undefined);
  const read = provider.shipped ? usable : usable.slice(0, 1);
  const loaded = await Promise.all(read.map(({ name }) => of.catalog.service(provider.name, name)));
  const byName = new Map(loaded.flatMap((service) => (service === undefined ? [] : [[service.name, service]])));
  const ways = new Map<string, Way>();
  for (const { name } of usable) {
    const service = byName.get(name);
    for (const declared of declaredBy(service, provider)) {
      const owner = { provider: provider.name, service: name, connection, auth: declared };
      const auth = authOf(owner, of.settings);
      const key = JSON.stringify(auth);
      const way = ways.get(key) ?? { auth, services: [], server: serverOf(service) };
      if (!way.services.includes(name)) way.services.push(name);
      ways.set(key, way);
    }
  }
  return [...ways.values()];
}

/** What the methods of a service declare, each once. */
function declaredBy(service: Service | undefined, provider: Provider): readonly (AuthConfig | undefined)[] {
  const usual = service?.auth ?? provider.auth;
  const all = (service?.resources ?? []).flatMap(({ methods }) => methods.map(({ auth }) => auth ?? usual));
  return all.length === 0 ? [usual] : [...new Map(all.map((auth) => [JSON.stringify(auth), auth])).values()];
}

/** Origin of the first server that is known without arguments. */
function serverOf(service: Service | undefined): string | undefined {
  const url = service && fixedServerOf(service);
  return url === undefined ? undefined : new URL(url).origin;
}

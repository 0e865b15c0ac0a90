/** The connections of a session: those that it was opened with, and what their names and those of groups mean. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Connected, ConnectedMember } from "../catalog/connections.ts";
import { findNamed } from "../catalog/lookup.ts";
import type { AuthConfig } from "../catalog/model.ts";
import { EngineError } from "../common/error.ts";
import { once } from "../common/once.ts";
import { didYouMean } from "../common/suggest.ts";
import { fits } from "../common/text-pattern.ts";
import { authSource, type Connection, type ConnectionGroup, type Connections } from "../connector/connection.ts";
import type { ConnectionRows } from "../execution/backends/sqlite/connection-rows.ts";
import type { ConnectionSource, Declaration } from "../execution/connected.ts";
import { checkConnections, isWildcard, membersOf } from "./check-connections.ts";
import { connectionsMade, CreatedConnections, type Holder, holderOf } from "./created-connections.ts";
import type { Settings } from "./settings.ts";

export interface SessionConnections extends ConnectionSource {
  /** Those that somebody declared: in the file, to the library, or by statement. Throws as `all` does. */
  declared(): Promise<readonly Connection[]>;
  /** All that are declared. Throws `configuration_error` where the declarations cannot be read, or contradict. */
  all(): Promise<Connections>;
}

type Given = Pick<Settings, "connections" | "auth">;

/** Nothing is read before somebody asks for a name. `rows` are the connections that outlive the session. */
export function openConnections(
  { connections, auth }: Given,
  catalog: Catalog,
  rows: () => ConnectionRows | undefined = () => undefined,
): SessionConnections {
  const created = new CreatedConnections(rows);
  const given = once(async () => (typeof connections === "function" ? connections() : connections));
  const merged = async (made: CreatedConnections["list"]): Promise<Connections> => {
    const fixed = await given();
    const own = await connectionsMade(made(), fixed.connections);
    const all = { connections: [...fixed.connections, ...own.connections], groups: [...fixed.groups, ...own.groups] };
    if (all.connections.length + all.groups.length > 0) await checkConnections(all, catalog);
    return withAuth(all, auth);
  };
  let known: Promise<Connections> | undefined;
  let last: Connections | undefined;
  const all = async (): Promise<Connections> => (last = await (known ??= merged(() => created.list())));
  const change = async (made: CreatedConnections["list"], commit: () => void): Promise<void> => {
    const next = await merged(made);
    commit();
    known = Promise.resolve(next);
  };
  return {
    all,
    declared: async () => (await all()).connections.filter(({ source }) => source !== authSource),
    get: (name) => last?.connections.find((connection) => connection.name === name),
    names: async () => namesIn(await all()),
    find: async (name) => connectedBy(name, await all()),
    declare: async ({ orReplace, ...declaration }) => {
      const { name } = declaration;
      const old = created.find(name);
      const isTaken = namesIn(await all()).some((one) => one.toLowerCase() === name.toLowerCase());
      if (isTaken && (old === undefined || !orReplace)) throw taken(name, old !== undefined);
      const others = created.list().filter((made) => made.name !== old?.name);
      await change(
        () => [...others, declaration],
        () => created.put(declaration),
      );
    },
    drop: async (name, kind) => {
      const old = created.find(name);
      if (old === undefined || old.kind !== kind) return refuseFixed(name, kind, await given());
      const others = created.list().filter((made) => made.name !== old.name);
      const holder = holderOf(old.name, await given(), others);
      if (holder !== undefined) throw held(old.name, holder);
      await change(
        () => others,
        () => created.remove(old.name),
      );
      return true;
    },
  };
}

function namesIn({ connections, groups }: Connections): readonly string[] {
  return [...connections, ...groups].map(({ name }) => name).toSorted();
}

function taken(name: string, isOwn: boolean): EngineError {
  return new EngineError({
    condition: "duplicate_table",
    stage: "execute",
    message: `there is a connection or group ${name} already`,
    hint: isOwn
      ? "CREATE OR REPLACE puts another one in its place."
      : "It is declared outside of SQL: choose another name.",
  });
}

/** What others stand on is not taken away. */
function held(name: string, { name: by, kind }: Holder): EngineError {
  const [what, verb] =
    kind === "group" ? [`a member of the group ${by}`, "CONNECTION GROUP"] : [`extended by ${by}`, "CONNECTION"];
  return new EngineError({
    condition: "configuration_error",
    stage: "config",
    message: `${name} is ${what}`,
    hint: `CREATE OR REPLACE ${verb} ${by} without it, or take ${by} away first.`,
  });
}

/** False where nothing of the name was given to the session; throws `configuration_error` where something was. */
function refuseFixed(name: string, kind: Declaration["kind"], { connections, groups }: Connections): false {
  const found = findNamed<Connection | ConnectionGroup>(kind === "group" ? groups : connections, name);
  if (found === undefined) return false;
  throw new EngineError({
    condition: "configuration_error",
    stage: "config",
    message: `${found.name} was not made by a statement: ${found.source} declares it`,
    hint: "Take it away there.",
  });
}

/** `--auth` configures the account that a provider's own name stands for. */
function withAuth(declared: Connections, auth: Given["auth"]): Connections {
  const given = new Map<string, { [service: string]: AuthConfig }>();
  for (const [owner, config] of Object.entries(auth)) {
    const [provider = "", service = ""] = owner.split(".", 2);
    given.set(provider, { ...given.get(provider), [service]: config });
  }
  if (given.size === 0) return declared;
  const changed = declared.connections.map((connection) => {
    const own = connection.name === connection.provider ? given.get(connection.provider) : undefined;
    if (own !== undefined) given.delete(connection.provider);
    return own === undefined ? connection : { ...connection, auth: { ...connection.auth, ...own } };
  });
  const further = [...given].map(([provider, own]): Connection => ({
    ...bare,
    name: provider,
    provider,
    auth: own,
    source: authSource,
  }));
  return { ...declared, connections: [...changed, ...further] };
}

const bare = { variables: {}, parameters: {}, values: {}, network: {}, limits: {}, ignore: [], tags: {} };

/** What a name means: a connection, a group, or all connections that a pattern fits. */
function connectedBy(name: string, declared: Connections): Connected | undefined {
  const { connections, groups } = declared;
  if (isWildcard(name)) return connectedByPattern(name, connections);
  const connection = findNamed(connections, name);
  if (connection !== undefined) {
    return { name: connection.name, provider: connection.provider, isGroup: false, members: [connection] };
  }
  const group = findNamed(groups, name);
  return group && connectedByGroup(group, declared);
}

function connectedByGroup(group: ConnectionGroup, declared: Connections): Connected {
  const { name, onError } = group;
  const connections = membersOf(group, declared);
  const members = connections.map((member): ConnectedMember =>
    onError === undefined ? member : { ...member, onError },
  );
  return { name, provider: connections[0]?.provider ?? "", isGroup: true, members };
}

function connectedByPattern(pattern: string, connections: readonly Connection[]): Connected {
  const members = connections.filter(({ name }) => fits(name, pattern));
  const providers = [...new Set(members.map(({ provider }) => provider))];
  const [provider] = providers;
  if (provider === undefined) {
    const known = connections.map(({ name }) => name);
    throw new EngineError({
      condition: "undefined_table",
      stage: "bind",
      message: `no connection fits ${pattern}`,
      hint: didYouMean(pattern.replaceAll("*", ""), known) ?? "SHOW CONNECTIONS lists those there are.",
    });
  }
  if (providers.length === 1) return { name: pattern, provider, isGroup: true, members };
  throw new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `${pattern} means connections of ${providers.length} providers: ${providers.join(", ")}`,
    hint: "Connections are read as one only where one provider describes their relations.",
  });
}

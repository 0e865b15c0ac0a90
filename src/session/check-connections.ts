/** What is wrong with declared connections as a whole: with their providers, their names, and their groups. */
import type { Catalog } from "../catalog/catalog.ts";
import { EngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import { fits } from "../common/text-pattern.ts";
import type { Connection, ConnectionGroup, Connections } from "../connector/connection.ts";

/** True for a name that means all connections that it fits. */
export function isWildcard(name: string): boolean {
  return name.includes("*");
}

/**
 * The connections of a group, each once, in the order of its members; a member may be a group. Throws
 * `configuration_error` for members that are not there, for none at all, and for groups that hold themselves.
 */
export function membersOf(
  group: ConnectionGroup,
  declared: Connections,
  above: readonly string[] = [],
): readonly Connection[] {
  if (above.includes(group.name)) {
    throw wrong(group, "members", `the group holds itself: ${[...above, group.name].join(" → ")}`);
  }
  const found = group.members.flatMap((member) => {
    const matching = isWildcard(member)
      ? declared.connections.filter(({ name }) => fits(name, member))
      : declared.connections.filter(({ name }) => name === member);
    const inner = isWildcard(member) ? undefined : declared.groups.find(({ name }) => name === member);
    if (inner !== undefined) return membersOf(inner, declared, [...above, group.name]);
    if (matching.length > 0) return matching;
    const known = [...declared.connections, ...declared.groups].map(({ name }) => name);
    throw wrong(group, "members", `there is no connection ${member}`, didYouMean(member.replaceAll("*", ""), known));
  });
  if (found.length === 0) throw wrong(group, "members", "the group has no member", "Name connections, or a pattern.");
  return [...new Set(found)];
}

/** Throws `configuration_error` at what cannot be meant, with the place of its declaration. */
export async function checkConnections(declared: Connections, catalog: Catalog): Promise<void> {
  const providers = await catalog.providerNames();
  const seen = new Map<string, { readonly source: string }>();
  for (const one of [...declared.connections, ...declared.groups]) {
    const twin = seen.get(one.name.toLowerCase());
    if (twin !== undefined) throw wrong(one, "", `the name ${one.name} is declared twice`, `Also in ${twin.source}.`);
    seen.set(one.name.toLowerCase(), one);
    const owner = "provider" in one ? one.provider : undefined;
    if (providers.includes(one.name) && one.name !== owner) {
      const hint = "Choose another name; a connection may have the name of its own provider only.";
      throw wrong(one, "", `the name ${one.name} is that of a provider`, hint);
    }
  }
  for (const connection of declared.connections) {
    if (providers.includes(connection.provider)) continue;
    const near = didYouMean(connection.provider, providers) ?? "";
    const hint = `${near} REGISTRY PULL ${connection.provider} installs one of that name.`.trim();
    throw wrong(connection, "provider", `there is no provider ${connection.provider}`, hint);
  }
  for (const group of declared.groups) checkOneProvider(group, membersOf(group, declared));
}

function checkOneProvider(group: ConnectionGroup, members: readonly Connection[]): void {
  const providers = [...new Set(members.map(({ provider }) => provider))];
  if (providers.length < 2) return;
  const hint = "A group is read as one relation: make one group for each provider.";
  throw wrong(group, "members", `the group is over ${providers.length} providers: ${providers.join(", ")}`, hint);
}

/** A mistake in a declaration, with its place. */
function wrong(one: Connection | ConnectionGroup, key: string, message: string, hint?: string): EngineError {
  const path = [`${"provider" in one ? "connections" : "groups"}.${one.name}`, ...(key === "" ? [] : [key])].join(".");
  return new EngineError({
    condition: "configuration_error",
    stage: "config",
    message: `${one.source}: ${path}: ${message}`,
    hint,
  });
}

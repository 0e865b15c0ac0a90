/**
 * Where an API answers and what opens it, as the overlay says: its documents name a host of some cluster at most, and
 * kinds of keys at best.
 */
import { isDeepStrictEqual } from "node:util";
import { extensions } from "../catalog/compile/extensions.ts";
import type { AuthConfig, Pagination } from "../catalog/model.ts";
import type { FactsByName } from "./openapi.ts";
import { documentError, fieldsOf, membersOf, optionalTextOf, textOf, textsOf, type Placed } from "./place.ts";

/** A server as OpenAPI writes it; variables may name the environment variable that gives them. */
export interface ServerNode {
  readonly url: string;
  readonly variables?: Readonly<Record<string, ServerVariable>>;
}

interface ServerVariable {
  readonly description: string;
  readonly default?: string;
  readonly "x-stackQL-envVar"?: string;
  readonly "x-tributary-hosts"?: readonly string[];
}

export interface ApiOverlay {
  readonly place: Placed;
  /** Instead of those of the facts. */
  readonly servers: readonly ServerNode[] | undefined;
  readonly auth: AuthConfig | undefined;
  /** Instead of the provider's. */
  readonly pagination: PaginationOverlay | undefined;
}

/** Holds for each method that has the token parameter. */
export interface PaginationOverlay {
  readonly algorithm: Pagination["algorithm"];
  readonly tokenParameter: string;
  readonly sizeParameter: string | undefined;
  /** How many rows to ask for, where the facts know no most. */
  readonly pageSize: number | undefined;
  /** Where the answer holds what leads to the next page: property names. */
  readonly next: readonly string[];
}

/** The servers and the credentials of one API. */
export interface Access {
  readonly servers: readonly ServerNode[];
  readonly auth: AuthConfig | undefined;
}

/** Reads `apis`: by name of the facts, `servers`, `auth` and `pagination`. Throws on what is malformed. */
export function readApis(place: Placed): ReadonlyMap<string, ApiOverlay> {
  return new Map(
    membersOf(place).map(([name, member]) => {
      const read = fieldsOf(member, ["servers", "auth", "pagination"]);
      const servers = read.servers.value === undefined ? undefined : readServers(read.servers);
      return [name, { place: member, servers, auth: readAuth(read.auth), pagination: readPagination(read.pagination) }];
    }),
  );
}

function readServers(place: Placed): readonly ServerNode[] {
  if (!Array.isArray(place.value)) throw documentError(place, "must be a list");
  return place.value.map((value: unknown, index) => {
    const read = fieldsOf({ file: place.file, key: `${place.key}[${index}]`, value }, ["url", "variables"]);
    const variables = membersOf(read.variables).map(([name, member]) => [name, readVariable(member)] as const);
    return {
      url: textOf(read.url),
      ...(variables.length === 0 ? {} : { variables: Object.fromEntries(variables) }),
    };
  });
}

function readVariable(place: Placed): ServerVariable {
  const read = fieldsOf(place, ["description", "default", "environment", "hosts"]);
  const hosts = textsOf(read.hosts);
  const environment = optionalTextOf(read.environment);
  const value = optionalTextOf(read.default);
  return {
    description: textOf(read.description),
    ...(value === undefined ? {} : { default: value }),
    ...(environment === undefined ? {} : { "x-stackQL-envVar": environment }),
    ...(hosts.length === 0 ? {} : { [extensions.hosts]: hosts }),
  };
}

/** How the APIs of these names are reached, by the names of their facts. */
export function accessOf(
  names: readonly string[],
  facts: FactsByName,
  apis: ReadonlyMap<string, ApiOverlay>,
): ReadonlyMap<string, Access> {
  return new Map(
    names.map((name) => {
      const api = apis.get(name);
      return [name, { servers: api?.servers ?? facts[name]?.servers ?? [], auth: api?.auth }];
    }),
  );
}

/** What all APIs of a service share is said once, at the root of its document; the rest with each operation. */
export interface SharedAccess {
  readonly root: Readonly<Record<string, unknown>>;
  /** What the operation and the method of an API say beside that. */
  of(facts: string): { readonly operation: object; readonly method: object };
}

/** Splits the access of a service's APIs; `own` is the auth that the service itself names, which wins over theirs. */
export function sharedAccess(access: ReadonlyMap<string, Access>, own: AuthConfig | undefined): SharedAccess {
  const [first] = access.values();
  const all = [...access.values()];
  const oneHost = all.every(({ servers }) => isDeepStrictEqual(servers, first?.servers));
  const oneAuth = own !== undefined || all.every(({ auth }) => isDeepStrictEqual(auth, first?.auth));
  const shared = own ?? (oneAuth ? first?.auth : undefined);
  return {
    root: { servers: first?.servers ?? [], ...(shared === undefined ? {} : { [extensions.auth]: shared }) },
    of: (facts) => {
      const { servers, auth } = access.get(facts) ?? { servers: [], auth: undefined };
      return {
        operation: oneHost ? {} : { servers },
        method: oneAuth || auth === undefined ? {} : { [extensions.auth]: auth },
      };
    },
  };
}

/** Auth blocks pass as they are: their keys are those of the document format and are checked where they are used. */
export function readAuth(place: Placed): AuthConfig | undefined {
  if (place.value === undefined) return undefined;
  const type = new Map(membersOf(place)).get("type") ?? { ...place, key: `${place.key}.type`, value: undefined };
  return { ...(place.value as Omit<AuthConfig, "type">), type: textOf(type) };
}

const paginationAlgorithms = ["token", "next-url", "token-in-url", "page-number", "offset"] as const;

/** Throws on an unknown algorithm or a malformed key. */
export function readPagination(place: Placed): PaginationOverlay | undefined {
  if (place.value === undefined) return undefined;
  const read = fieldsOf(place, ["algorithm", "tokenParameter", "sizeParameter", "pageSize", "next"]);
  const algorithm = paginationAlgorithms.find((known) => known === read.algorithm.value);
  if (algorithm === undefined) throw documentError(read.algorithm, `must be one of ${paginationAlgorithms.join(", ")}`);
  return {
    algorithm,
    tokenParameter: textOf(read.tokenParameter),
    sizeParameter: optionalTextOf(read.sizeParameter),
    pageSize: typeof read.pageSize.value === "number" ? read.pageSize.value : undefined,
    next: textsOf(read.next),
  };
}

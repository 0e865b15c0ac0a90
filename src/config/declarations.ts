/** Declarations of connections and groups as people write them: the keys, and what each stands for. */
import { resolve } from "node:path";
import { authMembers, authMistake } from "../catalog/compile/auth.ts";
import type { AuthConfig } from "../catalog/model.ts";
import { rememberSecrets } from "../catalog/secrets.ts";
import { isSecretName, rememberSecret } from "../common/redact.ts";
import { isHttpUrl } from "../common/http-url.ts";
import type { JsonValue } from "../common/value.ts";
import { expandHome } from "../connector/auth/files.ts";
import {
  type Connection,
  type ConnectionGroup,
  connectionErrorRules,
  type ConnectionLimits,
  type ConnectionNetwork,
  type Connections,
  type VariableSource,
} from "../connector/connection.ts";
import { timeoutPhases, type TimeoutRule } from "../connector/network.ts";
import { extended } from "./extending.ts";
import {
  below,
  checkKeys,
  choice,
  listOf,
  mapOf,
  mistake,
  number,
  objectAt,
  type Place,
  type Reader,
  recordOf,
  text,
  truth,
  value,
} from "./reading.ts";

/** What declares connections: where people are told that it is, and the folder that paths in it start from. */
export interface Origin {
  readonly source: string;
  readonly folder: string;
}

const ofProcess = (name: string): string | undefined => process.env[name];

const authBlock: Reader<AuthConfig> = (given, at) => {
  const block = objectAt(given, at);
  checkKeys(block, ["type", ...authMembers], at);
  text(block["type"] ?? null, below(at, "type"));
  const wrong = authMistake(block);
  if (wrong !== undefined) throw mistake(at, wrong);
  const config = block as unknown as AuthConfig;
  rememberSecrets(config);
  return config;
};

/** A block for the whole provider, others for services that prove otherwise who one is, or both. */
const auth: Reader<Connection["auth"]> = (given, at) => {
  const { services = null, ...own } = objectAt(given, at);
  const byService = services === null ? {} : mapOf(authBlock)(services, below(at, "services"));
  const isWhole = services === null || Object.keys(own).length > 0;
  return isWhole ? { ...byService, "": authBlock(own, at) } : byService;
};

/** Exactly one of these says where a value is. */
const sources = { env: text, file: text, exec: listOf(text), keychain: text } as const;

const seconds = number({ least: 0, whole: false });

const variable: Reader<VariableSource> = (given, at) => {
  if (typeof given !== "object" || given === null) return value(given, at);
  const read = recordOf({ ...sources, account: text })(given, at);
  const [kind, ...more] = Object.keys(read).filter((key) => key in sources);
  if (kind === undefined || more.length > 0 || (read.account !== undefined && read.keychain === undefined)) {
    throw mistake(at, `expected a text, or one of ${Object.keys(sources).join(", ")}`);
  }
  const { exec, file, env, keychain = "", account } = read;
  if (env !== undefined) return { env };
  if (file !== undefined) return { file: expandHome(ofProcess, file) };
  if (exec === undefined) return { keychain, account };
  const [program, ...parameters] = exec;
  if (program === undefined) throw mistake(at, "expected a program and what it is given");
  return { exec: [program, ...parameters] };
};

const variables: Reader<Connection["variables"]> = (given, at) => {
  const read = mapOf(variable)(given, at);
  for (const [name, source] of Object.entries(read)) {
    if (typeof source === "string" && isSecretName(name)) rememberSecret(source);
  }
  return read;
};

const endpoint: Reader<string> = (given, at) => {
  const url = text(given, at);
  if (isHttpUrl(url)) return url;
  throw mistake(at, "expected the URL of an origin", "For example https://api.example.com.");
};

/** It may hold a user and a password. */
const proxy: Reader<string> = (given, at) => {
  if (given === "") return "";
  const url = text(given, at);
  if (!isHttpUrl(url)) throw mistake(at, "expected the URL of an HTTP proxy, or an empty text for none");
  const { password } = new URL(url);
  if (password !== "") [password, decodeURIComponent(password)].forEach(rememberSecret);
  return url;
};

/** The values themselves, or a query that yields them. */
function valuesOf(given: JsonValue, at: Place): readonly string[] | { readonly select: string } {
  return typeof given === "string" && /^\s*(SELECT|WITH)\s/i.test(given) ? { select: given } : listOf(value)(given, at);
}

const readConnection = recordOf({
  provider: text,
  auth,
  variables,
  parameters: mapOf(value),
  values: mapOf(valuesOf),
  endpoint,
  network: recordOf({
    proxy,
    ca_bundle: text,
    ca_mode: choice(["extra", "replace"]),
    certificate: text,
    key: text,
    key_password: variable,
    allow_insecure_tls: truth,
  }),
  limits: recordOf({
    concurrency: number({ least: 1, whole: true }),
    rate: number({ least: 1, whole: false }),
    retries: number({ least: 0, whole: true }),
    timeout: seconds,
    timeouts: recordOf({ connect: seconds, headers: seconds, idle: seconds, total: seconds }),
  }),
  on_error: choice(connectionErrorRules),
  ignore: listOf(text),
  tags: mapOf(value),
});

const readGroup = recordOf({ members: listOf(text), on_error: choice(connectionErrorRules) });

/**
 * What a document declares. Throws `configuration_error` at the first mistake: unknown keys, values of other kinds,
 * names that cannot be, and what cannot be extended.
 */
export function connectionsIn(document: JsonValue, origin: Origin): Connections {
  const at: Place = { source: origin.source, path: [] };
  const { connections = {}, groups = {} } = recordOf({ connections: objectAt, groups: objectAt })(document ?? {}, at);
  return {
    connections: Object.keys(connections).map((name) => {
      const place = below(at, "connections");
      return connectionOf(name, extended(name, connections, place), { at: below(place, name), origin });
    }),
    groups: Object.entries(groups).map(([name, given]) => groupOf(name, given, below(at, "groups", name))),
  };
}

/** One connection. Throws `configuration_error` at its first mistake. */
export function connectionOf(
  name: string,
  written: JsonValue,
  { at, origin }: { readonly at: Place; readonly origin: Origin },
): Connection {
  checkName(name, at);
  const read = readConnection(written, at);
  if (read.provider === undefined) throw mistake(below(at, "provider"), "expected the name of a provider");
  return {
    name,
    provider: read.provider,
    auth: read.auth ?? {},
    variables: read.variables ?? {},
    parameters: read.parameters ?? {},
    ...splitValues(read.values ?? {}),
    endpoint: read.endpoint,
    network: networkOf(read.network ?? {}, origin.folder),
    limits: limitsOf(read.limits ?? {}),
    onError: read.on_error,
    ignore: read.ignore ?? [],
    tags: read.tags ?? {},
    source: origin.source,
  };
}

function splitValues(
  read: NonNullable<ReturnType<typeof readConnection>["values"]>,
): Pick<Connection, "values" | "lookups"> {
  const values: { [parameter: string]: readonly string[] } = {};
  const lookups: { [parameter: string]: string } = {};
  for (const [parameter, one] of Object.entries(read)) {
    if ("select" in one) lookups[parameter] = one.select;
    else values[parameter] = one;
  }
  return Object.keys(lookups).length === 0 ? { values } : { values, lookups };
}

/** A group: its members, or an object that has them. Throws as `connectionOf` does. */
export function groupOf(name: string, written: JsonValue, at: Place): ConnectionGroup {
  checkName(name, at);
  const given = Array.isArray(written) || typeof written === "string" ? { members: written } : written;
  const { members = [], on_error: onError } = readGroup(given, at);
  if (members.length === 0) throw mistake(below(at, "members"), "expected the names of connections");
  return { name, members, onError, source: at.source };
}

/** Names that stand for something else where the name of a provider may stand. */
const reserved: ReadonlySet<string> = new Set(["tributary", "information_schema", "pg_catalog"]);

function checkName(name: string, at: Place): void {
  if (reserved.has(name.toLowerCase())) throw mistake(at, `${name} is the name of what the session tells of itself`);
  if (/^[\p{L}\p{N}_-]+$/u.test(name)) return;
  throw mistake(at, "a name has letters, digits, _ and - only");
}

type Read<K extends "network" | "limits"> = NonNullable<ReturnType<typeof readConnection>[K]>;

/** Paths start from the folder of the declaration. */
function networkOf(read: Read<"network">, folder: string): ConnectionNetwork {
  const path = (file: string | undefined): string | undefined => file && resolve(folder, expandHome(ofProcess, file));
  return {
    proxy: read.proxy,
    caBundle: path(read.ca_bundle),
    caMode: read.ca_mode,
    certificate: path(read.certificate),
    key: path(read.key),
    keyPassword: read.key_password,
    allowInsecureTls: read.allow_insecure_tls,
  };
}

function limitsOf({ concurrency, rate, retries, timeout, timeouts = {} }: Read<"limits">): ConnectionLimits {
  const rules = timeoutPhases.flatMap((phase): TimeoutRule[] => {
    const given = timeouts[phase];
    return given === undefined ? [] : [{ phase, milliseconds: given * 1000 }];
  });
  return {
    concurrency,
    rate,
    retries,
    timeoutMilliseconds: timeout === undefined ? undefined : timeout * 1000,
    timeouts: rules.length === 0 ? undefined : rules,
  };
}

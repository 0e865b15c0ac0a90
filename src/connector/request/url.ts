/** The URL of a request: server, path, query. */
import type { Method, RequestShape, Server } from "../../catalog/model.ts";
import type { Call, ConnectorConfig } from "../call.ts";
import { requestFailure } from "../failure.ts";
import { percentEncode, percentEncodePath } from "../percent.ts";
import { invalidValue } from "./coerce.ts";

/** The value of a template variable; undefined where there is none. */
export type VariableValue = (name: string) => string | undefined;

/** The values of server variables: the argument, else the environment, else the default. */
export function serverVariables(given: VariableValue, server: Server, config: ConnectorConfig): VariableValue {
  return (name) => {
    const variable = server.variables.find((one) => one.name === name);
    const fromEnvironment = variable?.environment === undefined ? undefined : config.environment(variable.environment);
    return given(name) ?? (fromEnvironment === "" ? undefined : fromEnvironment) ?? variable?.default;
  };
}

/** Those that the URL holds; others only say where signing is for. */
export function variablesWithin(server: Server): readonly string[] {
  return server.variables.map(({ name }) => name).filter((name) => server.url.includes(`{${name}}`));
}

/** The server of which the fewest variables lack a value; of several the first that lists the values, else the first. */
export function chooseServer(
  servers: readonly Server[],
  valueOf: (server: Server) => VariableValue,
): Server | undefined {
  const missing = servers.map((server) => unsetVariables(server, valueOf(server)).length);
  const fewest = Math.min(...missing);
  const candidates = servers.filter((_server, index) => missing[index] === fewest);
  const meant = candidates.find((one) =>
    one.variables.every(({ name, enum: values }) => values?.includes(valueOf(one)(name) ?? "") ?? true),
  );
  return meant ?? candidates[0];
}

/** The variables within a server's URL that have no value. */
export function unsetVariables(server: Server, valueOf: VariableValue): readonly string[] {
  return variablesWithin(server).filter((name) => valueOf(name) === undefined);
}

/**
 * The server's URL with its variables filled in. Values cannot smuggle in another host: only a variable that the URL
 * begins with may hold a whole URL. Throws `invalid_parameter_value`.
 */
export function serverUrl(method: Method, server: Server, valueOf: VariableValue): string {
  const template = bucketInPath(server.url, valueOf);
  const url = template.replace(/\{([^{}]+)\}/g, (_placeholder, name: string, offset: number) => {
    const value = valueOf(name) ?? "";
    if (fitsServer(template, offset, value)) return value.replace(/\/+$/, "");
    const wanted = offset === 0 ? wantedAtStart(template) : "a part of a host name or path";
    throw invalidValue(method, { name }, `expected ${wanted}, got ${JSON.stringify(value)}`);
  });
  if (URL.canParse(url) && /^https?:\/\//i.test(url) && new URL(url).username === "") return url.replace(/\/+$/, "");
  throw requestFailure("invalid_provider_document", `${method.id} has the invalid server ${JSON.stringify(url)}`);
}

/**
 * Throws `invalid_parameter_value` where an argument names a host outside the domains of its variable: keys would be
 * sent there. What the environment says is the user's own word.
 */
export function checkHosts(method: Method, server: Server, given: VariableValue): void {
  for (const { name, hosts, environment } of server.variables) {
    const value = given(name);
    if (hosts === undefined || value === undefined || isWithin(value, hosts)) continue;
    const others = environment === undefined ? "" : ` Other hosts are named by the variable ${environment}.`;
    throw requestFailure(
      "invalid_parameter_value",
      `${method.id}: parameter ${JSON.stringify(name)} is not valid: ${JSON.stringify(value)} is not https within ${hosts.join(" or ")}`,
      { hint: `Keys are sent to known hosts only.${others}` },
    );
  }
}

/** True for what is no URL, too: that is told elsewhere. This machine is always within. */
function isWithin(value: string, domains: readonly string[]): boolean {
  if (!URL.canParse(value)) return true;
  const { hostname, protocol } = new URL(value);
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return true;
  return protocol === "https:" && domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

/** A bucket of S3 whose name is no label of a host that certificates cover goes before the path instead. */
function bucketInPath(template: string, valueOf: VariableValue): string {
  const match = /^(https?:\/\/)\{(\w+)\}\.(s3[.-][^/]*)(.*)$/i.exec(template);
  const [, scheme = "", name = "", host = "", path = ""] = match ?? [];
  const bucket = valueOf(name);
  if (bucket === undefined || /^[a-z0-9][a-z0-9-]*$/.test(bucket)) return template;
  return `${scheme}${host}/{${name}}${path}`;
}

/** A placeholder that begins the URL takes a whole one, one within the host no slash, one behind it a path. */
function fitsServer(template: string, offset: number, value: string): boolean {
  if (offset === 0) return isScheme(template) ? /^https?$/i.test(value) : isOrigin(value);
  const allowed = offset > authorityEnd(template) ? /^[\w.~:%/-]+$/ : /^[\w.~:%-]+$/;
  return allowed.test(value) && !value.split("/").includes("..");
}

/** True where the placeholder that begins the URL stands for `https`. */
function isScheme(template: string): boolean {
  return /^\{[^{}]+\}:\/\//.test(template);
}

function wantedAtStart(template: string): string {
  return isScheme(template) ? "https or http" : "an https URL";
}

function isOrigin(value: string): boolean {
  return /^https?:\/\/[^@?#\s\\]+$/i.test(value) && URL.canParse(value);
}

/** Where the host of a server's URL template ends. */
function authorityEnd(template: string): number {
  const end = template.indexOf("/", template.indexOf("//") + 2);
  return end < 0 ? template.length : end;
}

/** The URL on the origin that the user named for the provider; itself where there is none. */
export function redirectOrigin(url: string, call: Call, config: ConnectorConfig): string {
  const endpoint = endpointOf(call, config);
  if (endpoint === undefined) return url;
  const { pathname } = new URL(url);
  return `${endpoint}${pathname === "/" ? "" : pathname}`;
}

/** The origin that the user named for the provider; undefined where there is none. Throws `configuration_error`. */
export function endpointOf(
  { provider, connection }: Pick<Call, "provider" | "connection">,
  config: ConnectorConfig,
): string | undefined {
  const endpoint = connection?.endpoint ?? config.endpoints[provider];
  if (endpoint === undefined) return undefined;
  if (!URL.canParse(endpoint) || !/^https?:\/\//i.test(endpoint)) {
    throw requestFailure(
      "configuration_error",
      `the endpoint of ${connection?.name ?? provider} is not a URL: ${JSON.stringify(endpoint)}`,
      {
        hint: "Give an origin such as http://localhost:8080.",
      },
    );
  }
  return new URL(endpoint).origin;
}

/** The path with its variables percent-encoded, and the query string that the template itself holds. */
export function expandPath(method: Method, valueOf: VariableValue): { readonly path: string; readonly query: string } {
  const [template = "", query = ""] = splitOnce(method.request.path, "?");
  const search = query.replace(/\{([^{}]+)\}/g, (_placeholder, name: string) => percentEncode(valueOf(name) ?? ""));
  const path = template.replace(/\{([^{}]+)\}/g, (placeholder, name: string, offset: number) => {
    const value = valueOf(name) ?? "";
    checkSegment(method, name, value);
    if (name === method.request.greedy) return percentEncodePath(value);
    return hasNeighbour(template, offset, placeholder.length) ? percentEncode(value) : percentEncodePath(value);
  });
  return { path: path.startsWith("/") || path === "" ? path : `/${path}`, query: search };
}

/** Empty and dot segments would name another resource than the one meant. */
function checkSegment(method: Method, name: string, value: string): void {
  if (value === "") throw invalidValue(method, { name }, "it must not be empty");
  if (value.split("/").some((segment) => segment === "." || segment === "..")) {
    throw invalidValue(method, { name }, 'it must not contain the path segments "." and ".."');
  }
}

/** True where another placeholder touches this one, or is the next segment: a slash would be ambiguous then. */
function hasNeighbour(template: string, offset: number, length: number): boolean {
  return /\}\/?$/.test(template.slice(0, offset)) || /^\/?\{/.test(template.slice(offset + length));
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** The variables of a method's path, in order. */
export function pathVariables(request: RequestShape): readonly string[] {
  return [...request.path.matchAll(/\{([^{}]+)\}/g)].flatMap((match) => match[1] ?? []);
}

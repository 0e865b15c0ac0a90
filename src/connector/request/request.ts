/** A call as its first HTTP request, without credentials. */
import type { Method, Parameter } from "../../catalog/model.ts";
import type { Call, ConnectorConfig } from "../call.ts";
import { requestFailure } from "../failure.ts";
import { property } from "../../common/json.ts";
import { shownUrl, type HttpRequest, type RequestBody } from "../transport/message.ts";
import { remember } from "../auth/secrets.ts";
import { defaultText, matchArguments, valueOf, wholeParameter, type Arguments } from "./arguments.ts";
import { buildBody } from "./body.ts";
import { headersOf } from "./headers.ts";
import { checkServerValues } from "./server-values.ts";
import { queryPairs, scalarText } from "./style.ts";
import {
  checkHosts,
  chooseServer,
  endpointOf,
  expandPath,
  pathVariables,
  redirectOrigin,
  serverUrl,
  serverVariables,
  unsetVariables,
  type VariableValue,
} from "./url.ts";

/**
 * Builds the request. Throws `missing_argument` naming all that is missing, `undefined_parameter`,
 * `invalid_parameter_value`, `configuration_error`, `feature_not_supported`.
 */
export function buildRequest(call: Call, config: ConnectorConfig): HttpRequest {
  const { method } = call;
  const given = matchArguments(call);
  const variable = (place: Parameter["in"]) => variableOf(method, given, place);
  const server = chooseServer(method.request.servers, (one) => serverVariables(variable("server"), one, config));
  if (server === undefined) {
    throw requestFailure("invalid_provider_document", `the document of ${method.id} names no server`);
  }
  checkHosts(method, server, variable("server"));
  const serverVariable = serverVariables(variable("server"), server, config);
  const unset = unsetVariables(server, serverVariable);
  // Which host of many is meant does not matter where all calls go to the one that the user named.
  const elsewhere = unset.length === 0 ? undefined : endpointOf(call, config);
  requireArguments(call, given, elsewhere === undefined ? unset : []);
  checkServerValues(method, server, serverVariable);
  const declared = elsewhere ?? serverUrl(method, server, serverVariable);
  const { path, query } = expandPath(method, variable("path"));
  const search = [query, ...queryOf(method, given)].filter((pair) => pair !== "").join("&");
  const secretNames = secretNamesOf(method, given);
  const body = method.request.queryAsForm === true ? formOf(call, search, secretNames) : buildBody(call, given);
  const asked = method.request.queryAsForm === true || search === "" ? "" : `?${search}`;
  return {
    method: method.request.httpMethod,
    url: `${redirectOrigin(declared, call, config)}${path}${asked}`,
    headers: headersOf(method, given, { userAgent: config.userAgent, body }),
    body,
    readOnly: ["GET", "HEAD", "OPTIONS"].includes(method.request.httpMethod) || method.verb === "select",
    ...(method.retry === undefined ? {} : { retry: method.retry }),
    secretNames,
    declaredOrigin: new URL(declared).origin,
  };
}

/** The query as the body of the request. */
function formOf({ method, body }: Call, search: string, secretNames: readonly string[]): RequestBody {
  if (body === undefined && method.request.mediaType === undefined) {
    return { text: search, shown: shownUrl(`?${search}`, secretNames).slice(1), mediaType: formMediaType };
  }
  throw requestFailure("invalid_parameter_value", `${method.id} sends its query as the body, and can take no other`, {
    hint: "Give its parameters by their names.",
  });
}

const formMediaType = "application/x-www-form-urlencoded; charset=utf-8";

function variableOf(method: Method, given: Arguments, place: Parameter["in"]): VariableValue {
  return (name) => {
    const parameter = method.parameters.find((one) => one.in === place && one.wireName === name);
    if (parameter === undefined) return undefined;
    const value = valueOf(given, parameter);
    if (value !== undefined) return scalarText(method, parameter, value);
    // Server variables look at the environment before the default.
    return place === "server" ? undefined : defaultText(parameter);
  };
}

function requireArguments(call: Call, given: Arguments, unsetServerVariables: readonly string[]): void {
  const { method } = call;
  const wanted = method.parameters.filter((one) => one.required && one.in !== "server" && isMissing(call, given, one));
  const unfilled = pathVariables(method.request).filter(
    (name) => variableOf(method, given, "path")(name) === undefined,
  );
  const unbound = unfilled.filter((name) => !wanted.some((one) => one.in === "path" && one.wireName === name));
  const missing = [...wanted.map((one) => one.name), ...unbound, ...unsetServerVariables, ...missingList(call, given)];
  if (missing.length === 0) return;
  const environment = method.parameters.filter((one) => one.environment !== undefined && missing.includes(one.name));
  const variables = environment.map((one) => `${one.name} may also be set by the variable ${one.environment}.`);
  const others = unsetServerVariables.length === 0 ? [] : otherServers(method, unsetServerVariables);
  throw requestFailure("missing_argument", `${method.id} needs ${[...new Set(missing)].join(", ")}`, {
    hint: [
      "Give each with = in WHERE, as a column of INSERT, or as an argument of EXEC.",
      ...variables,
      ...others,
    ].join(" "),
  });
}

/** What would name the host as well. */
function otherServers({ request }: Method, unset: readonly string[]): readonly string[] {
  const others = request.servers
    .map(({ variables }) => variables.map(({ name }) => name))
    .filter((names) => names.length > 0 && !unset.every((name) => names.includes(name)));
  return others.map((names) => `Or give ${names.join(", ")}.`);
}

/** A list that is sent as the body is given whole, or by the properties of one element. */
function missingList({ method, body }: Call, given: Arguments): readonly string[] {
  if (method.request.oneElement !== true || body !== undefined) return [];
  const isGiven = [...given.values.keys(), ...given.inner.map((one) => one.parameter)].some((one) => one.in === "body");
  return isGiven ? [] : [wholeParameter(method)?.name ?? ""];
}

function isMissing(call: Call, given: Arguments, parameter: Parameter): boolean {
  if (parameter.in !== "body") return valueOf(given, parameter) === undefined && defaultText(parameter) === undefined;
  if (given.values.has(parameter) || given.inner.some((inner) => inner.parameter === parameter)) return false;
  const { request } = call.method;
  // Who writes the body out knows what the API takes.
  if (call.body !== undefined) return false;
  if (request.wholeBody === true) return request.base === undefined;
  return property(request.base, parameter.wireName) === undefined;
}

function queryOf(method: Method, given: Arguments): readonly string[] {
  const parameters = method.parameters.filter((one) => one.in === "query");
  const pairs = parameters.flatMap((parameter) => {
    const value = valueOf(given, parameter);
    return value === undefined ? [] : queryPairs(method, parameter, value);
  });
  return [...pairs, ...pageSizePair(method, given)];
}

/** The largest pages that the API gives, unless the user says otherwise. */
function pageSizePair(method: Method, given: Arguments): readonly string[] {
  const pageSize = method.pagination?.pageSize;
  if (pageSize === undefined) return [];
  const parameter = method.parameters.find((one) => one.wireName === pageSize.name || one.name === pageSize.name);
  if (parameter !== undefined && valueOf(given, parameter) !== undefined) return [];
  if (parameter !== undefined && parameter.in !== "query") return [];
  return [`${encodeURIComponent(parameter?.wireName ?? pageSize.name)}=${pageSize.maximum}`];
}

function secretNamesOf(method: Method, given: Arguments): readonly string[] {
  const secrets = method.parameters.filter((one) => one.secret === true && one.in !== "body");
  for (const parameter of secrets) {
    const value = valueOf(given, parameter);
    if (typeof value === "string") remember(value);
  }
  return [...secrets.map((one) => one.wireName), "cookie"];
}

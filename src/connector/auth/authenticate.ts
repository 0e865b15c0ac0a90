/** Chooses how a call proves who sends it, and puts the credentials on each of its requests. */
import { authTypeNames } from "../../catalog/auth-types.ts";
import type { AuthConfig, Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import { nearestNames } from "../../common/suggest.ts";
import type { Call, ConnectorConfig } from "../call.ts";
import { requestFailure } from "../failure.ts";
import { authSource, type Connection } from "../connection.ts";
import type { Credentials, HttpRequest, HttpResponse, Layer, Send, SendContext } from "../transport/message.ts";
import { ambient } from "./ambient.ts";
import { apiKey } from "./api-key.ts";
import type { AuthContext, AuthType } from "./auth-type.ts";
import { basic } from "./basic.ts";
import { bearer } from "./bearer.ts";
import { custom } from "./custom.ts";
import { nullAuth } from "./null-auth.ts";
import { oauth2 } from "./oauth2.ts";
import { variablesOf } from "./secrets.ts";
import type { VariableReader } from "./sources/connection-variables.ts";
import type { TokenCache } from "./token-cache.ts";

/** Signing and the credentials of clouds are loaded when a request first asks for them. */
const authTypes: { readonly [name in (typeof authTypeNames)[number]]: AuthType } = {
  null_auth: nullAuth,
  basic,
  bearer,
  api_key: apiKey,
  custom,
  oauth2,
  service_account: async (context) => (await import("./google/service-account.ts")).serviceAccount(context),
  interactive: async (context) => (await import("./interactive.ts")).interactive(context),
  aws_signing_v4: async (context) => (await import("./aws/aws-signing.ts")).awsSigningV4(context),
  aws_assume_role: async (context) => (await import("./aws/aws-signing.ts")).awsAssumeRole(context),
  azure_default: async (context) => (await import("./azure/azure-default.ts")).azureDefault(context),
  oci_signing_v1: async (context) => (await import("./oci/oci-signing.ts")).ociSigningV1(context),
};

/** Whoever calls. */
type Owner = Pick<Call, "provider" | "service" | "connection" | "auth"> & { readonly method?: Pick<Method, "auth"> };

/**
 * The auth of a call: what a statement chose, the connection's for the service, the connection's, the user's for `provider.service`, the
 * user's for `provider`, what the documents declare nearest to the method, or none.
 */
export function authOf(call: Owner, config: Pick<ConnectorConfig, "auth" | "signedIn">): AuthConfig {
  const own = call.connection?.auth;
  return (
    config.signedIn?.[call.connection?.name ?? call.provider] ??
    own?.[call.service] ??
    own?.[""] ??
    config.auth[`${call.provider}.${call.service}`] ??
    config.auth[call.provider] ??
    call.method?.auth ??
    call.auth ?? { type: "null_auth" }
  );
}

export interface Authentication {
  readonly auth: AuthConfig;
  readonly call: Pick<Call, "provider" | "service" | "connection">;
  /** Variables of connections, and those of the process. */
  readonly variables: VariableReader;
  readonly tokens: TokenCache;
  /** Sends requests for tokens. */
  readonly send: Send;
  readonly onFound?: AuthContext["onFound"];
}

/**
 * The layer: adds credentials to each request. Where they are missing, the env file is looked at once more; where they
 * are refused and what they were made of was kept, or the env file has changed, they are made anew and the request is
 * sent once more. Throws `configuration_error` for an unknown type, else what the auth type throws.
 */
export function authenticate(authentication: Authentication): Layer {
  const { auth, call, variables } = authentication;
  const makeCredentials = authTypeOf(auth.type, ownerOf(call));
  const credentialsFor: CredentialsFor = async (request, sending) => {
    const { context, renew } = await contextOf(authentication, request, sending);
    const credentials = await makeCredentials(context);
    const renewals = [credentials.renew, renew].filter((one) => one !== undefined);
    return renewals.length === 0 ? credentials : { ...credentials, renew: () => renewals.forEach((one) => one()) };
  };
  return (next) => async (request, sending) => {
    const readings = variables.readings();
    const credentials = await credentialsFor(request, sending)
      .catch((error: unknown) => {
        if (!isMissing(error) || !variables.isNewerThan(readings)) throw error;
        return credentialsFor(request, sending);
      })
      .catch((error: unknown) => {
        throw isMissing(error) ? ofConnection(error, call.connection) : error;
      });
    const response = await next({ ...request, credentials }, sending);
    if (!isRefused(response)) return response;
    credentials.renew?.();
    if (!variables.isNewerThan(readings) && credentials.renew === undefined) return response;
    return await next({ ...request, credentials: await credentialsFor(request, sending) }, sending);
  };
}

type CredentialsFor = (request: HttpRequest, sending: SendContext) => Promise<Credentials>;

function ownerOf({ provider, service, connection }: Authentication["call"]): string {
  return `${connection?.name ?? provider}.${service}`;
}

/** All that an auth type may use, and what forgets the values of variables that were read before. */
async function contextOf(
  { auth, call, variables, tokens, send, onFound }: Authentication,
  request: HttpRequest,
  sending: SendContext,
): Promise<{ readonly context: AuthContext; readonly renew: (() => void) | undefined }> {
  const own = await variables.read(call.connection, isReadBy(auth), sending.signal);
  const { origin } = new URL(request.url);
  const owner = ownerOf(call);
  const context = {
    config: auth,
    owner,
    provider: call.provider,
    environment: own.environment,
    variables: own.variables,
    connection: connectionKey(call.connection),
    onFound,
    tokens,
    send,
    sending,
    origin,
    declaredHost: new URL(request.declaredOrigin ?? origin).hostname,
    signing: request.signing ?? { service: owner, region: undefined },
  };
  return { context, renew: own.renew };
}

/** Which variables an auth may ask for: those that it names, or any where the tools of a cloud agree on them. */
function isReadBy(auth: AuthConfig): (name: string) => boolean {
  if (ambient.has(auth.type)) return () => true;
  const named = new Set([...variablesOf(auth), "HOME", "USERPROFILE"]);
  return (name) => named.has(name);
}

/** Another definition under the same name is another account. */
function connectionKey(connection: Connection | undefined): string | undefined {
  return connection === undefined ? undefined : JSON.stringify([connection.name, connection.variables]);
}

function isMissing(error: unknown): error is EngineError {
  return error instanceof EngineError && error.condition === "missing_credentials";
}

/** The error, with what the connection has: its variables hide those of the process. Nobody declared that of --auth. */
function ofConnection(error: EngineError, connection: Connection | undefined): EngineError {
  if (connection === undefined || connection.source === authSource) return error;
  const names = Object.keys(connection.variables);
  const has = names.length === 0 ? "no variables of its own" : `variables of its own: ${names.join(", ")}`;
  const hint = [error.hint, `The connection ${connection.name} (${connection.source}) has ${has}.`];
  return error.with({ hint: hint.filter((part) => part !== undefined).join(" ") });
}

/** AWS says of keys that have ended with 400 and 403, among other things that these tell. */
function isRefused({ status, body }: HttpResponse): boolean {
  if (status === 401) return true;
  return (status === 400 || status === 403) && body.length < 10_000 && body.toString("latin1").includes("ExpiredToken");
}

function authTypeOf(name: string, owner: string): AuthType {
  const known = authTypeNames.find((type) => type === name);
  if (known !== undefined) return authTypes[known];
  const given = JSON.stringify(name);
  const near = nearestNames(name, authTypeNames);
  const suggestion =
    near.length === 0 ? `Supported: ${authTypeNames.join(", ")}.` : `Did you mean ${near.join(" or ")}?`;
  throw requestFailure("configuration_error", `${owner} wants the unknown auth type ${given}`, {
    hint: `${suggestion} Give another with --auth.`,
  });
}

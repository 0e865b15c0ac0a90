/** Chooses how a call proves who sends it, and puts the credentials on each of its requests. */
import { authTypeNames } from "../../catalog/auth-types.ts";
import type { AuthConfig } from "../../catalog/model.ts";
import { nearestNames } from "../../common/suggest.ts";
import type { Call, ConnectorConfig } from "../call.ts";
import { requestFailure } from "../failure.ts";
import type { HttpResponse, Layer, Send } from "../transport/message.ts";
import { apiKey } from "./api-key.ts";
import type { AuthType } from "./auth-type.ts";
import { basic } from "./basic.ts";
import { bearer } from "./bearer.ts";
import { custom } from "./custom.ts";
import { nullAuth } from "./null-auth.ts";
import { oauth2 } from "./oauth2.ts";
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

/**
 * The auth of a call: the user's for `provider.service`, the user's for `provider`, what the documents declare nearest
 * to the method, or none.
 */
export function authOf(call: Call, config: ConnectorConfig): AuthConfig {
  return (
    config.auth[`${call.provider}.${call.service}`] ??
    config.auth[call.provider] ??
    call.method.auth ??
    call.auth ?? { type: "null_auth" }
  );
}

export interface Authentication {
  readonly auth: AuthConfig;
  readonly call: Call;
  readonly environment: ConnectorConfig["environment"];
  readonly tokens: TokenCache;
  /** Sends requests for tokens. */
  readonly send: Send;
}

/**
 * The layer: adds credentials to each request. A refusal of a cached token renews the token and sends the request once
 * more. Throws `configuration_error` for an unknown type, else what the auth type throws.
 */
export function authenticate(authentication: Authentication): Layer {
  const { auth, call, environment, tokens, send } = authentication;
  const owner = `${call.provider}.${call.service}`;
  const makeCredentials = authTypeOf(auth.type, owner);
  return (next) => async (request, sending) => {
    const { origin } = new URL(request.url);
    const declaredHost = new URL(request.declaredOrigin ?? origin).hostname;
    const signing = request.signing ?? { service: owner, region: undefined };
    const context = { config: auth, owner, environment, tokens, send, sending, origin, declaredHost, signing };
    const credentials = await makeCredentials(context);
    const response = await next({ ...request, credentials }, sending);
    if (credentials.renew === undefined || !isRefused(response)) return response;
    credentials.renew();
    return await next({ ...request, credentials: await makeCredentials(context) }, sending);
  };
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

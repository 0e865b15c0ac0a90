/** Chooses how a call proves who sends it, and puts the credentials on each of its requests. */
import type { AuthConfig } from "../../catalog/model.ts";
import { nearestNames } from "../../common/suggest.ts";
import type { Call, ConnectorConfig } from "../call.ts";
import { requestFailure } from "../failure.ts";
import type { Layer, Send } from "../transport/message.ts";
import { apiKey } from "./api-key.ts";
import type { AuthType } from "./auth-type.ts";
import { basic } from "./basic.ts";
import { bearer } from "./bearer.ts";
import { custom } from "./custom.ts";
import { nullAuth } from "./null-auth.ts";
import { oauth2 } from "./oauth2.ts";
import type { TokenCache } from "./token-cache.ts";

export const authTypeNames = ["null_auth", "basic", "bearer", "api_key", "custom", "oauth2"] as const;

const authTypes: { readonly [name in (typeof authTypeNames)[number]]: AuthType } = {
  null_auth: nullAuth,
  basic,
  bearer,
  api_key: apiKey,
  custom,
  oauth2,
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
  readonly owner: string;
  readonly environment: ConnectorConfig["environment"];
  readonly tokens: TokenCache;
  /** Sends requests for tokens. */
  readonly send: Send;
}

/**
 * The layer: adds credentials to each request. A 401 to a request with a cached token renews the token and sends the
 * request once more. Throws `configuration_error` for an unknown type, else what the auth type throws.
 */
export function authenticate(authentication: Authentication): Layer {
  const { auth, owner, environment, tokens, send } = authentication;
  const makeCredentials = authTypeOf(auth.type, owner);
  return (next) => async (request, sending) => {
    const context = { config: auth, owner, environment, tokens, send, sending, origin: new URL(request.url).origin };
    const credentials = await makeCredentials(context);
    const response = await next({ ...request, credentials }, sending);
    if (response.status !== 401 || credentials.renew === undefined) return response;
    credentials.renew();
    return await next({ ...request, credentials: await makeCredentials(context) }, sending);
  };
}

function authTypeOf(name: string, owner: string): AuthType {
  const known = authTypeNames.find((type) => type === name);
  if (known !== undefined) return authTypes[known];
  const given = JSON.stringify(name);
  if (laterTypes.has(name)) {
    const hint = `Where the API also takes one of ${authTypeNames.join(", ")}, give that with --auth.`;
    throw requestFailure("feature_not_supported", `${owner} wants the auth type ${given}, which is not supported yet`, {
      hint,
    });
  }
  const near = nearestNames(name, authTypeNames);
  const suggestion =
    near.length === 0 ? `Supported: ${authTypeNames.join(", ")}.` : `Did you mean ${near.join(" or ")}?`;
  throw requestFailure("configuration_error", `${owner} wants the unknown auth type ${given}`, {
    hint: `${suggestion} Give another with --auth.`,
  });
}

/** Types of the document format that have no implementation here. */
const laterTypes: ReadonlySet<string> = new Set([
  "service_account",
  "interactive",
  "aws_signing_v4",
  "aws_assume_role",
  "azure_default",
  "oci_signing_v1",
]);

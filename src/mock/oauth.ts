// The token end points: client credentials for the partner API, token exchange for the control plane.
import { basicPair, demoCredentials, partnerScopes, type Authority, type Pair, type Token } from "./auth.ts";
import type { Answer } from "./call.ts";
import type { Cloud } from "./cloud.ts";

export interface TokenRequest {
  readonly cloud: Cloud;
  readonly authority: Authority;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
  readonly lifetimeSeconds: number;
}

/** RFC 8693, section 3. */
const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";
const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";

/** The token end points by path; they answer in the shape of OAuth 2, not of the API. */
export const tokenEndpoints: Readonly<Record<string, (request: TokenRequest) => Answer>> = {
  "/oauth2/token": clientCredentials,
  "/sts/v1/oauth2/token": exchangeToken,
};

function clientCredentials(request: TokenRequest): Answer {
  const { form } = request;
  if (form.get("grant_type") !== "client_credentials") return refusal(400, "unsupported_grant_type");
  const { name, secret } = clientOf(request);
  if (name !== demoCredentials.partnerClientId || secret !== demoCredentials.partnerClientSecret) {
    return refusal(401, "invalid_client");
  }
  const asked = (form.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  const known: readonly string[] = partnerScopes;
  if (asked.some((scope) => !known.includes(scope))) return refusal(400, "invalid_scope");
  return grant(request, { audience: "partner", scopes: asked.length > 0 ? asked : known });
}

function exchangeToken(request: TokenRequest): Answer {
  const { form, cloud } = request;
  if (form.get("grant_type") !== exchangeGrant) return refusal(400, "unsupported_grant_type");
  const pool = cloud.store.find(form.get("identity_pool_id") ?? "");
  if (!form.get("subject_token") || pool === undefined) return refusal(400, "invalid_request");
  const { body, ...answer } = grant(request, { audience: "control-plane", scopes: [] });
  return { ...answer, body: { ...body, issued_token_type: accessTokenType } };
}

/** RFC 6749 section 2.3.1: a client names itself by Basic credentials or in the form. */
function clientOf({ form, authorization }: TokenRequest): Pair {
  const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  if (basic !== undefined) return basicPair(basic);
  return { name: form.get("client_id") ?? "", secret: form.get("client_secret") ?? "" };
}

function grant(request: TokenRequest, { audience, scopes }: Omit<Token, "expiresAt">): Answer & { body: object } {
  const { authority, cloud } = request;
  const asked = Number(request.form.get("expires_in") ?? Number.NaN);
  const seconds = asked > 0 ? Math.min(asked, request.lifetimeSeconds) : request.lifetimeSeconds;
  const token = authority.issue({ audience, scopes, expiresAt: cloud.clock.now() + seconds * 1000 });
  const body = { access_token: token, token_type: "Bearer", expires_in: seconds, scope: scopes.join(" ") };
  return { status: 200, body, headers: { "Cache-Control": "no-store" } };
}

function refusal(status: number, error: string): Answer {
  const headers: Record<string, string> = status === 401 ? { "WWW-Authenticate": 'Basic realm="Confluent Cloud"' } : {};
  return { status, body: { error }, headers };
}

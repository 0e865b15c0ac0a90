/** How each kind of Google's credential files becomes an access token. */
import { stringifyJson, type JsonValue } from "../../../common/value.ts";
import { requestFailure } from "../../failure.ts";
import { property, textAt } from "../../../common/json.ts";
import type { AuthContext } from "../auth-type.ts";
import { privateKeyOf, signedJwt } from "../jwt.ts";
import type { IdToken } from "../sources/id-token.ts";
import { remember } from "../secrets.ts";
import type { Token } from "../token-cache.ts";
import { keptToken, postForm, secretHeaders, successIn, timeUntil, tokenIn, type KeptToken } from "../token-request.ts";
import { subjectToken } from "./subject-token.ts";

export interface GoogleCredentials {
  /** The file or variable that they came from, for messages. */
  readonly source: string;
  readonly json: JsonValue;
  /** Of a CI system, where that stands in place of what the file would name. */
  readonly token?: IdToken | undefined;
}

type Grant = (context: AuthContext, credentials: GoogleCredentials, scopes: readonly string[]) => Promise<KeptToken>;

/** By the `type` that the file says. */
export const grants: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ["service_account", keyGrant],
  ["authorized_user", refreshGrant],
  ["external_account", federatedGrant],
  ["impersonated_service_account", impersonatedGrant],
]);

const defaultTokenUrl = "https://oauth2.googleapis.com/token";

/** A member that the file must have. Throws `missing_credentials`. */
function needed({ source, json }: GoogleCredentials, name: string): string {
  const text = textAt(json, name);
  if (text !== undefined) return text;
  throw requestFailure("missing_credentials", `the Google credentials of ${source} have no ${name}`, {
    hint: "Take the file as Google gives it, whole.",
  });
}

/** RFC 7523: a statement signed with the account's key, in the name of `sub` where one is configured. */
function keyGrant(context: AuthContext, credentials: GoogleCredentials, scopes: readonly string[]): Promise<KeptToken> {
  const { config, owner } = context;
  const pem = needed(credentials, "private_key");
  remember(pem);
  const account = needed(credentials, "client_email");
  const url = textAt(credentials.json, "token_uri") ?? defaultTokenUrl;
  const subject = config.sub === undefined ? {} : { sub: config.sub };
  return keptToken(context, ["google key", account, pem, scopes, config.sub], async (signal) => {
    const key = privateKeyOf(pem, credentials.source);
    const issued = Math.floor(Date.now() / 1000);
    const claims = { iss: account, scope: scopes.join(" "), aud: url, iat: issued, exp: issued + 3600, ...subject };
    const keyId = textAt(credentials.json, "private_key_id");
    const assertion = signedJwt({ alg: "RS256", ...(keyId === undefined ? {} : { kid: keyId }) }, claims, key);
    const request = postForm({
      url,
      form: [["grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"]],
      secretForm: [["assertion", assertion]],
    });
    const inName = config.sub === undefined ? "" : ` in the name of ${config.sub}`;
    const hint = `The key of ${account} came from ${credentials.source}; scopes${inName}: ${scopes.join(" ")}.`;
    return tokenIn(await context.send(request, { ...context.sending, signal }), owner, hint);
  });
}

/** What `gcloud auth application-default login` leaves: a refresh token, whose scopes were chosen then. */
function refreshGrant(context: AuthContext, credentials: GoogleCredentials): Promise<KeptToken> {
  const refreshToken = needed(credentials, "refresh_token");
  const clientSecret = needed(credentials, "client_secret");
  for (const secret of [refreshToken, clientSecret]) remember(secret);
  return keptToken(context, ["google refresh", refreshToken], async (signal) => {
    const request = postForm({
      url: textAt(credentials.json, "token_uri") ?? defaultTokenUrl,
      form: [
        ["grant_type", "refresh_token"],
        ["client_id", needed(credentials, "client_id")],
      ],
      secretForm: [
        ["client_secret", clientSecret],
        ["refresh_token", refreshToken],
      ],
    });
    const hint = `The refresh token came from ${credentials.source}; run gcloud auth application-default login again.`;
    return tokenIn(await context.send(request, { ...context.sending, signal }), context.owner, hint);
  });
}

/** RFC 8693: a token of another identity provider for one of Google's, and that for one of a service account. */
async function federatedGrant(
  context: AuthContext,
  credentials: GoogleCredentials,
  scopes: readonly string[],
): Promise<KeptToken> {
  const { json, source } = credentials;
  const impersonated = textAt(json, "service_account_impersonation_url");
  const asked = impersonated === undefined ? scopes : ["https://www.googleapis.com/auth/cloud-platform"];
  const token = await keptToken(context, ["google federated", stringifyJson(json), asked], async (signal) => {
    const request = postForm({
      url: textAt(json, "token_url") ?? "https://sts.googleapis.com/v1/token",
      form: [
        ["grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"],
        ["requested_token_type", "urn:ietf:params:oauth:token-type:access_token"],
        ["audience", needed(credentials, "audience")],
        ["scope", asked.join(" ")],
        ["subject_token_type", needed(credentials, "subject_token_type")],
      ],
      secretForm: [["subject_token", await subjectToken(context, credentials, signal)]],
    });
    const hint = `The identity that was exchanged is described in ${source}.`;
    return tokenIn(await context.send(request, { ...context.sending, signal }), context.owner, hint);
  });
  return impersonated === undefined ? token : impersonate(context, { url: impersonated, scopes, by: token, source });
}

/** The credentials of a service account, asked for with other credentials. */
async function impersonatedGrant(
  context: AuthContext,
  credentials: GoogleCredentials,
  scopes: readonly string[],
): Promise<KeptToken> {
  const { source } = credentials;
  const inner = { source, json: property(credentials.json, "source_credentials") ?? null };
  const grant = grants.get(textAt(inner.json, "type") ?? "");
  if (grant === undefined || grant === impersonatedGrant) {
    throw requestFailure("configuration_error", `${source} has no usable source_credentials`);
  }
  const by = await grant(context, inner, ["https://www.googleapis.com/auth/cloud-platform"]);
  return impersonate(context, { url: needed(credentials, "service_account_impersonation_url"), scopes, by, source });
}

interface Impersonation {
  readonly url: string;
  readonly scopes: readonly string[];
  readonly by: KeptToken;
  readonly source: string;
}

function impersonate(context: AuthContext, { url, scopes, by, source }: Impersonation): Promise<KeptToken> {
  return keptToken(context, ["google impersonated", url, by.text, scopes], async (signal): Promise<Token> => {
    const text = stringifyJson({ scope: scopes, lifetime: "3600s" });
    const request = {
      ...postForm({ url, form: [], credentials: secretHeaders(["authorization", `Bearer ${by.text}`]) }),
      headers: [["content-type", "application/json"] as const],
      body: { text, shown: text },
    };
    const hint = `Who asks came from ${source}; it needs the role Service Account Token Creator.`;
    const answer = successIn(await context.send(request, { ...context.sending, signal }), context.owner, hint);
    const token = textAt(answer, "accessToken");
    if (token === undefined) throw requestFailure("upstream_bad_response", `${url} answered without accessToken`);
    remember(token);
    return { text: token, lifetime: timeUntil(textAt(answer, "expireTime")) };
  });
}

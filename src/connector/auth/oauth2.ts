/** OAuth 2.0 client credentials (RFC 6749 section 4.4): a token from the token endpoint, kept until it expires. */
import type { AuthConfig } from "../../catalog/model.ts";
import { parseJson, type JsonValue } from "../../common/value.ts";
import { requestFailure } from "../failure.ts";
import { property, textAt } from "../json.ts";
import { formEncode } from "../percent.ts";
import { shownUrl, type HttpRequest, type HttpResponse, type NamedValue } from "../transport/message.ts";
import { authorization, type AuthContext, type AuthType } from "./auth-type.ts";
import { missingCredentials, remember, sourceOf, variable } from "./secrets.ts";
import type { Token } from "./token-cache.ts";

/** How the client names itself: golang.org/x/oauth2 numbers, which the document format borrows. */
const authStyles = { either: 0, form: 1, header: 2 } as const;

interface Client {
  readonly id: string;
  readonly secret: string;
  readonly tokenUrl: string;
}

/** Sends `Bearer <access token>`. A cached token can be renewed once it is refused. */
export const oauth2: AuthType = async (context) => {
  const { config, tokens, sending } = context;
  const client = clientOf(context);
  const key = JSON.stringify([client, config.scopes, config.values, config.auth_style]);
  const token = await tokens.get(key, (signal) => fetchToken(context, client, signal), sending.signal);
  const credentials = authorization(`Bearer ${token.text}`);
  return token.cached ? { ...credentials, renew: () => tokens.forget(key, token.text) } : credentials;
};

function clientOf(context: AuthContext): Client {
  const { config, environment, owner } = context;
  if (config.grant_type !== undefined && config.grant_type !== "client_credentials") {
    throw requestFailure("configuration_error", `oauth2 of ${owner} uses the grant type ${config.grant_type}`, {
      hint: "Only client_credentials is supported.",
    });
  }
  const id = variable(environment, config.client_id_env_var) ?? config.client_id;
  const secret = variable(environment, config.client_secret_env_var) ?? config.client_secret;
  if (id === undefined || secret === undefined) throw missingCredentials(config, environment, owner);
  remember(secret);
  return { id, secret, tokenUrl: tokenUrlOf(context) };
}

/** Fills `{{ .__env__NAME }}` and `{{ .field }}` and resolves a relative URL against the method's server. */
function tokenUrlOf({ config, environment, owner, origin }: AuthContext): string {
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries(config));
  const filled = (config.token_url ?? "").replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_match, name: string) => {
    const value = name.startsWith("__env__") ? variable(environment, name.slice("__env__".length)) : fields.get(name);
    if (typeof value !== "string") throw missingCredentials(config, environment, owner);
    return encodeURIComponent(value);
  });
  if (filled !== "" && URL.canParse(filled, origin)) return new URL(filled, origin).href;
  throw requestFailure("configuration_error", `oauth2 of ${owner} has no valid token_url`, {
    hint: "Give the token endpoint as an absolute URL, or as a path on the API's server.",
  });
}

async function fetchToken(context: AuthContext, client: Client, signal: AbortSignal): Promise<Token> {
  const { config } = context;
  const style = config.auth_style ?? authStyles.either;
  const ask = (inHeader: boolean): Promise<HttpResponse> =>
    context.send(tokenRequest(config, client, inHeader), { ...context.sending, signal });
  const first = await ask(style !== authStyles.form);
  const isUndecided = style === authStyles.either && (first.status === 400 || first.status === 401);
  return tokenIn(isUndecided ? await ask(false) : first, context);
}

function tokenRequest(config: AuthConfig, client: Client, inHeader: boolean): HttpRequest {
  const { id, secret, tokenUrl } = client;
  const form: NamedValue[] = [["grant_type", "client_credentials"]];
  if (config.scopes !== undefined && config.scopes.length > 0) form.push(["scope", config.scopes.join(" ")]);
  form.push(...Object.entries(config.values ?? {}));
  const shown = formEncode(form);
  if (!inHeader) form.push(["client_id", id], ["client_secret", secret]);
  // RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
  const pair = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64");
  if (inHeader) remember(pair);
  return {
    method: "POST",
    url: tokenUrl,
    headers: [
      ["accept", "application/json"],
      ["content-type", "application/x-www-form-urlencoded"],
    ],
    body: { text: formEncode(form), shown },
    credentials: inHeader ? authorization(`Basic ${pair}`) : undefined,
    // Asking for a token twice does no harm.
    readOnly: true,
    secretNames: [],
  };
}

function tokenIn(response: HttpResponse, { config, owner }: AuthContext): Token {
  const answer = jsonIn(response);
  if (response.status < 200 || response.status > 299) throw tokenRefused(response, answer, config, owner);
  const text = textAt(answer, "access_token");
  if (text === undefined) {
    throw requestFailure(
      "upstream_bad_response",
      `the token endpoint ${shownUrl(response.url)} answered without access_token`,
    );
  }
  remember(text);
  const seconds = Number(property(answer, "expires_in"));
  return { text, lifetime: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined };
}

function jsonIn(response: HttpResponse): JsonValue | undefined {
  try {
    return parseJson(response.body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function tokenRefused(response: HttpResponse, answer: JsonValue | undefined, config: AuthConfig, owner: string): Error {
  const reasons = [textAt(answer, "error"), textAt(answer, "error_description")].filter((part) => part !== undefined);
  const reason = reasons.length === 0 ? "" : `: ${reasons.join(", ")}`;
  const isRefusal = response.status >= 400 && response.status < 500;
  const message = `no access token for ${owner}: ${shownUrl(response.url)} answered ${response.status}${reason}`;
  return requestFailure(isRefusal ? "upstream_unauthenticated" : "upstream_failed", message, {
    hint: isRefusal
      ? `Client id and secret came from ${sourceOf(config)}; scopes: ${config.scopes?.join(" ") ?? "none"}.`
      : "The token endpoint is failing; try again later.",
  });
}

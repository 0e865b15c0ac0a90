/** OAuth 2.0 client credentials (RFC 6749 section 4.4): a token from the token endpoint, kept until it expires. */
import type { AuthConfig } from "../../catalog/model.ts";
import { requestFailure } from "../failure.ts";
import type { HttpRequest, HttpResponse, NamedValue } from "../transport/message.ts";
import { authorization, type AuthContext, type AuthType } from "./auth-type.ts";
import { missingCredentials, remember, variable } from "./secrets.ts";
import { sourceOf } from "./source-of.ts";
import type { Token } from "./token-cache.ts";
import { exchangedToken, tokenExchange } from "./token-exchange.ts";
import { bearerOf, keptToken, postForm, tokenIn } from "./token-request.ts";

/** How the client names itself: golang.org/x/oauth2 numbers, which the document format borrows. */
const authStyles = { either: 0, form: 1, header: 2 } as const;

interface Client {
  readonly id: string;
  readonly secret: string;
  readonly tokenUrl: string;
}

/** Sends `Bearer <access token>`. A cached token can be renewed once it is refused. */
export const oauth2: AuthType = async (context) => {
  const { config } = context;
  if (config.grant_type === tokenExchange) return exchangedToken(context, tokenUrlOf(context));
  const client = clientOf(context);
  const key = [client, config.scopes, config.values, config.auth_style];
  return bearerOf(await keptToken(context, key, (signal) => fetchToken(context, client, signal)));
};

function clientOf(context: AuthContext): Client {
  const { config, environment, owner } = context;
  if (config.grant_type !== undefined && config.grant_type !== "client_credentials") {
    throw requestFailure("configuration_error", `oauth2 of ${owner} uses the grant type ${config.grant_type}`, {
      hint: `Supported are client_credentials and ${tokenExchange}.`,
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
  const account_id = variable(environment, config.account_id_var) ?? config.account_id;
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries({ ...config, account_id }));
  const filled = (config.token_url ?? "").replace(/\{\{-?\s*\.(\w+)\s*-?\}\}/g, (_match, name: string, at: number) => {
    const value = name.startsWith("__env__") ? variable(environment, name.slice("__env__".length)) : fields.get(name);
    if (typeof value !== "string") throw missingCredentials(config, environment, owner);
    // What the URL begins with may be a whole origin.
    return at === 0 && /^https?:\/\//i.test(value) ? value.replace(/\/+$/, "") : encodeURIComponent(value);
  });
  if (filled !== "" && URL.canParse(filled, origin)) return new URL(filled, origin).href;
  throw requestFailure("configuration_error", `oauth2 of ${owner} has no valid token_url`, {
    hint: "Give the token endpoint as an absolute URL, or as a path on the API's server.",
  });
}

async function fetchToken(context: AuthContext, client: Client, signal: AbortSignal): Promise<Token> {
  const { config, owner } = context;
  const style = config.auth_style ?? authStyles.either;
  const ask = (inHeader: boolean): Promise<HttpResponse> =>
    context.send(tokenRequest(config, client, inHeader), { ...context.sending, signal });
  const first = await ask(style !== authStyles.form);
  const isUndecided = style === authStyles.either && (first.status === 400 || first.status === 401);
  const hint = `Client id and secret came from ${sourceOf(config)}; scopes: ${config.scopes?.join(" ") ?? "none"}.`;
  return tokenIn(isUndecided ? await ask(false) : first, owner, hint);
}

function tokenRequest(config: AuthConfig, client: Client, inHeader: boolean): HttpRequest {
  const { id, secret, tokenUrl: url } = client;
  const form: NamedValue[] = [["grant_type", "client_credentials"]];
  if (config.scopes !== undefined && config.scopes.length > 0) form.push(["scope", config.scopes.join(" ")]);
  form.push(...Object.entries(config.values ?? {}));
  if (!inHeader) {
    return postForm({
      url,
      form,
      secretForm: [
        ["client_id", id],
        ["client_secret", secret],
      ],
    });
  }
  // RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
  const pair = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64");
  remember(pair);
  return postForm({ url, form, credentials: authorization(`Basic ${pair}`) });
}

/** OAuth 2.0 token exchange (RFC 8693): the token of a CI system for one of the API's own, as Confluent's STS gives. */
import type { Credentials, NamedValue } from "../transport/message.ts";
import type { AuthContext } from "./auth-type.ts";
import { remember, variable } from "./secrets.ts";
import { neededIdToken } from "./sources/id-token.ts";
import { bearerOf, keptToken, postForm, tokenIn } from "./token-request.ts";

export const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

/** What the form says unless `values` of the configuration say otherwise. */
const usual = {
  subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
};

/** Sends `Bearer <access token>`. A client id or secret is sent where one is configured. */
export async function exchangedToken(context: AuthContext, tokenUrl: string): Promise<Credentials> {
  const { config, environment, owner } = context;
  const subject = neededIdToken(context, new URL(tokenUrl).origin);
  context.onFound?.(subject.place);
  const id = variable(environment, config.client_id_env_var) ?? config.client_id;
  const secret = variable(environment, config.client_secret_env_var) ?? config.client_secret;
  if (secret !== undefined) remember(secret);
  const form: NamedValue[] = [["grant_type", tokenExchange], ...Object.entries({ ...usual, ...config.values })];
  if (id !== undefined) form.push(["client_id", id]);
  if (config.scopes !== undefined && config.scopes.length > 0) form.push(["scope", config.scopes.join(" ")]);
  const token = await keptToken(context, ["exchange", tokenUrl, form, subject.place], async (signal) => {
    const proof: NamedValue[] = [["subject_token", await subject.read(signal)]];
    if (secret !== undefined) proof.push(["client_secret", secret]);
    const response = await context.send(postForm({ url: tokenUrl, form, secretForm: proof }), {
      ...context.sending,
      signal,
    });
    return tokenIn(response, owner, `The token that was exchanged came from ${subject.place}.`);
  });
  return bearerOf(token);
}

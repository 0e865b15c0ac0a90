/** Tokens that Azure lends to what it runs: apps and functions, virtual machines. */
import type { HttpRequest, HttpResponse } from "../../transport/message.ts";
import type { AuthContext } from "../auth-type.ts";
import { variable } from "../secrets.ts";
import type { Token } from "../token-cache.ts";
import { getWith, probe, secretHeaders, tokenIn } from "../token-request.ts";

/** The token of the machine; undefined where no endpoint is there. Throws `upstream_*` where one refuses. */
export async function managedIdentityToken(
  context: AuthContext,
  audience: string,
  signal: AbortSignal,
): Promise<Token | undefined> {
  const request = appRequest(context, audience);
  if (request === undefined) return instanceToken(context, audience, signal);
  return tokenOf(await context.send(request, { ...context.sending, signal }), context);
}

function queryOf({ environment }: AuthContext, version: string, audience: string): string {
  const clientId = variable(environment, "AZURE_CLIENT_ID");
  const identity = clientId === undefined ? "" : `&client_id=${encodeURIComponent(clientId)}`;
  return `api-version=${version}&resource=${encodeURIComponent(audience)}${identity}`;
}

/** App Service, Functions, Container Apps. */
function appRequest(context: AuthContext, audience: string): HttpRequest | undefined {
  const endpoint = variable(context.environment, "IDENTITY_ENDPOINT");
  const secret = variable(context.environment, "IDENTITY_HEADER");
  if (endpoint === undefined || secret === undefined) return undefined;
  const url = `${endpoint}${endpoint.includes("?") ? "&" : "?"}${queryOf(context, "2019-08-01", audience)}`;
  return getWith(url, [], secretHeaders(["x-identity-header", secret]));
}

/** Virtual machines: their metadata service. */
async function instanceToken(context: AuthContext, audience: string, signal: AbortSignal): Promise<Token | undefined> {
  const host = variable(context.environment, "AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254";
  const url = `${host.replace(/\/+$/, "")}/metadata/identity/oauth2/token?${queryOf(context, "2018-02-01", audience)}`;
  const answer = await probe(context, getWith(url, [["metadata", "true"]]), signal);
  // Machines without an identity say 400, other clouds at the same address 404 and the like.
  if (answer === undefined || (answer.status >= 400 && answer.status < 500)) return undefined;
  return tokenOf(answer, context);
}

function tokenOf(response: HttpResponse, { owner }: AuthContext): Token {
  return tokenIn(response, owner, "The managed identity may be absent, or AZURE_CLIENT_ID not one of its ids.");
}

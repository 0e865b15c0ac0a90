/** Tokens that Azure lends to what it runs: apps and functions, virtual machines. */
import type { HttpRequest, HttpResponse } from "../../transport/message.ts";
import type { AuthContext } from "../auth-type.ts";
import { variable } from "../secrets.ts";
import { getWith, keptToken, probe, secretHeaders, tokenIn, type KeptToken } from "../token-request.ts";

/** The token of the machine; undefined where no endpoint is there. Throws `upstream_*` where one refuses. */
export async function managedIdentityToken(context: AuthContext, audience: string): Promise<KeptToken | undefined> {
  const { environment } = context;
  const endpoint = variable(environment, "IDENTITY_ENDPOINT");
  const secret = variable(environment, "IDENTITY_HEADER");
  if (endpoint !== undefined && secret !== undefined) return appToken(context, audience, { endpoint, secret });
  return instanceToken(context, audience);
}

function queryOf({ environment }: AuthContext, version: string, audience: string): string {
  const clientId = variable(environment, "AZURE_CLIENT_ID");
  const identity = clientId === undefined ? "" : `&client_id=${encodeURIComponent(clientId)}`;
  return `api-version=${version}&resource=${encodeURIComponent(audience)}${identity}`;
}

interface AppEndpoint {
  readonly endpoint: string;
  readonly secret: string;
}

/** App Service, Functions, Container Apps. */
function appToken(context: AuthContext, audience: string, { endpoint, secret }: AppEndpoint): Promise<KeptToken> {
  const url = `${endpoint}${endpoint.includes("?") ? "&" : "?"}${queryOf(context, "2019-08-01", audience)}`;
  return keptToken(context, ["azure app", url], async (signal) => {
    const request = getWith(url, [], secretHeaders(["x-identity-header", secret]));
    return tokenOf(await context.send(request, { ...context.sending, signal }), context);
  });
}

/** Virtual machines: their metadata service. */
async function instanceToken(context: AuthContext, audience: string): Promise<KeptToken | undefined> {
  const host = variable(context.environment, "AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254";
  const url = `${host.replace(/\/+$/, "")}/metadata/identity/oauth2/token?${queryOf(context, "2018-02-01", audience)}`;
  const request: HttpRequest = getWith(url, [["metadata", "true"]]);
  try {
    return await keptToken(context, ["azure instance", url], async (signal) => {
      const answer = await probe(context, request, signal);
      // Machines without an identity say 400, other clouds at the same address 404 and the like.
      if (answer === undefined || (answer.status >= 400 && answer.status < 500)) throw new NoIdentity();
      return tokenOf(answer, context);
    });
  } catch (error) {
    if (error instanceof NoIdentity) return undefined;
    throw error;
  }
}

function tokenOf(response: HttpResponse, { owner }: AuthContext) {
  const { text, lifetime } = tokenIn(
    response,
    owner,
    "The managed identity may be absent, or AZURE_CLIENT_ID not one of its ids.",
  );
  return { text, lifetime };
}

/** No managed identity is there. */
class NoIdentity extends Error {}

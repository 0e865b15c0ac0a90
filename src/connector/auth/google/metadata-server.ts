/** The token of the service account that a machine of Google runs as. */
import type { AuthContext } from "../auth-type.ts";
import { variable } from "../secrets.ts";
import { getWith, keptToken, probe, tokenIn, type KeptToken } from "../token-request.ts";

/** Undefined where no metadata server answers. Throws `upstream_*` where it answers without a token. */
export async function metadataToken(context: AuthContext, scopes: readonly string[]): Promise<KeptToken | undefined> {
  const { environment, owner } = context;
  const host = variable(environment, "GCE_METADATA_HOST") ?? "169.254.169.254";
  const query = `scopes=${encodeURIComponent(scopes.join(","))}`;
  const url = `http://${host}/computeMetadata/v1/instance/service-accounts/default/token?${query}`;
  try {
    return await keptToken(context, ["google metadata", url], async (signal) => {
      const answer = await probe(context, getWith(url, [["metadata-flavor", "Google"]]), signal);
      // Other clouds answer at the same address.
      if (answer?.headers.get("metadata-flavor") !== "Google") throw new NoServer();
      return tokenIn(answer, owner, "The machine has no service account that lends tokens for these scopes.");
    });
  } catch (error) {
    if (error instanceof NoServer) return undefined;
    throw error;
  }
}

/** No metadata server answers. */
class NoServer extends Error {}

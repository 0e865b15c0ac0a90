/** The token of whoever is signed in to the `az` command line. */
import { requestFailure } from "../../failure.ts";
import { jsonOf, property, textAt } from "../../../common/json.ts";
import type { AuthContext } from "../auth-type.ts";
import { outputOf } from "../run-command.ts";
import { remember, variable } from "../secrets.ts";
import type { Token } from "../token-cache.ts";
import { timeUntil } from "../token-request.ts";

const hint =
  "Run az login; or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH.";

/** Throws `missing_credentials` where az is not there or nobody is signed in. */
export async function azureCliToken(context: AuthContext, audience: string, signal: AbortSignal): Promise<Token> {
  const tenant = variable(context.environment, "AZURE_TENANT_ID");
  const inTenant = tenant !== undefined && /^[\w.-]+$/.test(tenant) ? ["--tenant", tenant] : [];
  if (!/^[\w.:/-]+$/.test(audience)) {
    const problem = `az cannot be asked for a token for ${JSON.stringify(audience)}`;
    throw requestFailure("configuration_error", problem, { hint: "A scope is a URL or an id, without spaces." });
  }
  const given = ["account", "get-access-token", "--output", "json", "--resource", audience, ...inTenant];
  const answer = jsonOf(await outputOf({ line: ["az", ...given], hint }, context, signal));
  const text = textAt(answer, "accessToken");
  if (text === undefined) {
    throw requestFailure("missing_credentials", "az account get-access-token printed no token", { hint });
  }
  remember(text);
  const end = Number(property(answer, "expires_on"));
  // Older versions give local time alone.
  const local = timeUntil(textAt(answer, "expiresOn")?.replace(" ", "T"));
  return { text, lifetime: Number.isFinite(end) ? Math.max(0, end * 1000 - Date.now()) : local };
}

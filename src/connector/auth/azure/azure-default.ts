/** Azure: the first credentials that are found where Azure's own tools look for them. */
import { requestFailure } from "../../failure.ts";
import { ambient } from "../ambient.ts";
import type { AuthContext, AuthType } from "../auth-type.ts";
import { variable } from "../secrets.ts";
import { bearerOf, keptToken } from "../token-request.ts";
import { applicationToken } from "./application.ts";
import { audienceOf } from "./audience.ts";
import { azureCliToken } from "./command-line.ts";
import { managedIdentityToken } from "./managed-identity.ts";

/**
 * Sends `Bearer <token>` for the service that the request goes to: as the application of AZURE_CLIENT_ID (secret,
 * certificate, federated token), else as the managed identity, else as who is signed in to `az`. Throws
 * `missing_credentials` where there is none of them, `upstream_*` where one is refused.
 */
export const azureDefault: AuthType = async (context) => {
  const [given] = context.config.scopes ?? [];
  const audience = given?.replace(/\/\.default$/, "") ?? audienceOf(context);
  checkHalves(context);
  const deciding = (ambient.get("azure_default")?.variables ?? []).map((name) => variable(context.environment, name));
  // The search as a whole is kept: places where nothing is take their time to say so.
  const token = await keptToken(context, ["azure", audience, ...deciding], async (signal) => {
    const ofApplication = await applicationToken(context, audience, signal);
    if (ofApplication !== undefined) return ofApplication;
    const ofMachine = await managedIdentityToken(context, audience, signal);
    const token = ofMachine ?? (await azureCliToken(context, audience, signal));
    context.onFound?.(ofMachine === undefined ? "az account get-access-token" : "the managed identity of the machine");
    return token;
  });
  return bearerOf(token);
};

/** A secret without the application that it belongs to is a mistake, not a wish for other credentials. */
function checkHalves({ environment, owner }: AuthContext): void {
  if (variable(environment, "AZURE_CLIENT_SECRET") === undefined) return;
  const unset = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"].filter((name) => variable(environment, name) === undefined);
  if (unset.length === 0) return;
  throw requestFailure(
    "missing_credentials",
    `AZURE_CLIENT_SECRET is set for ${owner}, but not ${unset.join(" and ")}`,
    {
      hint: `Set ${unset.join(" and ")} in the environment or in a file given with --env.file.`,
    },
  );
}

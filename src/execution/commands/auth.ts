/** AUTH LOGIN and REVOKE: what the session proves itself with to a provider, in place of what its documents declare. */
import { findProvider, unknownName } from "../../catalog/lookup.ts";
import type { AuthConfig } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import { refuseGroup } from "../../planner/binder/connected.ts";
import type { Auth } from "../../sql/ast.ts";
import type { Run } from "../run.ts";

/**
 * Nobody is signed in anywhere: LOGIN says where requests take credentials from until the session ends, REVOKE takes it
 * back. Throws `undefined_table` for providers that are not there.
 */
export async function changeAuth(statement: Auth, run: Run): Promise<string> {
  const provider = await providerOf(statement, run);
  if (statement.action === "revoke") {
    const had = run.session?.signIn(provider, undefined, statement.span) === true;
    const mine = had
      ? `${provider}: what AUTH LOGIN chose is taken back`
      : `${provider}: this session chose nothing with AUTH LOGIN, so that there is nothing to revoke`;
    return `${mine}. Variables, files, and who is signed in to command lines (gcloud, az, gh) stay as they are`;
  }
  run.session?.signIn(provider, configOf(statement), statement.span);
  return `${provider}: until the session ends, requests are made ${whoOf(statement)}`;
}

function configOf({ method, file }: Auth): AuthConfig {
  if (method !== "serviceaccount") return { type: "interactive" };
  return { type: "service_account", ...(file === undefined ? {} : { credentialsfilepath: file }) };
}

function whoOf({ method, file }: Auth): string {
  if (method !== "serviceaccount") return "as who is signed in to the provider's command line";
  return file === undefined ? "with Google's application default credentials" : `with the service account of ${file}`;
}

async function providerOf({ provider, span }: Auth, { catalog, connections, session }: Run): Promise<string> {
  const usual = session?.settings().find(({ name }) => name === "provider")?.value;
  const wanted = provider?.name ?? (typeof usual === "string" ? usual : undefined);
  if (wanted === undefined) {
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: "AUTH needs the name of a provider",
      span,
      hint: "Write it after LOGIN or REVOKE, or name it with USE.",
    });
  }
  const connected = await connections?.find(wanted);
  refuseGroup({ connected }, "AUTH", span);
  const found = connected ?? (await findProvider(catalog, wanted));
  if (found !== undefined) return found.name;
  throw unknownName("provider", wanted, [...(await catalog.providerNames()), ...((await connections?.names()) ?? [])]);
}

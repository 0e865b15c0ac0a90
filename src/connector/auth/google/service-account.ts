/** Google: an access token for a service account, or for what the application default credentials say. */
import type { JsonValue } from "../../../common/value.ts";
import { requestFailure } from "../../failure.ts";
import { jsonOf, textAt } from "../../../common/json.ts";
import type { Credentials } from "../../transport/message.ts";
import { applicationDefaultFile } from "../ambient.ts";
import type { AuthContext, AuthType } from "../auth-type.ts";
import { expandHome, readIfThere, readNamed } from "../files.ts";
import { neededIdToken } from "../sources/id-token.ts";
import { findSecret, missingCredentials, tokenText, variable, variablesOf } from "../secrets.ts";
import { bearerOf, type KeptToken } from "../token-request.ts";
import { metadataToken } from "./metadata-server.ts";
import { grants, type GoogleCredentials } from "./grants.ts";

const defaultScopes = ["https://www.googleapis.com/auth/cloud-platform"];

/**
 * Sends `Bearer <access token>`. Throws `missing_credentials` naming where credentials are looked for,
 * `configuration_error` where they are of an unknown kind, `upstream_*` where no token is given for them.
 */
export const serviceAccount: AuthType = async (context) => {
  const credentials =
    (await configured(context)) ?? federated(context) ?? (await applicationDefault(context.environment));
  const scopes = context.config.scopes ?? defaultScopes;
  if (credentials !== undefined) {
    context.onFound?.(credentials.source);
    const token = await tokenFor(context, credentials, scopes);
    return withQuotaProject(bearerOf(token), context, credentials);
  }
  const token = await metadataToken(context, scopes);
  if (token === undefined) throw noCredentials(context);
  context.onFound?.("the metadata server of the machine");
  return bearerOf(token);
};

/** Those that the configuration names: JSON itself, or the path of a file that holds it. */
async function configured({ config, environment, owner }: AuthContext): Promise<GoogleCredentials | undefined> {
  const secret = await findSecret(config, environment);
  if (secret === undefined) {
    const own = variablesOf(config).filter((name) => !customary.has(name));
    if (own.length > 0) throw missingCredentials(config, environment, owner);
    return undefined;
  }
  const text = tokenText(secret);
  const source = `the auth of ${owner}`;
  if (text.startsWith("{")) return credentialsIn(text, source);
  const path = expandHome(environment, text);
  // What is no path may be a secret: it must not be shown.
  if (!/^[^\n{}]{1,1000}\.json$/.test(path)) throw notJson(source);
  return credentialsIn(await readNamed(path, source), path);
}

/** What GOOGLE_WORKLOAD_IDENTITY_PROVIDER names, proved to by the token of a CI system: no file says it. */
function federated(context: AuthContext): GoogleCredentials | undefined {
  const { environment, config } = context;
  const provider = variable(environment, "GOOGLE_WORKLOAD_IDENTITY_PROVIDER");
  if (provider === undefined) return undefined;
  const account = variable(environment, "GOOGLE_SERVICE_ACCOUNT");
  const token = neededIdToken(context, `https://iam.googleapis.com/${provider}`);
  return { source: token.place, json: workloadIdentity(provider, { account, tokenUrl: config.token_url }), token };
}

/** The same that a file of Google would say of a workload. */
export function workloadIdentity(
  provider: string,
  { account, tokenUrl }: { readonly account?: string | undefined; readonly tokenUrl?: string | undefined } = {},
): JsonValue {
  const of = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:generateAccessToken`;
  return {
    type: "external_account",
    audience: `//iam.googleapis.com/${provider}`,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: tokenUrl ?? "https://sts.googleapis.com/v1/token",
    ...(account === undefined ? {} : { service_account_impersonation_url: of }),
  };
}

/** Variables that others use as well: where they are unset, the default credentials are meant. */
const customary: ReadonlySet<string> = new Set(["GOOGLE_CREDENTIALS", "GOOGLE_APPLICATION_CREDENTIALS"]);

async function applicationDefault(environment: AuthContext["environment"]): Promise<GoogleCredentials | undefined> {
  const named = variable(environment, "GOOGLE_APPLICATION_CREDENTIALS");
  if (named !== undefined) {
    const text = await readNamed(expandHome(environment, named), "GOOGLE_APPLICATION_CREDENTIALS");
    return credentialsIn(text, named);
  }
  const path = applicationDefaultFile(environment);
  const text = await readIfThere(path);
  return text === undefined ? undefined : credentialsIn(text, path);
}

function credentialsIn(text: string, source: string): GoogleCredentials {
  const json = jsonOf(text);
  if (json === undefined) throw notJson(source);
  return { source, json };
}

function notJson(source: string): Error {
  return requestFailure("missing_credentials", `the Google credentials of ${source} are no JSON`, {
    hint: "They are the content of a service account's key file, or its path, which ends in .json.",
  });
}

function tokenFor(context: AuthContext, credentials: GoogleCredentials, scopes: readonly string[]): Promise<KeptToken> {
  const type = textAt(credentials.json, "type") ?? "";
  const grant = grants.get(type);
  if (grant !== undefined) return grant(context, credentials, scopes);
  throw requestFailure(
    "configuration_error",
    `${credentials.source} holds credentials of the unknown type ${JSON.stringify(type)}`,
    {
      hint: `Known are ${[...grants.keys()].join(", ")}.`,
    },
  );
}

/** Requests in a person's name count against a project of theirs, which must be named. */
function withQuotaProject(credentials: Credentials, context: AuthContext, { json }: GoogleCredentials): Credentials {
  const own = textAt(json, "type") === "authorized_user" ? textAt(json, "quota_project_id") : undefined;
  const project = variable(context.environment, "GOOGLE_CLOUD_QUOTA_PROJECT") ?? own;
  if (project === undefined) return credentials;
  return { ...credentials, headers: [...credentials.headers, ["x-goog-user-project", project]] };
}

function noCredentials({ config, environment, owner }: AuthContext): Error {
  const names = variablesOf(config).join(" or ") || "GOOGLE_APPLICATION_CREDENTIALS";
  return requestFailure("missing_credentials", `no credentials found for ${owner} (auth type ${config.type})`, {
    hint:
      `Set ${names} to the content of a service account's key file, or GOOGLE_APPLICATION_CREDENTIALS to its path, or ` +
      `run gcloud auth application-default login, which writes ${applicationDefaultFile(environment)}; no metadata server answers.`,
  });
}

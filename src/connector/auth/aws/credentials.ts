/** Whose keys requests to AWS are signed with: what is configured, else the places where AWS's own tools look. */
import { requestFailure } from "../../failure.ts";
import { profileFiles } from "../ambient.ts";
import type { AuthContext } from "../auth-type.ts";
import { readNamed } from "../files.ts";
import { idTokenOf } from "../sources/id-token.ts";
import { findSecret, missingCredentials, remember, variable } from "../secrets.ts";
import { assumeRoleWithWebIdentity } from "./assume-role.ts";
import type { LentKeys } from "./keys.ts";
import { containerKeys, instanceKeys } from "./machine.ts";
import { environmentKeys, profileKeys } from "./profile.ts";

interface Source {
  readonly keys: (context: AuthContext) => Promise<LentKeys | undefined>;
  /** In words; undefined where the variables tell all. */
  readonly place: (context: AuthContext) => string | undefined;
}

const usualProfile = ({ environment }: AuthContext): string => variable(environment, "AWS_PROFILE") ?? "default";

/** For whom CI systems make the tokens that AWS takes. */
export const awsAudience = "sts.amazonaws.com";

/** In this order; the first that has keys wins. */
const sources: readonly Source[] = [
  { keys: async ({ environment }) => environmentKeys(environment), place: () => undefined },
  { keys: webIdentity, place: () => undefined },
  {
    keys: (context) => profileKeys(context, usualProfile(context)),
    place: (context) => profilePlace(context, usualProfile(context)),
  },
  { keys: containerKeys, place: () => "the role of the container" },
  { keys: instanceKeys, place: () => "the role of the instance" },
];

function profilePlace({ environment }: AuthContext, name: string): string {
  return `the profile ${name} of ${profileFiles(environment).join(" and ")}`;
}

/** The keys to sign with. Throws `missing_credentials` that names the places, and what the places throw. */
export async function awsKeys(context: AuthContext): Promise<LentKeys> {
  const { config } = context;
  if (config.profile !== undefined) {
    const keys = await profileKeys(context, config.profile);
    context.onFound?.(profilePlace(context, config.profile));
    if (keys !== undefined) return keys;
    throw noKeys(
      context,
      `the AWS profile ${config.profile} is not in ${profileFiles(context.environment).join(" or ")}`,
    );
  }
  const own = await configuredKeys(context);
  if (own !== undefined) return own;
  for (const source of sources) {
    const keys = await source.keys(context);
    if (keys === undefined) continue;
    const place = source.place(context);
    if (place !== undefined) context.onFound?.(place);
    return keys;
  }
  const profile = variable(context.environment, "AWS_PROFILE");
  const files = profileFiles(context.environment).join(" or ");
  throw noKeys(context, profile === undefined ? undefined : `the AWS profile ${profile} is not in ${files}`);
}

/**
 * The keys of the configuration itself; undefined where it names but the customary variables and none of them is set.
 * Throws `missing_credentials` where a half is missing, or variables of its own are not set.
 */
async function configuredKeys(context: AuthContext): Promise<LentKeys | undefined> {
  const { config, environment, owner } = context;
  const accessKeyId = variable(environment, config.keyIDenvvar) ?? config.keyID;
  const secret = await findSecret(config, environment);
  if (accessKeyId !== undefined && secret !== undefined) {
    const secretAccessKey = secret.kind === "token" ? secret.text : secret.password;
    return { accessKeyId, secretAccessKey, sessionToken: sessionTokenFor(context, accessKeyId) };
  }
  if (secret?.kind === "pair") return { accessKeyId: secret.user, secretAccessKey: secret.password };
  const own = [config.keyIDenvvar, config.credentialsenvvar].filter(
    (name) => name !== undefined && !name.startsWith("AWS_"),
  );
  const isHalf = accessKeyId !== undefined || secret !== undefined;
  if (isHalf || own.length > 0) throw missingCredentials(config, environment, owner);
  return undefined;
}

/** Keys that last (`AKIA…`) have no token: one in the environment belongs to others. */
function sessionTokenFor({ config, environment }: AuthContext, accessKeyId: string): string | undefined {
  if (config.keyIDenvvar !== "AWS_ACCESS_KEY_ID" && accessKeyId.startsWith("AKIA")) return undefined;
  const token = variable(environment, "AWS_SESSION_TOKEN");
  if (token !== undefined) remember(token);
  return token;
}

/** The token that Kubernetes or a pipeline leaves in a file, or that a CI system gives. */
async function webIdentity(context: AuthContext): Promise<LentKeys | undefined> {
  const { environment } = context;
  const file = variable(environment, "AWS_WEB_IDENTITY_TOKEN_FILE");
  const arn = variable(environment, "AWS_ROLE_ARN");
  const token = file === undefined ? idTokenOf(context, awsAudience) : undefined;
  if (arn === undefined || (file === undefined && token === undefined)) return undefined;
  if (token !== undefined) context.onFound?.(token.place);
  const sessionName = variable(environment, "AWS_ROLE_SESSION_NAME");
  const role = { arn, sessionName, region: variable(environment, "AWS_REGION") };
  const read = token?.read ?? (() => readNamed(file ?? "", "AWS_WEB_IDENTITY_TOKEN_FILE"));
  return assumeRoleWithWebIdentity(context, role, read);
}

function noKeys({ owner, environment, config }: AuthContext, reason = "no credentials found"): Error {
  const [credentials, settings] = profileFiles(environment);
  return requestFailure("missing_credentials", `${reason} for ${owner} (auth type ${config.type})`, {
    hint:
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for keys lent for a time), or AWS_PROFILE " +
      `to a profile of ${credentials} or ${settings}; on machines of AWS, give the container or instance a role.`,
  });
}

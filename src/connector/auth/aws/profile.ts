/** Profiles of `~/.aws/config` and `~/.aws/credentials`: keys, roles, programs, single sign-on. */
import { createHash } from "node:crypto";
import { requestFailure } from "../../failure.ts";
import { jsonOf, property, textAt } from "../../../common/json.ts";
import { percentEncode } from "../../percent.ts";
import { profileFiles } from "../ambient.ts";
import type { AuthContext } from "../auth-type.ts";
import { expandHome, inHome, readIfThere, readNamed, sectionsIn, type Section } from "../files.ts";
import { outputOf } from "../run-command.ts";
import { remember, variable, type Environment } from "../secrets.ts";
import { getWith, secretHeaders, successIn, timeUntil } from "../token-request.ts";
import { assumeRole, assumeRoleWithWebIdentity, type Role } from "./assume-role.ts";
import { keptKeys, keysIn, type LentKeys } from "./keys.ts";
import { containerKeys, instanceKeys } from "./machine.ts";

interface Profiles {
  readonly files: readonly string[];
  readonly section: (name: string) => Section | undefined;
  readonly ssoSession: (name: string) => Section | undefined;
}

/** The keys of a profile; undefined where nothing tells of it. Throws `missing_credentials`, `configuration_error`. */
export async function profileKeys(context: AuthContext, name: string): Promise<LentKeys | undefined> {
  const profiles = await readProfiles(context.environment);
  return profiles.section(name) === undefined ? undefined : keysOf(context, profiles, name, []);
}

async function readProfiles(environment: Environment): Promise<Profiles> {
  const files = profileFiles(environment);
  const [keys = new Map<string, Section>(), config = new Map<string, Section>()] = await Promise.all(
    files.map(async (file) => sectionsIn((await readIfThere(file)) ?? "")),
  );
  return {
    files,
    section: (name) => {
      const found = [
        config.get(`profile ${name}`) ?? (name === "default" ? config.get(name) : undefined),
        keys.get(name),
      ];
      const all = found.flatMap((section) => [...(section ?? [])]);
      return all.length === 0 ? undefined : new Map(all);
    },
    ssoSession: (name) => config.get(`sso-session ${name}`),
  };
}

async function keysOf(
  context: AuthContext,
  profiles: Profiles,
  name: string,
  askedBy: readonly string[],
): Promise<LentKeys> {
  const section = profiles.section(name);
  if (section === undefined) throw unusable(profiles, name, "is not in");
  const accessKeyId = section.get("aws_access_key_id");
  const secretAccessKey = section.get("aws_secret_access_key");
  const isOwnSource = askedBy.at(-1) === name;
  if (section.has("role_arn") && !isOwnSource) return roleKeys(context, profiles, name, askedBy);
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    remember(secretAccessKey);
    return { accessKeyId, secretAccessKey, sessionToken: section.get("aws_session_token") };
  }
  if (section.has("sso_session") || section.has("sso_start_url")) return signOnKeys(context, profiles, name);
  const line = section.get("credential_process");
  if (line !== undefined) return processKeys(context, line, name);
  throw unusable(profiles, name, "has no keys, role, single sign-on or credential_process in");
}

function unusable({ files }: Profiles, name: string, problem: string): Error {
  return requestFailure("missing_credentials", `the AWS profile ${name} ${problem} ${files.join(" or ")}`, {
    hint: "Run aws configure, or name another profile in AWS_PROFILE.",
  });
}

async function roleKeys(
  context: AuthContext,
  profiles: Profiles,
  name: string,
  askedBy: readonly string[],
): Promise<LentKeys> {
  const section = profiles.section(name) ?? new Map<string, string>();
  if (askedBy.includes(name)) {
    throw requestFailure(
      "configuration_error",
      `the AWS profiles ${[...askedBy, name].join(" → ")} go round in a circle`,
    );
  }
  const duration = Number(section.get("duration_seconds"));
  const role: Role = {
    arn: section.get("role_arn") ?? "",
    sessionName: section.get("role_session_name"),
    externalId: section.get("external_id"),
    durationSeconds: Number.isInteger(duration) ? duration : undefined,
    region: section.get("region") ?? variable(context.environment, "AWS_REGION"),
  };
  const tokenFile = section.get("web_identity_token_file");
  if (tokenFile !== undefined) {
    const path = expandHome(context.environment, tokenFile);
    return assumeRoleWithWebIdentity(context, role, () => readNamed(path, `the AWS profile ${name}`));
  }
  const source = section.get("source_profile");
  if (source !== undefined) {
    return assumeRole(context, role, await keysOf(context, profiles, source, [...askedBy, name]));
  }
  return assumeRole(context, role, await machineKeys(context, name, section.get("credential_source")));
}

async function machineKeys(context: AuthContext, name: string, source: string | undefined): Promise<LentKeys> {
  const { environment } = context;
  const found =
    source === "Ec2InstanceMetadata"
      ? await instanceKeys(context)
      : source === "EcsContainer"
        ? await containerKeys(context)
        : source === "Environment"
          ? environmentKeys(environment)
          : undefined;
  if (found !== undefined) return found;
  const problem =
    source === undefined ? "no source_profile or credential_source" : `nothing at credential_source ${source}`;
  throw requestFailure("missing_credentials", `the role of the AWS profile ${name} has ${problem}`, {
    hint: "credential_source is Environment, EcsContainer or Ec2InstanceMetadata.",
  });
}

/** Keys of the customary variables; undefined unless both are set. */
export function environmentKeys(environment: Environment): LentKeys | undefined {
  const accessKeyId = variable(environment, "AWS_ACCESS_KEY_ID");
  const secretAccessKey = variable(environment, "AWS_SECRET_ACCESS_KEY");
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const sessionToken = variable(environment, "AWS_SESSION_TOKEN");
  remember(secretAccessKey);
  if (sessionToken !== undefined) remember(sessionToken);
  return { accessKeyId, secretAccessKey, sessionToken };
}

function processKeys(context: AuthContext, line: string, name: string): Promise<LentKeys> {
  const hint = `It is the credential_process of the AWS profile ${name}; run it to see what it says.`;
  return keptKeys(context, ["process", line], async (signal) => {
    const printed = await outputOf({ line, hint }, context, signal);
    return keysIn(jsonOf(printed), `the credential_process of the AWS profile ${name}`);
  });
}

/** Keys for the token that `aws sso login` left in a file. */
async function signOnKeys(context: AuthContext, profiles: Profiles, name: string): Promise<LentKeys> {
  const { environment, owner } = context;
  const section = profiles.section(name) ?? new Map<string, string>();
  const sessionName = section.get("sso_session");
  const session = (sessionName === undefined ? section : profiles.ssoSession(sessionName)) ?? new Map<string, string>();
  const id = createHash("sha1")
    .update(sessionName ?? section.get("sso_start_url") ?? "")
    .digest("hex");
  const login = jsonOf((await readIfThere(inHome(environment, ".aws", "sso", "cache", `${id}.json`))) ?? "");
  const token = textAt(login, "accessToken");
  const hint = `Run aws sso login --profile ${name}.`;
  if (token === undefined || (timeUntil(textAt(login, "expiresAt")) ?? 0) === 0) {
    throw requestFailure("missing_credentials", `the single sign-on of the AWS profile ${name} has ended`, { hint });
  }
  const account = section.get("sso_account_id") ?? "";
  const role = section.get("sso_role_name") ?? "";
  const region = session.get("sso_region") ?? "us-east-1";
  const host = variable(environment, "AWS_ENDPOINT_URL_SSO") ?? `https://portal.sso.${region}.amazonaws.com`;
  return keptKeys(context, ["sso", host, account, role, id], async (signal) => {
    const query = `role_name=${percentEncode(role)}&account_id=${percentEncode(account)}`;
    const url = `${host.replace(/\/+$/, "")}/federation/credentials?${query}`;
    const request = getWith(url, [], secretHeaders(["x-amz-sso_bearer_token", token]));
    const answer = successIn(await context.send(request, { ...context.sending, signal }), owner, hint);
    const keys = property(answer, "roleCredentials");
    const { text } = keysIn(keys, "the single sign-on");
    return { text, lifetime: Math.max(0, Number(property(keys, "expiration") ?? 0) - Date.now()) };
  });
}

/**
 * Where secrets come from. The order is the provider document format's: `credentialsenvvar`, a file named by
 * `credentialsfilepathenvvar`, `credentialsfilepath`, pairs of variables, pairs written inline.
 */
import { readFile } from "node:fs/promises";
import type { AuthConfig } from "../../catalog/model.ts";
import { rememberSecret } from "../../common/redact.ts";
import type { EngineError } from "../../common/error.ts";
import { requestFailure } from "../failure.ts";
import { formEncode, percentEncode, percentEncodePath } from "../percent.ts";

export type Environment = (name: string) => string | undefined;

/** What was found: one token, or a user and a password. */
export type Secret =
  | { readonly kind: "token"; readonly text: string }
  | { readonly kind: "pair"; readonly user: string; readonly password: string };

/**
 * Reads the secret of a config; every value read is remembered for redaction. Throws `missing_credentials` where there
 * is none, with a hint that names what to set.
 */
export async function readSecret(config: AuthConfig, environment: Environment, owner: string): Promise<Secret> {
  const secret = await findSecret(config, environment);
  if (secret === undefined) throw missingCredentials(config, environment, owner);
  return secret;
}

/** The same, but undefined where there is none. */
export async function findSecret(config: AuthConfig, environment: Environment): Promise<Secret | undefined> {
  const secret = (await tokenOf(config, environment)) ?? pairOf(config, environment) ?? loneKeyOf(config, environment);
  if (secret === undefined) return undefined;
  if (secret.kind === "token") remember(secret.text);
  else {
    remember(secret.password);
    remember(encodePair(secret));
  }
  return secret;
}

/** `user:password` in base64, as RFC 7617 wants it. */
export function encodePair(pair: { readonly user: string; readonly password: string }): string {
  return Buffer.from(`${pair.user}:${pair.password}`).toString("base64");
}

/** The secret as one token; a pair becomes its base64 form. */
export function tokenText(secret: Secret): string {
  return secret.kind === "token" ? secret.text : encodePair(secret);
}

/** Remembers a secret in all forms in which texts may hold it, those of our own URLs and forms among them. */
export function remember(value: string): void {
  const ours = [percentEncode(value), percentEncodePath(value), formEncode([["", value]]).slice(1)];
  for (const form of new Set([value, ...ours])) rememberSecret(form);
}

async function tokenOf(config: AuthConfig, environment: Environment): Promise<Secret | undefined> {
  const direct = variable(environment, config.credentialsenvvar);
  if (direct !== undefined) return { kind: "token", text: direct };
  const named = variable(environment, config.credentialsfilepathenvvar) ?? config.credentialsfilepath;
  if (named === undefined || named === "") return undefined;
  const path = named.replace(/^~(?=\/)/, () => variable(environment, "HOME") ?? "~");
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw requestFailure("missing_credentials", `the credentials file ${path} cannot be read`, { cause });
  });
  if (text.trim() === "") throw requestFailure("missing_credentials", `the credentials file ${path} is empty`);
  return { kind: "token", text: text.trim() };
}

function pairOf(config: AuthConfig, environment: Environment): Secret | undefined {
  const userVariable = variable(environment, config.username_var);
  const passwordVariable = variable(environment, config.password_var);
  const keyVariable = variable(environment, config.api_key_var);
  const secretVariable = variable(environment, config.api_secret_var);
  const pairs = [
    [userVariable, passwordVariable],
    [keyVariable, secretVariable],
    [userVariable ?? config.username, passwordVariable ?? config.password],
    [keyVariable ?? config.api_key, secretVariable ?? config.api_secret],
  ] as const;
  for (const [user, password] of pairs) {
    if (user !== undefined && password !== undefined) return { kind: "pair", user, password };
  }
  return undefined;
}

/** An API key that has no second half. */
function loneKeyOf(config: AuthConfig, environment: Environment): Secret | undefined {
  if (config.api_secret_var !== undefined || config.api_secret !== undefined) return undefined;
  const text = variable(environment, config.api_key_var) ?? config.api_key;
  return text === undefined || text === "" ? undefined : { kind: "token", text };
}

/** The value of a variable, without the line break that copying adds; undefined where unset or empty. */
export function variable(environment: Environment, name: string | undefined): string | undefined {
  const value = name === undefined || name === "" ? undefined : environment(name)?.trim();
  return value === "" ? undefined : value;
}

/** Fields of an auth configuration that name an environment variable. */
export const variableFields = [
  "credentialsenvvar",
  "credentialsfilepathenvvar",
  "username_var",
  "password_var",
  "api_key_var",
  "api_secret_var",
  "client_id_env_var",
  "client_secret_env_var",
  "account_id_var",
  "id_token_var",
  "keyIDenvvar",
  "aws_role_arn_env_var",
  "aws_role_external_id_env_var",
] as const satisfies readonly (keyof AuthConfig)[];

/** The variables that a config reads its credentials from, in order. */
export function variablesOf(config: AuthConfig): readonly string[] {
  const own = [
    ...variableFields.map((field) => config[field]),
    ...[...(config.token_url ?? "").matchAll(/__env__(\w+)/g)].map((match) => match[1]),
  ].filter((name): name is string => name !== undefined && name !== "");
  return [...new Set([...own, ...(config.successor === undefined ? [] : variablesOf(config.successor))])];
}

/** The error for absent credentials: its hint names the variables that are unset. */
export function missingCredentials(config: AuthConfig, environment: Environment, owner: string): EngineError {
  const unset = variablesOf(config).filter((name) => variable(environment, name) === undefined);
  const wanted =
    unset.length > 0
      ? `Set ${unset.join(" and ")} in the environment or in a file given with --env.file, or`
      : "Please";
  const hint = `${wanted} pass credentials with --auth '{"${owner.split(".")[0]}": {"type": "${config.type}", …}}'.`;
  return requestFailure("missing_credentials", `no credentials found for ${owner} (auth type ${config.type})`, {
    hint,
  });
}

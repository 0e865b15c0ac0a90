/** Authentication blocks of documents → `AuthConfig`. */
import type { AuthConfig } from "../model.ts";
import { limits } from "./limits.ts";
import { isObject, memberOf, objectAt, textAt, textsAt, type JsonObject } from "./json.ts";

/** How each member is read. Exhaustive, so that a new member of AuthConfig must say what it is. */
const members: {
  readonly [K in Exclude<keyof AuthConfig, "type" | number>]-?: "text" | "texts" | "number" | "map" | "auth";
} = {
  credentialsenvvar: "text",
  credentialsfilepath: "text",
  credentialsfilepathenvvar: "text",
  username: "text",
  password: "text",
  username_var: "text",
  password_var: "text",
  per: "text",
  api_key: "text",
  api_key_var: "text",
  api_secret: "text",
  api_secret_var: "text",
  valuePrefix: "text",
  location: "text",
  name: "text",
  successor: "auth",
  grant_type: "text",
  token_url: "text",
  client_id: "text",
  client_id_env_var: "text",
  client_secret: "text",
  client_secret_env_var: "text",
  scopes: "texts",
  values: "map",
  auth_style: "number",
  account_id: "text",
  account_id_var: "text",
  sub: "text",
  id_token_var: "text",
  id_token_file: "text",
  id_token_audience: "text",
  keyID: "text",
  keyIDenvvar: "text",
  aws_role_arn: "text",
  aws_role_arn_env_var: "text",
  aws_role_session_name: "text",
  aws_role_external_id: "text",
  aws_role_external_id_env_var: "text",
  aws_role_duration_seconds: "number",
  aws_sts_region: "text",
  aws_sts_endpoint: "text",
  profile: "text",
};

/** The names of all members of an auth block but `type`. */
export const authMembers: readonly string[] = Object.keys(members);

/** The auth block, members of unknown names or wrong types left out; undefined where there is no block. */
export function authOf(block: unknown, depth = 0): AuthConfig | undefined {
  if (!isObject(block) || depth > limits.successors) return undefined;
  const read: Record<string, unknown> = {};
  for (const [key, kind] of Object.entries(members)) {
    const value = readers[kind](block, key, depth);
    if (value !== undefined) read[key] = value;
  }
  return { type: textAt(block, "type") ?? "null_auth", ...read };
}

const readers: {
  readonly [kind in (typeof members)[keyof typeof members]]: (block: JsonObject, key: string, depth: number) => unknown;
} = {
  text: (block, key) => textAt(block, key),
  texts: (block, key) => textsAt(block, key),
  number: (block, key) => (typeof block[key] === "number" ? block[key] : undefined),
  map: (block, key) => {
    const texts = Object.entries(objectAt(block, key)).filter(([, value]) => typeof value === "string");
    return texts.length === 0 ? undefined : Object.fromEntries(texts);
  },
  auth: (block, key, depth) => authOf(memberOf(block, key), depth + 1),
};

const kinds: {
  readonly [kind in (typeof members)[keyof typeof members]]: readonly [what: string, is: (value: unknown) => boolean];
} = {
  text: ["a text", (value) => typeof value === "string"],
  texts: ["a list of texts", (value) => Array.isArray(value) && value.every((one) => typeof one === "string")],
  number: ["a number", (value) => typeof value === "number"],
  map: [
    "an object of texts",
    (value) => isObject(value) && Object.values(value).every((one) => typeof one === "string"),
  ],
  auth: ["an auth block", isObject],
};

/** The first member that is not what it has to be, as `scopes is a list of texts`; undefined where all are right. */
export function authMistake(block: { readonly [name: string]: unknown }): string | undefined {
  for (const [name, kind] of Object.entries(members)) {
    const value = block[name];
    const [what, is] = kinds[kind];
    if (value !== undefined && value !== null && !is(value)) return `${name} is ${what}`;
  }
  return isObject(block["successor"]) ? authMistake(block["successor"]) : undefined;
}

/** What a program printed that was asked for a secret: the text itself, or JSON that holds it and says when it ends. */
import { isJsonObject, jsonOf, property, textAt } from "../../../common/json.ts";
import type { JsonValue } from "../../../common/value.ts";

/** Members that hold the secret, as the programs of clouds and safes call it. */
const valueMembers = ["value", "token", "access_token", "accessToken", "id_token", "secret", "password"];

/** Objects in which programs wrap what they print: kubectl's plugins, gcloud's helper, Vault. */
const wrappers = ["status", "credential", "data", "auth"];

/** Members for variables of AWS, as `credential_process` names them. */
const membersOfVariables: { readonly [variable: string]: readonly string[] } = {
  AWS_ACCESS_KEY_ID: ["AccessKeyId"],
  AWS_SECRET_ACCESS_KEY: ["SecretAccessKey"],
  AWS_SESSION_TOKEN: ["SessionToken", "Token"],
};

const endMembers = [
  "expiration",
  "Expiration",
  "expires_at",
  "expiresAt",
  "expires_on",
  "expiresOn",
  "token_expiry",
  "expirationTimestamp",
  "expiry",
];

/**
 * The value for a variable: the member of its name, else one that programs keep secrets in. JSON without any of them,
 * such as a key file of Google, is the value as a whole.
 */
export function valueIn(printed: string, variable: string): string {
  const text = printed.replace(/\r?\n$/, "");
  const json = jsonOf(text);
  if (!isJsonObject(json)) return text;
  const names = [variable, ...(membersOfVariables[variable] ?? []), ...valueMembers];
  for (const place of places(json)) {
    const found = names.map((name) => textAt(place, name)).find((value) => value !== undefined);
    if (found !== undefined) return found;
  }
  return text;
}

/** Milliseconds until what was printed ends; undefined where it does not say. */
export function lifetimeIn(printed: string, now: number): number | undefined {
  const json = jsonOf(printed);
  for (const place of places(json)) {
    const seconds = Number(property(place, "expires_in") ?? Number.NaN);
    if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
    const end = endMembers.map((name) => momentOf(property(place, name))).find((moment) => moment !== undefined);
    if (end !== undefined) return Math.max(0, end - now);
  }
  return undefined;
}

function places(json: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  return [json, ...wrappers.map((name) => property(json, name))];
}

/** ISO 8601, or a number of seconds or milliseconds since 1970. */
function momentOf(value: JsonValue | undefined): number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number > 1e11 ? number : number * 1000;
  const moment = Date.parse(String(value));
  return Number.isNaN(moment) ? undefined : moment;
}

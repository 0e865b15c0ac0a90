/** What a JSON Web Token (RFC 7519) says of itself. It is read, not verified: its signature is the API's business. */
import { jsonOf, isJsonObject, property, textAt } from "../../../common/json.ts";
import { headerOf, type Credentials } from "../../transport/message.ts";

export interface Claims {
  readonly principal?: string | undefined;
  readonly account?: string | undefined;
  readonly expires?: Date | undefined;
}

/** Names of people before those of applications, which stand in their tokens too. */
const principalClaims = ["upn", "preferred_username", "unique_name", "email", "appid", "azp", "client_id", "sub"];
const accountClaims = ["tid", "organization_id", "orgResourceId", "org_id"];

/** The bearer token of credentials; undefined where they are another kind. */
export function bearerIn(credentials: Credentials): string | undefined {
  const value = headerOf(credentials, "authorization") ?? "";
  return /^bearer\s+(\S+)$/i.exec(value)?.[1];
}

/** The user of Basic credentials. */
export function basicUserIn(credentials: Credentials): string | undefined {
  const value = headerOf(credentials, "authorization") ?? "";
  const encoded = /^basic\s+(\S+)$/i.exec(value)?.[1];
  const pair = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
  return pair.includes(":") ? pair.slice(0, pair.indexOf(":")) : undefined;
}

/** Nothing where the token is no JWT. */
export function claimsOf(token: string): Claims {
  const [, payload = "", ...rest] = token.split(".");
  const claims = rest.length === 1 ? jsonOf(Buffer.from(payload, "base64url").toString("utf8")) : undefined;
  if (!isJsonObject(claims)) return {};
  const first = (names: readonly string[]) =>
    names.map((name) => textAt(claims, name)).find((one) => one !== undefined);
  const end = Number(property(claims, "exp") ?? Number.NaN);
  return {
    principal: first(principalClaims),
    account: first(accountClaims),
    expires: Number.isFinite(end) ? new Date(end * 1000) : undefined,
  };
}

/** A bearer token (RFC 6750). */
import { authorization, type AuthType } from "./auth-type.ts";
import { readSecret, tokenText } from "./secrets.ts";

/** Sends `Bearer <token>`; `valuePrefix` replaces `Bearer `. */
export const bearer: AuthType = async ({ config, environment, owner }) => {
  const secret = await readSecret(config, environment, owner);
  return authorization(`${config.valuePrefix ?? "Bearer "}${tokenText(secret)}`);
};

/** An API key in the Authorization header, under a scheme of the provider's own. */
import { authorization, type AuthType } from "./auth-type.ts";
import { readSecret, tokenText } from "./secrets.ts";

/** Sends `<valuePrefix><token>`; the prefix brings its own separator and defaults to `api_key `. */
export const apiKey: AuthType = async ({ config, environment, owner }) => {
  const secret = await readSecret(config, environment, owner);
  return authorization(`${config.valuePrefix ?? "api_key "}${tokenText(secret)}`);
};

/** HTTP Basic (RFC 7617). */
import { authorization, type AuthType } from "./auth-type.ts";
import { encodePair, readSecret, remember } from "./secrets.ts";

/**
 * Sends `Basic base64(user:password)`. A token that is read whole counts as encoded already, unless it holds a colon,
 * which base64 never does. `valuePrefix` replaces `Basic `.
 */
export const basic: AuthType = async ({ config, environment, owner }) => {
  const secret = await readSecret(config, environment, owner);
  const isPlain = secret.kind === "token" && secret.text.includes(":");
  const encoded = secret.kind === "pair" ? encodePair(secret) : isPlain ? encodeText(secret.text) : secret.text;
  return authorization(`${config.valuePrefix ?? "Basic "}${encoded}`);
};

function encodeText(text: string): string {
  const password = text.slice(text.indexOf(":") + 1);
  const encoded = Buffer.from(text).toString("base64");
  remember(password);
  remember(encoded);
  return encoded;
}

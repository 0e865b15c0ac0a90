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
  if (secret.kind === "token") rememberPair(encoded);
  return authorization(`${config.valuePrefix ?? "Basic "}${encoded}`);
};

/** The password in what was encoded by others. */
function rememberPair(encoded: string): void {
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  if (pair.includes(":")) remember(pair.slice(pair.indexOf(":") + 1));
}

function encodeText(text: string): string {
  const encoded = Buffer.from(text).toString("base64");
  remember(encoded);
  return encoded;
}

/** Keys of AWS that are lent for a time: how they are kept in the token cache, and read from what lends them. */
import type { JsonValue } from "../../../common/value.ts";
import { requestFailure } from "../../failure.ts";
import { textAt } from "../../../common/json.ts";
import type { AuthContext } from "../auth-type.ts";
import { remember } from "../secrets.ts";
import type { Token } from "../token-cache.ts";
import { keptToken, timeUntil } from "../token-request.ts";
import type { AwsKeys } from "./signature-v4.ts";

export interface LentKeys extends AwsKeys {
  readonly renew?: (() => void) | undefined;
}

/** Keys from the cache or through `fetch`; what `keyParts` holds must tell them from all others. */
export async function keptKeys(
  context: AuthContext,
  keyParts: readonly unknown[],
  fetch: (signal: AbortSignal) => Promise<Token>,
): Promise<LentKeys> {
  const { text, renew } = await keptToken(context, ["aws", ...keyParts], fetch);
  return { ...(JSON.parse(text) as AwsKeys), renew };
}

/** Keys that end at a moment (ISO 8601), as a token. */
export function tokenOfKeys(keys: AwsKeys, expiration: string | undefined): Token {
  remember(keys.secretAccessKey);
  if (keys.sessionToken !== undefined) remember(keys.sessionToken);
  return { text: JSON.stringify(keys), lifetime: timeUntil(expiration) };
}

/** `{"AccessKeyId", "SecretAccessKey", "Token" or "SessionToken", "Expiration"}`. Throws `upstream_bad_response`. */
export function keysIn(answer: JsonValue | undefined, source: string): Token {
  const accessKeyId = textAt(answer, "AccessKeyId") ?? textAt(answer, "accessKeyId");
  const secretAccessKey = textAt(answer, "SecretAccessKey") ?? textAt(answer, "secretAccessKey");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw requestFailure("upstream_bad_response", `${source} gave no AWS access key`);
  }
  const sessionToken = textAt(answer, "SessionToken") ?? textAt(answer, "Token") ?? textAt(answer, "sessionToken");
  return tokenOfKeys({ accessKeyId, secretAccessKey, sessionToken }, textAt(answer, "Expiration"));
}

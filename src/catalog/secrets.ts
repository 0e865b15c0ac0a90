/** What credentials hold in clear must not come out again. */
import { isSecretName, rememberSecret } from "../common/redact.ts";
import type { AuthConfig } from "./model.ts";

/** Remembers the secrets of a block, so that redaction knows them wherever they turn up. */
export function rememberSecrets({ values = {}, ...config }: AuthConfig): void {
  for (const secret of [config.password, config.api_key, config.api_secret, config.client_secret]) {
    if (typeof secret === "string") rememberSecret(secret);
  }
  for (const [name, value] of Object.entries(values)) {
    if (isSecretName(name)) rememberSecret(String(value));
  }
  if (config.successor !== undefined) rememberSecrets(config.successor);
}

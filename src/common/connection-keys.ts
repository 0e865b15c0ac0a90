/** Which keys of a connection hold no secret: their values may be shown where a statement is quoted. */
import { isSecretName } from "./redact.ts";

/** Keys of a kind of their own, and maps of what people named themselves. */
const openKeys: ReadonlySet<string> = new Set([
  "provider",
  "extends",
  "endpoint",
  "parameters",
  "values",
  "limits",
  "on_error",
  "ignore",
  "tags",
]);
const openNetwork: ReadonlySet<string> = new Set(["ca_bundle", "ca_mode", "certificate", "key", "allow_insecure_tls"]);
/** Of an auth block: how it is made, and who one is. */
const openAuth: ReadonlySet<string> = new Set([
  "type",
  "username",
  "name",
  "location",
  "grant_type",
  "token_url",
  "client_id",
  "scopes",
  "auth_style",
  "account_id",
  "sub",
  "keyID",
  "profile",
  "per",
  "valuePrefix",
  "aws_role_arn",
  "aws_sts_region",
  "aws_sts_endpoint",
]);
/** What says where the value of a variable is. A program may be given a secret in its arguments. */
const openPlaces: ReadonlySet<string> = new Set(["env", "file", "keychain", "account"]);

/** True where no value of the key, as `["auth", "type"]`, is a secret; false for keys that there are not. */
export function isOpenKey(path: readonly string[]): boolean {
  const [first = "", ...more] = path;
  const last = more.at(-1) ?? "";
  if (first === "variables") return more.length === 2 && openPlaces.has(last);
  if (first === "network") return openNetwork.has(last) || (more[0] === "key_password" && openPlaces.has(last));
  if (first === "auth") return openAuth.has(last) || namesPlace(last);
  return openKeys.has(first) && !more.some(isSecretName);
}

/** `password_var`, `keyIDenvvar`, `credentialsfilepath`: the name of a variable, or of a file. */
function namesPlace(key: string): boolean {
  return /(_?(env_?)?var|_file|filepath)$/i.test(key);
}

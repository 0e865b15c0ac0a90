/** JSON Web Tokens (RFC 7519) signed with RSA: how a client proves itself without sending a secret. */
import { createPrivateKey, sign, type KeyObject } from "node:crypto";
import { requestFailure } from "../failure.ts";

/** RS256, or PS256 where the header says so. */
export function signedJwt(
  header: { readonly alg: "RS256" | "PS256"; readonly [name: string]: string },
  claims: object,
  key: KeyObject,
): string {
  const text = [{ ...header, typ: "JWT" }, claims].map((part) => base64Url(JSON.stringify(part))).join(".");
  const signature = sign("sha256", Buffer.from(text), header.alg === "PS256" ? { key, ...pss } : key);
  return `${text}.${signature.toString("base64url")}`;
}

/** RSA_PKCS1_PSS_PADDING, salt as long as the digest. */
const pss = { padding: 6, saltLength: 32 } as const;

function base64Url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/** An RSA key in PEM. Throws `missing_credentials` that says where it came from, and nothing of the key. */
export function privateKeyOf(pem: string, source: string, passphrase?: string): KeyObject {
  try {
    const key = createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // What OpenSSL says names neither file nor remedy.
  }
  throw requestFailure("missing_credentials", `the private key of ${source} cannot be read`, {
    hint: "It is an RSA key in PEM; where it is encrypted, its passphrase is wanted too.",
  });
}

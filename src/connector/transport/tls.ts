/** TLS as the user wants it: whose certificates are trusted, and the certificate that the client shows. */
import { readFile } from "node:fs/promises";
import tls from "node:tls";
import { reasonOf } from "../../common/error.ts";
import { rememberSecret } from "../../common/redact.ts";
import { requestFailure } from "../failure.ts";
import type { NetworkConfig } from "../network.ts";

export interface TlsSettings extends Pick<NetworkConfig, "caBundle" | "caMode" | "certificate" | "key"> {
  /** A function where it is to be looked for; it is called when it is needed. */
  readonly keyPassword?: string | (() => Promise<string>) | undefined;
  readonly allowInsecureTls: boolean;
  readonly environment: (name: string) => string | undefined;
}

export interface TlsOptions {
  readonly secureContext?: tls.SecureContext;
  readonly rejectUnauthorized?: boolean;
  readonly checkServerIdentity?: typeof tls.checkServerIdentity;
}

/** What Node.js is told for each connection. Throws `configuration_error` naming the file that is unusable, and why. */
export async function readTlsOptions(settings: TlsSettings): Promise<TlsOptions> {
  const trust = settings.allowInsecureTls ? { rejectUnauthorized: false } : {};
  const ca = await authoritiesOf(settings);
  const client = await clientOf(settings);
  if (ca === undefined && client === undefined) return trust;
  return { ...trust, secureContext: contextOf({ ...(ca !== undefined && { ca }), ...client }, settings) };
}

/** Naming any authority takes the place of those that Node.js knows, hence all; undefined where those are enough. */
async function authoritiesOf({ caBundle, caMode, environment }: TlsSettings): Promise<string[] | undefined> {
  const own = caBundle === undefined ? [] : [await readBundle(caBundle, "the CA bundle", "--tls.CABundle")];
  if (caMode === "replace") {
    if (own.length > 0) return own;
    throw requestFailure("configuration_error", "certificates are to be replaced, but none are named", {
      hint: "Give the PEM file of those to trust with --tls.CABundle.",
    });
  }
  const common = environment("SSL_CERT_FILE") ?? "";
  const extra = environment("NODE_EXTRA_CA_CERTS") ?? "";
  // Node.js has read the file of its own variable, unless that came out of the env file.
  const isKnown = extra === "" || extra === process.env["NODE_EXTRA_CA_CERTS"];
  if (own.length === 0 && common === "" && isKnown) return undefined;
  const named = [common && (await readBundle(common, "SSL_CERT_FILE,", "SSL_CERT_FILE"))];
  if (extra !== "") named.push(await readBundle(extra, "NODE_EXTRA_CA_CERTS,", "NODE_EXTRA_CA_CERTS"));
  return [...tls.rootCertificates, ...named.filter((pem) => pem !== ""), ...own];
}

async function readBundle(path: string, what: string, name: string): Promise<string> {
  const pem = await readPem(path, what, `Give the path of a PEM file with ${name}.`);
  if (pem.includes("-----BEGIN CERTIFICATE-----") || pem.includes("-----BEGIN TRUSTED CERTIFICATE-----")) return pem;
  throw requestFailure("configuration_error", `${what} ${path} holds no certificate in PEM format`, {
    hint: `Convert it: openssl x509 -inform der -in ${path} -out bundle.pem, and name that with ${name}.`,
  });
}

function readPem(path: string, what: string, hint: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw requestFailure("configuration_error", `${what} ${path} cannot be read: ${reasonOf(cause)}`, { hint, cause });
  });
}

interface Client {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
}

async function clientOf(settings: TlsSettings): Promise<Client | undefined> {
  const { certificate, key } = settings;
  if (certificate === undefined) {
    if (key === undefined) return undefined;
    throw requestFailure("configuration_error", `there is a client key, ${key}, but no certificate for it`, {
      hint: "Give the file of the certificate with --tls.certificate.",
    });
  }
  const cert = await readPem(certificate, "the client certificate", "Give its PEM file with --tls.certificate.");
  if (!cert.includes("-----BEGIN CERTIFICATE-----")) {
    throw requestFailure("configuration_error", `the client certificate ${certificate} is not in PEM format`, {
      hint: "Convert it: openssl pkcs12 -in client.p12 -out client.pem writes certificate and key into one file.",
    });
  }
  const keyText = key === undefined ? cert : await readPem(key, "the client key", "Give its PEM file with --tls.key.");
  if (!/-----BEGIN [\w ]*PRIVATE KEY-----/.test(keyText)) {
    throw requestFailure("configuration_error", `${key ?? certificate} holds no private key in PEM format`, {
      hint: "Give the PEM file of the certificate's key with --tls.key.",
    });
  }
  const passphrase = await passphraseOf(keyText, key ?? certificate, settings);
  return { cert, key: keyText, ...(passphrase !== undefined && { passphrase }) };
}

/** OpenSSL says the same of a password that is missing and of one that is wrong. */
async function passphraseOf(keyText: string, path: string, { keyPassword }: TlsSettings): Promise<string | undefined> {
  if (keyPassword === undefined) {
    if (!keyText.includes("ENCRYPTED")) return undefined;
    throw requestFailure("configuration_error", `the client key ${path} is encrypted, and its password is not given`, {
      hint: "Give it in the variable TRIBUTARY_TLS_KEYPASSWORD, or with --tls.keyPassword.",
    });
  }
  const passphrase = typeof keyPassword === "string" ? keyPassword : await keyPassword();
  rememberSecret(passphrase);
  return passphrase;
}

interface Mistake {
  readonly codes: RegExp;
  readonly told: (settings: TlsSettings) => string;
  readonly hint: string;
}

const mistakes: readonly Mistake[] = [
  {
    codes: /BAD_DECRYPT|BAD_PASSWORD|PKCS12|UNSUPPORTED|DECODE/,
    told: ({ key, certificate }) =>
      `the client key ${key ?? certificate} cannot be read with the password that is given`,
    hint: "Check the password in TRIBUTARY_TLS_KEYPASSWORD or --tls.keyPassword, and that the file is whole.",
  },
  {
    codes: /KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/,
    told: ({ key, certificate }) => `the client key ${key ?? certificate} does not belong to ${certificate}`,
    hint: "The first certificate of the file must be the one that was made for the key.",
  },
];

function contextOf(options: tls.SecureContextOptions, settings: TlsSettings): tls.SecureContext {
  try {
    return tls.createSecureContext(options);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const known = settings.certificate === undefined ? undefined : mistakes.find(({ codes }) => codes.test(code));
    const files = [settings.caBundle, settings.certificate, settings.key].filter((path) => path !== undefined);
    throw requestFailure(
      "configuration_error",
      known?.told(settings) ??
        `the certificates of ${files.join(", ") || "SSL_CERT_FILE"} are unusable: ${reasonOf(cause)}`,
      { hint: known?.hint ?? "Check that the files are whole: openssl x509 -noout -text -in FILE.", cause },
    );
  }
}

/** The test harness for TLS: authorities of its own and the certificates that they sign, made by openssl where that exists. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listen, respond, type Answer } from "../test-server.ts";

export interface Certificate {
  /** Of the PEM file. */
  readonly path: string;
  /** Of the PEM file of its key. */
  readonly keyPath: string;
  readonly cert: string;
  readonly key: string;
}

export interface Wanted {
  /** As openssl writes them: `IP:127.0.0.1`, `DNS:a.test`. */
  readonly names?: string;
  /** Negative ones make a certificate that has expired. */
  readonly days?: number;
  /** Encrypts the key. */
  readonly password?: string;
}

const folder = mkdtempSync(join(tmpdir(), "connector-tls-"));
let made = 0;

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

/** Runs openssl in the folder of the harness. */
function openssl(...given: readonly string[]): void {
  execFileSync("openssl", given, { stdio: "ignore", cwd: folder });
}

function load(name: string): Certificate {
  const [path, keyPath] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  return { path, keyPath, cert: readFileSync(path, "utf8"), key: readFileSync(keyPath, "utf8") };
}

/** A certificate for 127.0.0.1 that is signed by itself, or an authority where it has another name. */
export function selfSigned(commonName = "127.0.0.1"): Certificate {
  const name = `self${++made}`;
  const subject = ["-subj", `/CN=${commonName}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-nodes",
    "-days",
    "2",
    ...subject,
    "-keyout",
    `${name}.key`,
    "-out",
    `${name}.pem`,
  );
  return load(name);
}

/** A certificate that an authority signs. */
export function signedBy(
  authority: Certificate,
  { names = "IP:127.0.0.1", days = 2, password }: Wanted = {},
): Certificate {
  const name = `signed${++made}`;
  const encryption = password === undefined ? ["-nodes"] : ["-passout", `pass:${password}`];
  const request = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${names}`, "-keyout", `${name}.key`];
  openssl("req", ...newKey, ...encryption, ...request, "-out", `${name}.csr`);
  const signer = ["-CA", authority.path, "-CAkey", authority.keyPath, "-CAcreateserial", "-copy_extensions", "copyall"];
  openssl("x509", "-req", "-in", `${name}.csr`, ...signer, "-days", String(days), "-out", `${name}.pem`);
  return load(name);
}

/** Made once per test file; undefined without openssl, where tests skip. */
export const certificate: Certificate | undefined = ifPossible(selfSigned);

function ifPossible<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** An https server with that certificate, or what else is said; its origin. */
export async function serveTls(answer: () => Answer, options: https.ServerOptions = {}): Promise<string> {
  const { cert, key } = certificate ?? {};
  return await listen(
    https.createServer({ cert, key, ...options }, (_incoming, outgoing) => respond(outgoing, answer())),
    "https",
  );
}

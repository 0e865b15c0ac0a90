/** The test harness for TLS: a certificate of an authority of its own, made by openssl where that exists. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listen, respond, type Answer } from "../test-server.ts";

export interface Certificate {
  /** Of the PEM file. */
  readonly path: string;
  readonly cert: string;
  readonly key: string;
}

/** Made once per test file; undefined without openssl, where tests skip. */
export const certificate: Certificate | undefined = makeCertificate();

function makeCertificate(): Certificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), "connector-tls-"));
  const path = join(folder, "cert.pem");
  const keyPath = join(folder, "key.pem");
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  try {
    execFileSync("openssl", ["req", "-x509", ...kind, ...subject, "-keyout", keyPath, "-out", path], {
      stdio: "ignore",
    });
  } catch {
    return undefined;
  }
  return { path, cert: readFileSync(path, "utf8"), key: readFileSync(keyPath, "utf8") };
}

/** An https server with that certificate; its origin. */
export async function serveTls(answer: () => Answer): Promise<string> {
  const { cert, key } = certificate ?? {};
  return await listen(
    https.createServer({ cert, key }, (_incoming, outgoing) => respond(outgoing, answer())),
    "https",
  );
}

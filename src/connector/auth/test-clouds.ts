/** What tests of cloud credentials share: a home of their own, files in it, programs on a PATH, an RSA key. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { AuthConfig } from "../../catalog/model.ts";
import type { Connector } from "../call.ts";
import { callOf, method, read, type MethodFacts, type Outcome } from "../test-server.ts";

export type Variables = { readonly [name: string]: string };

/** A folder with these files, as HOME. */
export function homeWith(files: { readonly [path: string]: string } = {}): string {
  const home = mkdtempSync(join(tmpdir(), "connector-auth-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  return home;
}

/** A folder in which a program of this name runs a script of the shell; to be PATH, with the real one behind it. */
export function programNamed(name: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "connector-bin-"));
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return `${folder}:${process.env["PATH"] ?? ""}`;
}

/** A machine that is on no cloud: its metadata services are ports where nothing listens. */
export const nowhere: Variables = {
  AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:9",
  GCE_METADATA_HOST: "127.0.0.1:9",
  AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:9",
};

export const found = { body: { data: [{ id: "1" }] } } as const;

/** Calls `list` of the API at `origin` with an auth. */
export function callWith(
  connector: Connector,
  origin: string,
  auth: AuthConfig,
  facts: MethodFacts = {},
): Promise<Outcome> {
  return read(connector, callOf(method(origin, facts), {}, { auth }));
}

export interface RsaKey {
  readonly pem: string;
  readonly publicKey: KeyObject;
}

export function rsaKey(): RsaKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), publicKey };
}

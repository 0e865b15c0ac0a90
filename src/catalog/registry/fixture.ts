/** For tests: certificates made by openssl, and signatures as the registry format has them. */
import { execFileSync } from "node:child_process";
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../fixture.ts";

export interface Signer {
  /** PEM of its certificate. */
  readonly certificateFile: string;
  /** The content of a `.sig` file; signed now unless a time is given. */
  readonly sign: (document: Uint8Array | string, at?: Date) => string;
}

/** A signer whose certificate is valid for the next days; issued by another where that is given. */
export async function newSigner(name: string, issuer?: Signer): Promise<Signer> {
  const folder = await temporaryFolder();
  const [certificateFile, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const request = ["req", "-newkey", "ed25519", "-nodes", "-subj", `/CN=${name}`, "-keyout", keyFile];
  if (issuer === undefined) {
    openssl([...request, "-x509", "-days", "10", "-out", certificateFile]);
  } else {
    const asked = join(folder, "request.pem");
    openssl([...request, "-out", asked]);
    const issuerFiles = ["-CA", issuer.certificateFile, "-CAkey", join(issuer.certificateFile, "../key.pem")];
    openssl(["x509", "-req", "-in", asked, ...issuerFiles, "-CAcreateserial", "-days", "10", "-out", certificateFile]);
  }
  const key = createPrivateKey(readFileSync(keyFile));
  return {
    certificateFile,
    sign: (document, at = new Date()) => {
      const time = marshalled(at);
      const proof = sign(null, Buffer.concat([Buffer.from(document), time]), key);
      return Buffer.concat([time, proof]).toString("base64");
    },
  };
}

function openssl(args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: "pipe" });
}

/** Go's `time.MarshalBinary` of a moment in UTC. */
function marshalled(at: Date): Buffer {
  const bytes = Buffer.alloc(15);
  bytes.writeUInt8(1, 0);
  bytes.writeBigInt64BE(BigInt(Math.floor(at.getTime() / 1000)) + 62_135_596_800n, 1);
  bytes.writeInt32BE((at.getTime() % 1000) * 1_000_000, 9);
  bytes.writeInt16BE(-1, 13);
  return bytes;
}

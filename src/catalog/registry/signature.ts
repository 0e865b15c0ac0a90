/**
 * Signatures of provider documents. Beside `a.yaml` lies `a.yaml.sig`: in base64 the time of signing, as Go's
 * `time.MarshalBinary` writes it, followed by 64 bytes of Ed25519 over the bytes of the document and that time.
 * Source: the registry protocol of the document format.
 */
import crypto, { type X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { EngineError } from "../../common/error.ts";
import { registryError, type Documents } from "./source.ts";

/** Whose signatures are believed. */
export interface Verification {
  /** PEM of the signer's certificate. */
  readonly certificateFile: string;
  /** PEM of those that must have issued it; absent, the certificate stands for itself. */
  readonly authorityFile?: string | undefined;
  /** A regular expression: the certificate counts for documents at addresses that it finds a match in. */
  readonly addresses?: string | undefined;
}

/** Checks one document; `address` is where it would be in the registry. Throws `registry_error`. */
export type Verifier = (document: Uint8Array, signature: Uint8Array, address: string) => void;

/** Throws `configuration_error` where a file is no certificate of the kind, or the authority did not issue it. */
export function verifierOf(verification: Verification): Verifier {
  const certificate = certificateIn(verification.certificateFile);
  const authority = authorityOf(certificate, verification);
  const addresses = addressesOf(verification.addresses);
  return (document, signature, address) => {
    if (!addresses.test(address)) throw registryError(`no certificate is configured for ${address}`, certificateHint);
    const { time, moment, proof } = partsOf(signature, address);
    if (!crypto.verify(null, Buffer.concat([document, time]), certificate.publicKey, proof)) {
      throw registryError(
        `the signature of ${address} does not fit: the document was changed, or another key signed it`,
        certificateHint,
      );
    }
    for (const one of [certificate, authority]) checkValidity(one, moment, address);
  };
}

/** The same documents, each verified when it is read. A document without signature is refused. */
export function verified(documents: Documents, verifier: Verifier, base: string): Documents {
  return {
    read: async (file) => {
      const document = await documents.read(file);
      if (document === undefined) return undefined;
      const signature = await documents.read(`${file}.sig`);
      if (signature === undefined)
        throw registryError(`${base}/${file} has no signature: ${file}.sig is absent`, unsigned);
      verifier(document, signature, `${base}/${file}`);
      return document;
    },
  };
}

const unsigned = "Pull a signed version, or switch verification off with nopVerify in verifyConfig.";
const certificateHint = "Check signingCertFile and certRegex in verifyConfig; documents are signed one by one.";

function certificateIn(file: string): X509Certificate {
  const [certificate] = certificatesIn(file);
  if (certificate?.publicKey.asymmetricKeyType === "ed25519") return certificate;
  throw unusable(`${file} is no certificate with an Ed25519 key`);
}

function certificatesIn(file: string): readonly X509Certificate[] {
  try {
    const blocks = readFileSync(file, "latin1").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    return (blocks ?? []).map((block) => new crypto.X509Certificate(block));
  } catch (error) {
    throw unusable(`cannot read a certificate from ${file}: ${error instanceof Error ? error.message : ""}`, error);
  }
}

function authorityOf(certificate: X509Certificate, { authorityFile, certificateFile }: Verification): X509Certificate {
  if (authorityFile === undefined) return certificate;
  const issuer = certificatesIn(authorityFile).find(
    (one) =>
      one.fingerprint256 === certificate.fingerprint256 ||
      (one.ca && certificate.checkIssued(one) && certificate.verify(one.publicKey)),
  );
  if (issuer !== undefined) return issuer;
  throw unusable(`no certificate in ${authorityFile} issued the one in ${certificateFile}`);
}

function addressesOf(pattern: string | undefined): RegExp {
  try {
    return new RegExp(pattern ?? "");
  } catch (error) {
    throw unusable(`certRegex is no regular expression: ${pattern}`, error);
  }
}

function unusable(message: string, cause?: unknown): EngineError {
  return new EngineError({
    condition: "configuration_error",
    stage: "config",
    message,
    hint: "Name PEM files in signingCertFile and CAFile of verifyConfig.",
    cause,
  });
}

interface SignatureParts {
  /** The bytes that were signed with the document. */
  readonly time: Uint8Array;
  /** Milliseconds since 1970. */
  readonly moment: number;
  readonly proof: Uint8Array;
}

const proofLength = 64;
/** By the first byte: the second version of the format has seconds in the offset of its zone. */
const timeLengths: { readonly [version: number]: number } = { 1: 15, 2: 16 };
/** From the first of January of the year 1 to that of 1970. */
const secondsBefore1970 = 62_135_596_800n;

function partsOf(signature: Uint8Array, address: string): SignatureParts {
  const text = new TextDecoder("latin1").decode(signature).trim();
  const bytes = /^[A-Za-z0-9+/\s]*={0,2}$/.test(text) ? Buffer.from(text, "base64") : Buffer.alloc(0);
  const length = timeLengths[bytes[0] ?? 0];
  if (length === undefined || bytes.length !== length + proofLength) {
    throw registryError(`the signature of ${address} is malformed`, unsigned);
  }
  const seconds = bytes.readBigInt64BE(1) - secondsBefore1970;
  const moment = Number(seconds) * 1000 + bytes.readInt32BE(9) / 1_000_000;
  return { time: bytes.subarray(0, length), moment, proof: bytes.subarray(length) };
}

function checkValidity({ validFrom, validTo }: X509Certificate, moment: number, address: string): void {
  if (moment >= Date.parse(validFrom) && moment <= Date.parse(validTo)) return;
  const signed = Math.abs(moment) <= 8.64e15 ? new Date(moment).toISOString() : "at no time that there is";
  throw registryError(
    `${address} was signed ${signed}, when its certificate was not valid (${validFrom} to ${validTo})`,
    "Pull a newer version, or name the certificate that was valid then.",
  );
}

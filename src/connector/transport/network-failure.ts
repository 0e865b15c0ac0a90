/** What a failing socket, name look-up or TLS handshake means: an error that names the host and how to mend it. */
import type { EngineError } from "../../common/error.ts";
import { requestFailure } from "../failure.ts";

/** What sending the request again would do: nothing bad, act twice perhaps, or fail again for certain. */
export type HarmOfRetry = "none" | "repeats" | "useless";

interface Meaning {
  readonly text: string;
  readonly hint: string;
  readonly harm: HarmOfRetry;
}

const unreachable: Meaning = {
  text: "the host cannot be reached",
  hint: "Check the network, VPN and firewall; a private endpoint answers only from inside its network.",
  harm: "none",
};

const untrusted: Meaning = {
  text: "the server's certificate is not trusted",
  hint: "If the certificate is signed by a private authority, give its PEM file with --tls.CABundle.",
  harm: "useless",
};

/** Codes of Node.js and OpenSSL. */
const meanings: { readonly [code: string]: Meaning } = {
  ECONNREFUSED: {
    text: "the connection was refused",
    hint: "Check the host and port, and that the service is running.",
    harm: "none",
  },
  ENOTFOUND: {
    text: "the host name is unknown",
    hint: "Check the spelling of the host and the values of server variables; behind a proxy set HTTPS_PROXY.",
    harm: "useless",
  },
  EAI_AGAIN: {
    text: "the host name cannot be looked up at the moment",
    hint: "Check the network connection and DNS; behind a proxy set HTTPS_PROXY.",
    harm: "none",
  },
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  ETIMEDOUT: { ...unreachable, text: "the connection timed out", harm: "repeats" },
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: {
    text: "the server's certificate has expired",
    hint: "Renew the certificate, or check the clock of this machine.",
    harm: "useless",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    text: "the server's certificate is made out to another host",
    hint: "Check the host name; a private endpoint may need to be called by the name in its certificate.",
    harm: "useless",
  },
  EPROTO: {
    text: "the TLS handshake failed",
    hint: "Check that the server speaks TLS on this port and that http and https are not confused.",
    harm: "useless",
  },
};

const broken: Meaning = {
  text: "the connection broke off",
  hint: "Try again; if it persists, check the proxy or the service's status page.",
  harm: "repeats",
};

const notHttp: Meaning = {
  text: "the answer is not valid HTTP",
  hint: "Check the port and the scheme of the server's URL.",
  harm: "repeats",
};

function meaningOf(error: unknown): Meaning {
  const code = codeOf(error);
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code.startsWith("HPE_")) return notHttp;
  return code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") ? (meanings["EPROTO"] ?? broken) : broken;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** The `connection_failed` error for what a socket threw; it names the host, the proxy if one was used, the code. */
export function connectionFailed(error: unknown, host: string, proxy?: string): EngineError {
  const { text, hint } = meaningOf(error);
  const code = codeOf(error);
  const via = proxy === undefined ? "" : ` through the proxy ${proxy}`;
  const message = `cannot get an answer from ${host}${via}: ${text}${code === "" ? "" : ` (${code})`}`;
  return requestFailure("connection_failed", message, { hint, cause: error });
}

/** The `upstream_timeout` error. */
export function timedOut(host: string, milliseconds: number): EngineError {
  return requestFailure("upstream_timeout", `${host} did not answer within ${milliseconds / 1000} s`, {
    hint: "Raise the timeout with --apirequesttimeout, or narrow the query.",
  });
}

/** What retrying after this error would do. */
export function harmOfRetry(error: EngineError): HarmOfRetry {
  if (error.condition === "upstream_timeout") return "repeats";
  if (error.condition !== "connection_failed" || error.cause === undefined) return "useless";
  return meaningOf(error.cause).harm;
}

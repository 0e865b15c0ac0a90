/** What a failing socket, name look-up or TLS handshake means: an error that names the host and how to mend it. */
import { type EngineError, reasonOf } from "../../common/error.ts";
import { requestFailure } from "../failure.ts";
import type { TimeoutPhase } from "../network.ts";
import { broken, families, type HarmOfRetry, type Meaning, meanings } from "./failure-codes.ts";

function meaningOf(error: unknown): Meaning {
  const code = codeOf(error);
  return meanings[code] ?? families.find(([codes]) => codes.test(code))?.[1] ?? broken;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EPROTO") return openSslCode(error) ?? code;
  return typeof code === "string" ? code : "";
}

/** `error:0A00010B:SSL routines:ssl3_get_record:wrong version number:…` as the code that Node.js makes of it elsewhere. */
function openSslCode(error: unknown): string | undefined {
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(reasonOf(error))?.[1];
  return reason === undefined ? undefined : `ERR_SSL_${reason.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`;
}

/** The names that a certificate is made out to, where that is what is wrong. */
function namesIn(error: unknown): string {
  const certificate = error instanceof Error && "cert" in error ? (error.cert as { subjectaltname?: unknown }) : {};
  const { subjectaltname: names } = certificate;
  return typeof names === "string" && names !== "" ? `: ${names.slice(0, 200)}` : "";
}

/** The `connection_failed` error for what a socket threw; it names the host, the proxy if one was used, the code. */
export function connectionFailed(error: unknown, host: string, proxy?: string): EngineError {
  const { text, hint } = meaningOf(error);
  const code = codeOf(error);
  const via = proxy === undefined ? "" : ` through the proxy ${proxy}`;
  const message = `cannot get an answer from ${host}${via}: ${text}${namesIn(error)}${code === "" ? "" : ` (${code})`}`;
  return requestFailure("connection_failed", message, {
    hint: proxy === undefined ? hint : proxyHint(code, hint),
    cause: error,
  });
}

/** Only the proxy is looked up and connected to; the rest is as without one. */
function proxyHint(code: string, hint: string): string {
  const isOfProxy = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E\w+UNREACH|ETIMEDOUT)$/.test(code);
  return isOfProxy
    ? "Check the address of the proxy in --http.proxy.host, HTTPS_PROXY or HTTP_PROXY; NO_PROXY names hosts to reach without it."
    : hint;
}

/** The `connection_failed` error for a proxy that does not let a request through. */
export function proxyRefused(host: string, proxy: string, status: number): EngineError {
  const hint =
    status === 407
      ? "The proxy asks for credentials: put them into its URL as http://user:password@host:port, with special characters percent-encoded, or give --http.proxy.user and --http.proxy.password. Where they are there, they are wrong."
      : "Check the proxy's rules, or name the host in NO_PROXY to reach it directly.";
  return requestFailure("connection_failed", `the proxy ${proxy} answered ${status} when asked to connect to ${host}`, {
    hint,
  });
}

const lateness: { readonly [phase in TimeoutPhase]: (host: string, seconds: number) => string } = {
  connect: (host, seconds) => `no connection to ${host} within ${seconds} s`,
  headers: (host, seconds) => `${host} took the request, but did not begin to answer within ${seconds} s`,
  idle: (host, seconds) => `${host} sent nothing for ${seconds} s in the middle of its answer`,
  total: (host, seconds) => `${host} did not answer within ${seconds} s`,
};

/** What a request that was not even sent leaves as the cause of its error. */
const nothingSent = "nothing was sent";

/** The `upstream_timeout` error. */
export function timedOut(host: string, phase: TimeoutPhase, milliseconds: number): EngineError {
  const hint =
    phase === "total"
      ? "Raise the timeout with --apirequesttimeout, or narrow the query."
      : phase === "connect"
        ? "Check the network, VPN and firewall, and whether a proxy is needed (HTTPS_PROXY); --http.timeout connect=SECONDS waits longer."
        : `Raise the timeout with --http.timeout ${phase}=SECONDS, or narrow the query.`;
  const cause = phase === "connect" ? nothingSent : undefined;
  return requestFailure("upstream_timeout", lateness[phase](host, milliseconds / 1000), { hint, cause });
}

/** What retrying after this error would do. */
export function harmOfRetry(error: EngineError): HarmOfRetry {
  if (error.condition === "upstream_timeout") return error.cause === nothingSent ? "none" : "repeats";
  if (error.condition !== "connection_failed" || error.cause === undefined) return "useless";
  return meaningOf(error.cause).harm;
}

/** What the PostgreSQL client throws as errors of ours, without anything secret. */
import { EngineError, type ErrorCondition, toEngineError } from "../../common/error.ts";
import { redact } from "../../common/redact.ts";

/** By SQLSTATE, then by class. Source: PostgreSQL, appendix "PostgreSQL Error Codes". */
const conditions: { readonly [code: string]: ErrorCondition | undefined } = {
  "28P01": "upstream_unauthenticated",
  "28000": "upstream_unauthenticated",
  "42501": "upstream_forbidden",
  "57014": "upstream_failed",
  "3D000": "upstream_not_found",
  "08": "connection_failed",
  "57": "connection_failed",
  "53": "upstream_failed",
};

const hints: { readonly [condition in ErrorCondition]?: string } = {
  missing_credentials: "PGPASSWORD gives it, or ${VARIABLE} in the address.",
  connection_failed: "See that the server runs there and may be reached from here.",
  upstream_unauthenticated:
    "See user and password of the address; PGUSER and PGPASSWORD, or ${VARIABLE} in the address, keep them out of SQL.",
};

/** The error of a database at `location`; what is no failure of the client stays as it is. */
export function postgresFailure(error: unknown, location: string): EngineError {
  // A mistake of ours is no failure of the server.
  if (error instanceof EngineError || error instanceof TypeError) return toEngineError(error);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const isState = /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("E");
  const condition = isState
    ? (conditions[code] ?? conditions[code.slice(0, 2)] ?? "upstream_failed")
    : asksForPassword(error)
      ? "missing_credentials"
      : "connection_failed";
  return new EngineError({
    condition,
    stage: "request",
    message: redact(`${location}: ${reasonOf(error)}${isState ? ` (SQLSTATE ${code})` : ""}`),
    hint: isCertificate(code) ? certificateHint : hints[condition],
  });
}

const certificateHint =
  "The certificate of the server is checked: sslrootcert=FILE in the address names who may have signed it; uselibpqcompat=true&sslmode=require encrypts without a check.";

function isCertificate(code: string): boolean {
  return /CERT|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(code);
}

/** The client notices only while it answers the server. */
function asksForPassword(error: unknown): boolean {
  return error instanceof Error && /client password must be/.test(error.message);
}

/** Several addresses of one host fail together, and say so only one by one. */
function reasonOf(error: unknown): string {
  if (asksForPassword(error)) return "the server asks for a password, and none is given";
  if (error instanceof AggregateError && error.message === "") return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}

import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { postgresFailure } from "./postgres-failure.ts";

const thrown = (message: string, code?: string): Error => Object.assign(new Error(message), { code });

test.each([
  [thrown("no", "28P01"), "upstream_unauthenticated", "db: no (SQLSTATE 28P01)"],
  [thrown("no", "3D000"), "upstream_not_found", "db: no (SQLSTATE 3D000)"],
  [thrown("no", "42501"), "upstream_forbidden", "db: no (SQLSTATE 42501)"],
  [thrown("no", "57P01"), "connection_failed", "db: no (SQLSTATE 57P01)"],
  [thrown("no", "57014"), "upstream_failed", "db: no (SQLSTATE 57014)"],
  [thrown("no", "22012"), "upstream_failed", "db: no (SQLSTATE 22012)"],
  [thrown("no", "ECONNREFUSED"), "connection_failed", "db: no"],
  [thrown("no", "EPIPE"), "connection_failed", "db: no"],
  [new AggregateError([thrown("a"), thrown("b")], ""), "connection_failed", "db: a; b"],
  [
    thrown("SASL: client password must be a string"),
    "missing_credentials",
    "db: the server asks for a password, and none is given",
  ],
  [new TypeError("oops"), "internal_error", "internal error, a defect of Tributary: oops"],
])("%s is %s", (error, condition, message) => {
  expect(postgresFailure(error, "db")).toMatchObject({ condition, message });
});

test("a certificate that is not trusted tells what to give", () => {
  expect(postgresFailure(thrown("self-signed", "SELF_SIGNED_CERT_IN_CHAIN"), "db").hint).toMatch(/sslrootcert=FILE/);
});

test("what is an error of the engine stays as it is", () => {
  const error = new EngineError({ condition: "io_error", stage: "execute", message: "no" });
  expect(postgresFailure(error, "db")).toBe(error);
});

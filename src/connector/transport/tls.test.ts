import { writeFileSync } from "node:fs";
import http from "node:http";
import type https from "node:https";
import { expect, test } from "vitest";
import type { ConnectorConfig } from "../call.ts";
import { callOf, connect, failureOf, listen, method, read } from "../test-server.ts";
import { type Certificate, certificate, selfSigned, serveTls, signedBy } from "./test-tls.ts";

const found = { body: { data: [{ id: "1" }] } };
const withOpenssl = test.skipIf(certificate === undefined);

function certificates() {
  const authority = selfSigned("Acme authority");
  return { authority, server: signedBy(authority) };
}

type Environment = { readonly [name: string]: string };

/** What becomes of a request to a server with these options. */
async function outcomeAt(options: https.ServerOptions, config: Partial<ConnectorConfig> = {}, env: Environment = {}) {
  const origin = await serveTls(() => found, options);
  const outcome = await failureOf(read(connect(config, env), callOf(method(origin))));
  return outcome.replaceAll(new URL(origin).host, "HOST");
}

const { authority, server } = certificate === undefined ? ({} as never) : certificates();
const identity = ({ cert, key }: Certificate): https.ServerOptions => ({ cert, key });

withOpenssl("a server that signs for itself is not trusted, and the error says how it would be", async () => {
  expect(await outcomeAt({}, { retries: 2 })).toBe(
    "connection_failed: cannot get an answer from HOST: the server's certificate is not trusted: it is signed by itself (DEPTH_ZERO_SELF_SIGNED_CERT)\n" +
      "If it is the right server, give its certificate as a PEM file with --tls.CABundle.",
  );
});

withOpenssl("an authority that nobody knows is told apart from that", async () => {
  const chain = { cert: server.cert + authority.cert, key: server.key };
  expect(await outcomeAt(chain)).toMatch(
    /^connection_failed: .*from HOST: .*signed by an authority that is not trusted \(SELF_SIGNED_CERT_IN_CHAIN\)\n.*--tls.CABundle or SSL_CERT_FILE/,
  );
  expect(await outcomeAt(identity(server))).toMatch(
    /^connection_failed: .*from HOST: .*neither known nor sent by the server \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)\n.*intermediate/,
  );
});

withOpenssl.each([
  ["--tls.CABundle", () => ({ caBundle: authority.path }), {}],
  ["SSL_CERT_FILE", () => ({}), () => ({ SSL_CERT_FILE: authority.path })],
  ["NODE_EXTRA_CA_CERTS of the env file", () => ({}), () => ({ NODE_EXTRA_CA_CERTS: authority.path })],
  ["a bundle that replaces all others", () => ({ caBundle: authority.path, caMode: "replace" as const }), {}],
  ["no check at all", () => ({ allowInsecureTls: true }), {}],
])("trusted by %s", async (_way, config, env) => {
  expect(await outcomeAt(identity(server), config(), typeof env === "function" ? env() : env)).toBe("no failure");
});

withOpenssl("a bundle that replaces all others leaves no variable in force", async () => {
  const other = selfSigned("Other authority");
  const config = { caBundle: other.path, caMode: "replace" as const };
  expect(await outcomeAt(identity(server), config, { SSL_CERT_FILE: authority.path })).toMatch(
    /UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
  );
});

withOpenssl("a certificate that has expired", async () => {
  const old = signedBy(authority, { days: -1 });
  expect(await outcomeAt(identity(old), { caBundle: authority.path })).toMatch(
    /^connection_failed: .*HOST: the server's certificate has expired \(CERT_HAS_EXPIRED\)\n.*clock/,
  );
});

withOpenssl("a certificate of another host, whose names are told", async () => {
  const other = signedBy(authority, { names: "DNS:api.acme.test" });
  expect(await outcomeAt(identity(other), { caBundle: authority.path })).toMatch(
    /^connection_failed: .*HOST: the server's certificate is made out to another host: DNS:api.acme.test \(ERR_TLS/,
  );
});

test("a server that speaks no TLS", async () => {
  const origin = await listen(http.createServer(), "https");
  expect(await failureOf(read(connect(), callOf(method(origin))))).toMatch(
    /^connection_failed: .*the server does not speak TLS on this port \(\w+\)\nUse http in place of https/,
  );
});

withOpenssl("a server that speaks a version that is not safe", async () => {
  const options = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  expect(await outcomeAt({ ...identity(server), ...options }, { caBundle: authority.path })).toMatch(
    /^connection_failed: .*only versions of TLS that are not safe.* \(\w+\)\n.*TLS 1.2 or 1.3/,
  );
});

const strict = (): https.ServerOptions => ({
  ...identity(server),
  ca: authority.cert,
  requestCert: true,
  rejectUnauthorized: true,
});

withOpenssl.each(["TLSv1.2", "TLSv1.3"] as const)(
  "a server that wants a certificate of the client, %s",
  async (version) => {
    const options = { ...strict(), minVersion: version, maxVersion: version };
    const client = signedBy(authority);
    const trusting = { caBundle: authority.path };
    expect(await outcomeAt(options, trusting)).toMatch(/^connection_failed: .*HOST: .*\n.*--tls.certificate/);
    const shown = { ...trusting, certificate: client.path, key: client.keyPath };
    expect(await outcomeAt(options, shown)).toBe("no failure");
    const strange = signedBy(selfSigned("Strange authority"));
    expect(await outcomeAt(options, { ...trusting, certificate: strange.path, key: strange.keyPath })).toMatch(
      /^connection_failed: .*HOST: .*\n.*certificate/,
    );
  },
);

withOpenssl("certificate and key may be one file", async () => {
  const client = signedBy(authority);
  const both = `${client.path}.both`;
  writeFileSync(both, client.key + client.cert);
  expect(await outcomeAt(strict(), { caBundle: authority.path, certificate: both })).toBe("no failure");
});

withOpenssl("an encrypted key opens with its password, and else says what is missing", async () => {
  const password = "k3y-passw0rd";
  const client = signedBy(authority, { password });
  const config = { caBundle: authority.path, certificate: client.path, key: client.keyPath };
  expect(await outcomeAt(strict(), { ...config, keyPassword: password })).toBe("no failure");
  expect(await outcomeAt(strict(), config)).toMatch(
    /^configuration_error: the client key \S+ is encrypted, and its password is not given\n.*TRIBUTARY_TLS_KEYPASSWORD/,
  );
  expect(await outcomeAt(strict(), { ...config, keyPassword: "wr0ng-passw0rd" })).toMatch(
    /^configuration_error: the client key \S+ cannot be read with the password that is given\n/,
  );
});

withOpenssl("a key of another certificate, and one without any", async () => {
  const [client, other] = [signedBy(authority), signedBy(authority)];
  expect(await outcomeAt(strict(), { certificate: client.path, key: other.keyPath })).toMatch(
    /^configuration_error: the client key \S+ does not belong to \S+\n/,
  );
  expect(await outcomeAt(strict(), { key: other.keyPath })).toMatch(/^configuration_error: there is a client key/);
  expect(await outcomeAt(strict(), { certificate: client.path })).toMatch(
    /^configuration_error: \S+ holds no private key/,
  );
});

test("files that cannot be used are configuration errors", async () => {
  const failure = (config: Partial<ConnectorConfig>, env: Environment = {}): Promise<string> =>
    failureOf(read(connect(config, env), callOf(method("https://127.0.0.1:9"))));
  expect(await failure({ caBundle: "/nowhere.pem" })).toMatch(
    /^configuration_error: the CA bundle \/nowhere.pem cannot be read: ENOENT/,
  );
  expect(await failure({ caBundle: import.meta.filename })).toMatch(
    /^configuration_error: the CA bundle .* holds no certificate in PEM format\nConvert it/,
  );
  expect(await failure({}, { SSL_CERT_FILE: "/nowhere.pem" })).toMatch(
    /^configuration_error: SSL_CERT_FILE, \/nowhere.pem cannot be read/,
  );
  expect(await failure({ caMode: "replace" })).toMatch(/^configuration_error: certificates are to be replaced/);
  expect(await failure({ certificate: import.meta.filename })).toMatch(/^configuration_error: .* not in PEM format/);
});

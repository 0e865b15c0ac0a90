/** Connections of one provider, each with its own way through the network: a private authority, and a proxy. */
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { certificate, selfSigned, signedBy } from "../../src/connector/transport/test-tls.ts";
import { folderWith, serve, tributary } from "./harness.ts";

const json = { "content-type": "application/json" };

test.skipIf(certificate === undefined)("each connection goes its own way, and a recording of all replays", async () => {
  const authority = selfSigned("Acme authority");
  const [server, client] = [signedBy(authority), signedBy(authority, { password: "k3y-passw0rd" })];
  const { cert, key } = server;
  const options = { cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const strict = createServer(options, (_request, response) =>
    response.writeHead(200, json).end('{"data":[{"id":"env-tls"}]}'),
  );
  await new Promise<void>((ready) => strict.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    strict.closeAllConnections();
    strict.close();
  });
  const proxy = await serve((_request, response) =>
    response.writeHead(200, json).end('{"data":[{"id":"env-proxied"}]}'),
  );
  const keys = "{CONFLUENT_CLOUD_API_KEY: K, CONFLUENT_CLOUD_API_SECRET: s3cret-one}";
  const shown = `certificate: ${client.path}, key: ${client.keyPath}, key_password: {env: KEY_PASSWORD}`;
  const connections = `
connections:
  strict:
    provider: confluent
    endpoint: https://127.0.0.1:${(strict.address() as AddressInfo).port}
    variables: ${keys}
    network: {ca_bundle: ${authority.path}, ca_mode: replace, ${shown}}
  proxied:
    provider: confluent
    endpoint: http://api.nowhere.test
    variables: ${keys}
    network: {proxy: ${proxy}}
groups:
  both: [strict, proxied]
`;
  const folder = await folderWith({ "c.yaml": connections });
  const sql = "SELECT _connection, id FROM both.org.environments ORDER BY 1";
  const args = ["exec", sql, "-o", "csv", "--http.retries", "0", "--connections", join(folder, "c.yaml")];
  const stdout = "_connection,id\nproxied,env-proxied\nstrict,env-tls\n";
  const live = await tributary([...args, "--record", join(folder, "x.har")], { env: { KEY_PASSWORD: "k3y-passw0rd" } });
  expect(live).toMatchObject({ code: 0, stdout, stderr: "" });
  const replay = await tributary([...args, "--replay", join(folder, "x.har")]);
  expect(replay).toMatchObject({ code: 0, stdout, stderr: "" });
});

/** Credentials of clouds through the built command: a provider document that wants a type, and a cloud that lends tokens. */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { archiveOf } from "../../src/catalog/fixture.ts";
import { type Environment, folderWith, serve, tributary } from "./harness.ts";

const service = `
openapi: 3.0.0
info: { title: Things, version: "1", x-serviceName: things }
servers: [{ url: "https://things.{region}.amazonaws.com", variables: { region: { default: us-east-1 } } }]
paths:
  /things:
    get:
      responses:
        "200":
          description: Things
          content: { application/json: { schema: { type: object, properties: { data: { type: array, items: { type: object, properties: { id: { type: string } } } } } } } }
components:
  x-stackQL-resources:
    things:
      id: cloud.shop.things
      name: things
      title: Things
      methods:
        list: { operation: { $ref: "#/paths/~1things/get" }, response: { mediaType: application/json, openAPIDocKey: "200", objectKey: $.data } }
      sqlVerbs: { select: [{ $ref: "#/components/x-stackQL-resources/things/methods/list" }] }
`;

function provider(auth: object): string {
  const shop = { id: "shop:v1", name: "shop", title: "S", description: "S", version: "v1", preferred: true };
  const providerServices = { shop: { ...shop, service: { $ref: "cloud/v1.0.0/services/shop.yaml" } } };
  return JSON.stringify({
    id: "cloud",
    name: "cloud",
    version: "v1.0.0",
    title: "C",
    description: "C",
    providerServices,
    config: { auth },
  });
}

interface Run {
  readonly auth: object;
  readonly env?: (cloud: string) => Environment;
}

/** What the API is sent by a query of a provider that wants `auth`, with what the command prints. */
async function sentBy({ auth, env = () => ({}) }: Run) {
  let sent: IncomingHttpHeaders = {};
  const lent: string[] = [];
  const cloud = await serve((request, response) => {
    response.setHeader("content-type", "application/json");
    if (request.url === "/things") {
      sent = request.headers;
      response.end('{"data": [{"id": "1"}]}');
    } else {
      lent.push(request.url ?? "");
      response.end('{"access_token": "lent-token", "expires_in": 3600}');
    }
  });
  const registry = await folderWith();
  await mkdir(join(registry, "dist/cloud"), { recursive: true });
  await writeFile(join(registry, "dist/providers.yaml"), "providers: { cloud: { versions: [v1.0.0] } }\n");
  const archive = archiveOf({ "provider.yaml": provider(auth), "services/shop.yaml": service });
  await writeFile(join(registry, "dist/cloud/v1.0.0.tgz"), archive);
  const common = {
    TRIBUTARY_REGISTRY: `file://${registry}`,
    XDG_STATE_HOME: registry,
    TRIBUTARY_ENDPOINT: `cloud=${cloud}`,
  };
  expect(await tributary(["registry", "pull", "cloud"], { env: common })).toMatchObject({ code: 0 });
  const query = "SELECT id FROM cloud.shop.things WHERE region = 'eu-west-1'";
  const outcome = await tributary(["exec", query, "-o", "csv"], { env: { ...common, ...env(cloud) } });
  return { outcome, authorization: sent.authorization, lent };
}

const rows = { code: 0, stdout: "id\n1\n", stderr: "" };
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

test("AWS: signed with the keys of the variables, for the service and region of the document", async () => {
  const auth = { type: "aws_signing_v4", credentialsenvvar: "AWS_SECRET_ACCESS_KEY", keyIDenvvar: "AWS_ACCESS_KEY_ID" };
  const env = () => ({ AWS_ACCESS_KEY_ID: "AKIAX", AWS_SECRET_ACCESS_KEY: "aws-secret" });
  const { outcome, authorization } = await sentBy({ auth, env });
  expect(outcome).toMatchObject(rows);
  expect(authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAX\/\d{8}\/eu-west-1\/things\/aws4_request, SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
});

test("Google: a key becomes a token", async () => {
  const env = (cloud: string) => {
    const key = { type: "service_account", client_email: "robot@x", private_key: pem, token_uri: `${cloud}/token` };
    return { GOOGLE_CREDENTIALS: JSON.stringify(key) };
  };
  const run = await sentBy({ auth: { type: "service_account", credentialsenvvar: "GOOGLE_CREDENTIALS" }, env });
  expect(run).toMatchObject({ outcome: rows, authorization: "Bearer lent-token", lent: ["/token"] });
});

test("Azure: a certificate becomes a token", async () => {
  const folder = await folderWith({ "key.pem": pem });
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "both.pem")];
  execFileSync("openssl", ["req", "-x509", "-new", "-key", key, "-out", certificate, "-subj", "/CN=x"], {
    stdio: "ignore",
  });
  execFileSync("sh", ["-c", `cat ${key} >> ${certificate}`]);
  const env = (cloud: string) => ({
    AZURE_TENANT_ID: "tenant",
    AZURE_CLIENT_ID: "client",
    AZURE_CLIENT_CERTIFICATE_PATH: certificate,
    AZURE_AUTHORITY_HOST: cloud,
  });
  const run = await sentBy({ auth: { type: "azure_default", scopes: ["https://vault.azure.net/.default"] }, env });
  expect(run).toMatchObject({ outcome: rows, authorization: "Bearer lent-token", lent: ["/tenant/oauth2/v2.0/token"] });
});

test("Azure: whoever is signed in to az", async () => {
  const folder = await folderWith({ az: `#!/bin/sh\necho '{"accessToken": "az-token", "expires_on": 9999999999}'\n` });
  await chmod(join(folder, "az"), 0o755);
  const env = (cloud: string) => ({
    PATH: `${folder}:${process.env["PATH"] ?? ""}`,
    AZURE_POD_IDENTITY_AUTHORITY_HOST: cloud.replace(/\d+$/, "9"),
  });
  const run = await sentBy({ auth: { type: "azure_default", scopes: ["https://vault.azure.net/.default"] }, env });
  expect(run).toMatchObject({ outcome: rows, authorization: "Bearer az-token", lent: [] });
});

test("Oracle Cloud: signed with the key of the variables", async () => {
  const env = () => ({
    OCI_CLI_TENANCY: "t",
    OCI_CLI_USER: "u",
    OCI_CLI_FINGERPRINT: "f",
    OCI_CLI_KEY_CONTENT: pem,
  });
  const { outcome, authorization } = await sentBy({ auth: { type: "oci_signing_v1" }, env });
  expect(outcome).toMatchObject(rows);
  expect(authorization).toMatch(/^Signature version="1",keyId="t\/u\/f",algorithm="rsa-sha256",headers="date /);
});

test("none: the error says where they were looked for", async () => {
  const { outcome } = await sentBy({
    auth: { type: "aws_signing_v4", keyIDenvvar: "ACME_ID", credentialsenvvar: "ACME_KEY" },
  });
  expect(outcome).toMatchObject({ code: 1, stdout: "" });
  expect(outcome.stderr).toMatch(/missing_credentials.*cloud\.shop.*\n.*Set ACME_KEY and ACME_ID in the environment/);
});

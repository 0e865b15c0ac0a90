import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants, verify, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuthConfig } from "../../../catalog/model.ts";
import { connect, failureOf, serve, type Handler } from "../../test-server.ts";
import { callWith, found, homeWith, nowhere, programNamed, type Variables } from "../test-clouds.ts";

const auth: AuthConfig = { type: "azure_default" };
const application: Variables = { AZURE_TENANT_ID: "tenant-1", AZURE_CLIENT_ID: "client-1" };

/** An API whose other URLs `answer` answers, by default with token-1, token-2, … */
async function startCloud(answer?: Handler) {
  let tokens = 0;
  const issue: Handler = () => ({ body: { access_token: `token-${++tokens}`, expires_in: 3600 } });
  const cloud = await serve((request, count) =>
    request.url === "/things" ? found : (answer ?? issue)(request, count),
  );
  const others = () => cloud.received.filter(({ url }) => url !== "/things");
  const used = () => cloud.received.filter(({ url }) => url === "/things").map(({ headers }) => headers.authorization);
  return { ...cloud, used, others };
}

type Cloud = Awaited<ReturnType<typeof startCloud>>;

/** Calls the API as if it stood at `host`. */
function callAt(cloud: Cloud, host: string, variables: Variables, config = auth) {
  const connector = connect(
    { endpoints: { acme: cloud.origin } },
    { ...nowhere, AZURE_AUTHORITY_HOST: cloud.origin, ...variables },
  );
  return callWith(connector, `https://${host}`, config);
}

function formOf(body: string | undefined): { readonly [name: string]: string } {
  return Object.fromEntries(new URLSearchParams(body));
}

test("a client secret becomes a token for the management of resources, kept until it ends", async () => {
  const cloud = await startCloud();
  const variables = { ...application, AZURE_CLIENT_SECRET: "client-secret", AZURE_AUTHORITY_HOST: `${cloud.origin}/` };
  const connector = connect({ endpoints: { acme: cloud.origin } }, variables);
  await callWith(connector, "https://management.azure.com", auth);
  await callWith(connector, "https://management.azure.com", auth);
  expect(cloud.used()).toEqual(["Bearer token-1", "Bearer token-1"]);
  expect(cloud.others().map(({ url, body }) => [url, formOf(body)])).toEqual([
    [
      "/tenant-1/oauth2/v2.0/token",
      {
        grant_type: "client_credentials",
        client_id: "client-1",
        scope: "https://management.azure.com/.default",
        client_secret: "client-secret",
      },
    ],
  ]);
});

// verifies: auth.azure
test.each([
  ["management.azure.com", "https://management.azure.com"],
  ["myvault.vault.azure.net", "https://vault.azure.net"],
  ["account.blob.core.windows.net", "https://storage.azure.com"],
  ["account.table.cosmos.azure.com", "https://cosmos.azure.com"],
  ["s.search.windows.net", "https://search.azure.com"],
  ["my.openai.azure.com", "https://cognitiveservices.azure.com"],
  ["graph.microsoft.com", "https://graph.microsoft.com"],
  ["h.azurehealthcareapis.com", "https://h.azurehealthcareapis.com"],
  ["myvault.vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net"],
  ["evil-vault.azure.net", "https://management.azure.com"],
])("tokens for %s are for %s", async (host, audience) => {
  const cloud = await startCloud();
  await callAt(cloud, host, { ...application, AZURE_CLIENT_SECRET: "client-secret" });
  expect(formOf(cloud.others()[0]?.body)["scope"]).toBe(`${audience}/.default`);
});

test("hosts of others get no token that manages resources, unless scopes are given", async () => {
  const cloud = await startCloud();
  expect(
    await failureOf(callAt(cloud, "azure.evil.test", { ...application, AZURE_CLIENT_SECRET: "client-secret" })),
  ).toBe(
    "configuration_error: it is not known which service of Azure azure.evil.test belongs to\n" +
      `Name it: --auth '{"acme.shop": {"type": "azure_default", "scopes": ["https://cognitiveservices.azure.com/.default"]}}', for example.`,
  );
  expect(cloud.received).toEqual([]);
});

test("what a scope holds does not reach a shell", async () => {
  const cloud = await startCloud(() => ({ status: 404 }));
  const config = { ...auth, scopes: ["x & calc"] };
  expect(await failureOf(callAt(cloud, "x.test", { PATH: programNamed("az", "exit 0") }, config))).toBe(
    'configuration_error: az cannot be asked for a token for "x & calc"\nA scope is a URL or an id, without spaces.',
  );
});

test("scopes of the configuration win", async () => {
  const cloud = await startCloud();
  const config = { ...auth, scopes: ["https://dev.azuresynapse.net/.default"] };
  await callAt(cloud, "x.test", { ...application, AZURE_CLIENT_SECRET: "client-secret" }, config);
  expect(formOf(cloud.others()[0]?.body)["scope"]).toBe("https://dev.azuresynapse.net/.default");
});

test("a workload's token is read anew for each request of a token, and shown nowhere", async () => {
  const cloud = await startCloud();
  const file = join(homeWith({ token: "federated-token\n" }), "token");
  const { events } = await callAt(cloud, "management.azure.com", { ...application, AZURE_FEDERATED_TOKEN_FILE: file });
  expect(formOf(cloud.others()[0]?.body)).toMatchObject({
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: "federated-token",
  });
  expect(cloud.used()).toEqual(["Bearer token-1"]);
  expect(JSON.stringify(events)).not.toContain("federated-token");
});

test("a certificate signs a statement that names it", async () => {
  const cloud = await startCloud();
  const home = homeWith();
  const [key, cert] = [join(home, "key.pem"), join(home, "cert.pem")];
  const openssl = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-subj", "/CN=x"];
  execFileSync("openssl", openssl, { stdio: "ignore" });
  const pem = readFileSync(key, "utf8") + readFileSync(cert, "utf8");
  const file = join(homeWith({ "both.pem": pem }), "both.pem");
  await callAt(cloud, "management.azure.com", { ...application, AZURE_CLIENT_CERTIFICATE_PATH: file });
  const [header = "", claims = "", signature = ""] = (formOf(cloud.others()[0]?.body)["client_assertion"] ?? "").split(
    ".",
  );
  const certificate = new X509Certificate(readFileSync(cert));
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signed = Buffer.from(`${header}.${claims}`);
  expect(
    verify("sha256", signed, { key: certificate.publicKey, ...padding }, Buffer.from(signature, "base64url")),
  ).toBe(true);
  const json = (text: string): object => JSON.parse(Buffer.from(text, "base64url").toString()) as object;
  const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(":", ""), "hex").toString("base64url");
  expect(json(header)).toEqual({ alg: "PS256", typ: "JWT", "x5t#S256": thumbprint });
  expect(json(claims)).toMatchObject({
    aud: `${cloud.origin}/tenant-1/oauth2/v2.0/token`,
    iss: "client-1",
    sub: "client-1",
  });
});

test("App Service lends a token for the secret of its header", async () => {
  const cloud = await startCloud();
  const variables = {
    IDENTITY_ENDPOINT: `${cloud.origin}/msi/token`,
    IDENTITY_HEADER: "app-secret",
    AZURE_CLIENT_ID: "c 1",
  };
  const { events } = await callAt(cloud, "v.vault.azure.net", variables);
  expect(cloud.others().map(({ url, headers }) => [url, headers["x-identity-header"]])).toEqual([
    ["/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net&client_id=c%201", "app-secret"],
  ]);
  expect(cloud.used()).toEqual(["Bearer token-1"]);
  expect(JSON.stringify(events)).not.toContain("app-secret");
});

test("a virtual machine lends a token by its metadata service", async () => {
  const cloud = await startCloud();
  await callAt(cloud, "management.azure.com", { AZURE_POD_IDENTITY_AUTHORITY_HOST: cloud.origin });
  expect(cloud.others().map(({ url, headers }) => [url, headers["metadata"]])).toEqual([
    ["/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com", "true"],
  ]);
  expect(cloud.used()).toEqual(["Bearer token-1"]);
});

test("where nothing else is, whoever is signed in to az is asked", async () => {
  const cloud = await startCloud(() => ({ status: 400, body: { error: "no identity" } }));
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const PATH = programNamed("az", `echo "{\\"accessToken\\": \\"az:$*\\", \\"expires_on\\": ${expires}}"`);
  const variables = { PATH, AZURE_POD_IDENTITY_AUTHORITY_HOST: cloud.origin, AZURE_TENANT_ID: "t" };
  await callAt(cloud, "v.vault.azure.net", variables);
  expect(cloud.used()).toEqual([
    "Bearer az:account get-access-token --output json --resource https://vault.azure.net --tenant t",
  ]);
});

test("az is asked once, and the places before it too, for calls that start together and after", async () => {
  const cloud = await startCloud(() => ({ status: 404 }));
  const PATH = programNamed("az", `echo "{\\"accessToken\\": \\"of-$$\\", \\"expires_on\\": 9999999999}"`);
  const variables = { ...nowhere, PATH, AZURE_POD_IDENTITY_AUTHORITY_HOST: cloud.origin };
  const connector = connect({ endpoints: { acme: cloud.origin } }, variables);
  const call = () => callWith(connector, "https://management.azure.com", auth);
  await Promise.all([call(), call()]);
  await call();
  expect(new Set(cloud.used()).size).toBe(1);
  expect(cloud.others()).toHaveLength(1);
});

test.each([
  [
    "signed out",
    "echo 'Please run az login' >&2; exit 1",
    "missing_credentials: no credentials for acme.shop: az account get-access-token failed: Please run az login",
  ],
  ["mute", "exit 0", "missing_credentials: az account get-access-token printed no token"],
])("az %s: what it said, and what to do", async (_what, script, expected) => {
  const cloud = await startCloud(() => ({ status: 404 }));
  expect(await failureOf(callAt(cloud, "management.azure.com", { PATH: programNamed("az", script) }))).toBe(
    `${expected}\nRun az login; or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH.`,
  );
});

test("nothing at all: az is not there", async () => {
  const cloud = await startCloud();
  expect(await failureOf(callAt(cloud, "management.azure.com", { PATH: homeWith() }))).toMatch(
    /^missing_credentials: no credentials for acme\.shop: az account get-access-token is not installed, or not in PATH\nRun az login; or set/,
  );
});

test("a secret without its application is a mistake that is told", async () => {
  const cloud = await startCloud();
  expect(
    await failureOf(
      callAt(cloud, "management.azure.com", { AZURE_CLIENT_SECRET: "client-secret", AZURE_CLIENT_ID: "c" }),
    ),
  ).toBe(
    "missing_credentials: AZURE_CLIENT_SECRET is set for acme.shop, but not AZURE_TENANT_ID\n" +
      "Set AZURE_TENANT_ID in the environment or in a file given with --env.file.",
  );
});

test("a refusal names application, tenant, proof and audience, not the secret", async () => {
  const cloud = await startCloud(() => ({
    status: 401,
    body: { error: "invalid_client", error_description: "AADSTS7000215: bad very-hush-hush" },
  }));
  const variables = { ...application, AZURE_CLIENT_SECRET: "very-hush-hush" };
  expect(await failureOf(callAt(cloud, "management.azure.com", variables))).toBe(
    `upstream_unauthenticated: no access token for acme.shop: ${cloud.origin}/tenant-1/oauth2/v2.0/token answered 401: ` +
      "invalid_client, AADSTS7000215: bad ***\n" +
      "The application client-1 of the tenant tenant-1 proved itself by AZURE_CLIENT_SECRET; the token is for https://management.azure.com.",
  );
});

test.each([
  ["login.microsoftonline.us", "https://management.usgovcloudapi.net"],
  ["https://login.chinacloudapi.cn/", "https://management.chinacloudapi.cn"],
])("hosts that are not known are managed by the cloud of AZURE_AUTHORITY_HOST %s", async (authority, audience) => {
  const cloud = await startCloud();
  const PATH = programNamed("az", `echo "{\\"accessToken\\": \\"$6\\", \\"expires_on\\": 9999999999}"`);
  await callAt(cloud, "new-service.azure.com", { AZURE_AUTHORITY_HOST: authority, PATH });
  expect(cloud.used()).toEqual([`Bearer ${audience}`]);
});

import { verify } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuthConfig } from "../../../catalog/model.ts";
import type { JsonValue } from "../../../common/value.ts";
import { connect, failureOf, serve, type Handler, type Received } from "../../test-server.ts";
import { callWith, found, homeWith, nowhere, rsaKey, type Variables } from "../test-clouds.ts";

const auth: AuthConfig = { type: "service_account", credentialsenvvar: "GOOGLE_CREDENTIALS" };
const { pem, publicKey } = rsaKey();

/** An API whose other URLs `answer` answers, by default with token-1, token-2, … */
async function startCloud(answer?: Handler) {
  let tokens = 0;
  const issue: Handler = () => ({ body: { access_token: `token-${++tokens}`, expires_in: 3600 } });
  const cloud = await serve((request, count) =>
    request.url === "/things" ? found : (answer ?? issue)(request, count),
  );
  const at = (url: string): readonly Received[] => cloud.received.filter((one) => one.url === url);
  return { ...cloud, at, used: () => at("/things").map(({ headers }) => headers.authorization) };
}

function keyFile(origin: string): string {
  const account = { client_email: "robot@p.iam.gserviceaccount.com", private_key_id: "kid-1", private_key: pem };
  return JSON.stringify({ type: "service_account", token_uri: `${origin}/token`, ...account });
}

/** The statement that a token was asked for with: its header and claims, once its signature is found right. */
function statementIn(request: Received | undefined): { readonly header: object; readonly claims: object } {
  const form = new URLSearchParams(request?.body);
  expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
  const [header = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify("sha256", signed, publicKey, Buffer.from(signature, "base64url"))).toBe(true);
  const json = (text: string): object => JSON.parse(Buffer.from(text, "base64url").toString()) as object;
  return { header: json(header), claims: json(claims) };
}

test("a key signs a statement that becomes a token, used until it ends", async () => {
  const cloud = await startCloud();
  const connector = connect({}, { GOOGLE_CREDENTIALS: keyFile(cloud.origin) });
  await Promise.all([1, 2].map(() => callWith(connector, cloud.origin, auth)));
  await callWith(connector, cloud.origin, auth);
  expect(cloud.used()).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-1"]);
  const { header, claims } = statementIn(cloud.at("/token")[0]);
  const issued = (claims as { iat: number }).iat;
  expect(header).toEqual({ alg: "RS256", kid: "kid-1", typ: "JWT" });
  expect(claims).toEqual({
    iss: "robot@p.iam.gserviceaccount.com",
    scope: "https://www.googleapis.com/auth/cloud-platform",
    aud: `${cloud.origin}/token`,
    iat: issued,
    exp: issued + 3600,
  });
});

// verifies: auth.google
test("scopes and the person acted for, from a file, under any provider", async () => {
  const cloud = await startCloud();
  const home = homeWith({ "key.json": keyFile(cloud.origin) });
  const config: AuthConfig = {
    type: "service_account",
    credentialsfilepath: join(home, "key.json"),
    scopes: ["https://www.googleapis.com/auth/admin.directory.user", "openid"],
    sub: "admin@example.test",
  };
  await callWith(connect({}), cloud.origin, config);
  expect(statementIn(cloud.at("/token")[0]).claims).toMatchObject({
    scope: "https://www.googleapis.com/auth/admin.directory.user openid",
    sub: "admin@example.test",
  });
});

const refresh = { client_id: "c", client_secret: "client-secret", refresh_token: "refresh-token" };

test.each([
  ["a path in the variable", (file: string): Variables => ({ GOOGLE_CREDENTIALS: file })],
  ["the path of the default credentials", (file: string): Variables => ({ GOOGLE_APPLICATION_CREDENTIALS: file })],
  ["the file that gcloud writes", (): Variables => ({})],
  ["the folder of gcloud", (file: string): Variables => ({ HOME: "/nowhere", CLOUDSDK_CONFIG: join(file, "..") })],
])("what a person signed in with is refreshed: %s", async (_what, variablesFor) => {
  const cloud = await startCloud();
  const file = ".config/gcloud/application_default_credentials.json";
  const person = { type: "authorized_user", ...refresh, token_uri: `${cloud.origin}/token`, quota_project_id: "p-1" };
  const home = homeWith({ [file]: JSON.stringify(person) });
  const variables = { ...nowhere, HOME: home, ...variablesFor(join(home, file)) };
  const { events } = await callWith(connect({}, variables), cloud.origin, auth);
  expect(cloud.at("/token").map(({ body }) => body)).toEqual([
    "grant_type=refresh_token&client_id=c&client_secret=client-secret&refresh_token=refresh-token",
  ]);
  expect(cloud.used()).toEqual(["Bearer token-1"]);
  expect(cloud.at("/things")[0]?.headers["x-goog-user-project"]).toBe("p-1");
  expect(JSON.stringify(events)).not.toMatch(/client-secret|refresh-token|token-1/);
});

test("the metadata server lends the token of the machine, by the scopes asked for", async () => {
  const cloud = await startCloud(({ headers }) =>
    headers["metadata-flavor"] === "Google"
      ? { headers: { "metadata-flavor": "Google" }, body: { access_token: "of-machine", expires_in: 3000 } }
      : { status: 403 },
  );
  const variables = { HOME: homeWith(), GCE_METADATA_HOST: new URL(cloud.origin).host };
  await callWith(connect({}, variables), cloud.origin, { ...auth, scopes: ["a", "b"] });
  expect(cloud.received.map(({ url }) => url)).toEqual([
    "/computeMetadata/v1/instance/service-accounts/default/token?scopes=a%2Cb",
    "/things",
  ]);
  expect(cloud.used()).toEqual(["Bearer of-machine"]);
});

test("a federated identity: the token of a file, exchanged, then spent on a service account", async () => {
  const cloud = await startCloud(({ url }) =>
    url === "/sts"
      ? { body: { access_token: "federated-token", expires_in: 3600 } }
      : { body: { accessToken: "of-account", expireTime: new Date(Date.now() + 3_600_000).toISOString() } },
  );
  const home = homeWith({ "subject.json": JSON.stringify({ jwt: "subject-token" }) });
  const external = {
    type: "external_account",
    audience: "//iam.googleapis.com/pool",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${cloud.origin}/sts`,
    service_account_impersonation_url: `${cloud.origin}/impersonate`,
    credential_source: {
      file: join(home, "subject.json"),
      format: { type: "json", subject_token_field_name: "jwt" },
    },
  };
  const variables = { GOOGLE_CREDENTIALS: JSON.stringify(external) };
  await callWith(connect({}, variables), cloud.origin, { ...auth, scopes: ["s"] });
  expect(Object.fromEntries(new URLSearchParams(cloud.at("/sts")[0]?.body))).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience: "//iam.googleapis.com/pool",
    scope: "https://www.googleapis.com/auth/cloud-platform",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    subject_token: "subject-token",
  });
  const [asked] = cloud.at("/impersonate");
  expect([asked?.headers.authorization, asked?.body]).toEqual([
    "Bearer federated-token",
    '{"scope":["s"],"lifetime":"3600s"}',
  ]);
  expect(cloud.used()).toEqual(["Bearer of-account"]);
});

test("a federated identity: the token of a URL, as text", async () => {
  const cloud = await startCloud(({ url, headers }) =>
    url === "/subject" ? { body: `for-${String(headers["x-proof"])}` } : { body: { access_token: "federated" } },
  );
  const external = {
    type: "external_account",
    audience: "a",
    subject_token_type: "t",
    token_url: `${cloud.origin}/sts`,
    credential_source: { url: `${cloud.origin}/subject`, headers: { "x-proof": "me" } },
  };
  await callWith(connect({}, { GOOGLE_CREDENTIALS: JSON.stringify(external) }), cloud.origin, auth);
  expect(new URLSearchParams(cloud.at("/sts")[0]?.body).get("subject_token")).toBe("for-me");
  expect(cloud.used()).toEqual(["Bearer federated"]);
});

/** A federated identity with this source of its subject token, spent on a token of Google. */
async function subjectOf(credential_source: JsonValue, variables: Variables): Promise<string> {
  const cloud = await startCloud();
  const token_url = `${cloud.origin}/sts`;
  const external = {
    type: "external_account",
    audience: "//pool",
    subject_token_type: "t",
    token_url,
    credential_source,
  };
  const GOOGLE_CREDENTIALS = JSON.stringify(external);
  await callWith(connect({}, { ...nowhere, ...variables, GOOGLE_CREDENTIALS }), cloud.origin, auth);
  expect(cloud.used()).toEqual(["Bearer token-1"]);
  return new URLSearchParams(cloud.at("/sts")[0]?.body).get("subject_token") ?? "";
}

test("a federated identity: who the machine is to AWS, as a signed question", async () => {
  const keys = { AWS_ACCESS_KEY_ID: "ASIAX", AWS_SECRET_ACCESS_KEY: "aws-secret", AWS_SESSION_TOKEN: "aws-token" };
  const subject = await subjectOf({ environment_id: "aws1" }, { ...keys, AWS_REGION: "eu-west-1" });
  const { url, method, headers } = JSON.parse(decodeURIComponent(subject)) as {
    readonly url: string;
    readonly method: string;
    readonly headers: readonly { readonly key: string; readonly value: string }[];
  };
  expect([method, url]).toEqual([
    "POST",
    "https://sts.eu-west-1.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
  ]);
  expect(headers.map(({ key }) => key)).toEqual([
    "host",
    "x-goog-cloud-target-resource",
    "x-amz-date",
    "x-amz-security-token",
    "Authorization",
  ]);
  expect(headers.at(-1)?.value).toContain(
    "/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token;x-goog-",
  );
});

test("a federated identity: what a program prints, where that is allowed", async () => {
  const command = `echo '{"version": 1, "success": true, "id_token": "printed-token"}'`;
  const allowed = { GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES: "1" };
  expect(await subjectOf({ executable: { command } }, allowed)).toBe("printed-token");
  expect(await failureOf(subjectOf({ executable: { command } }, {}))).toBe(
    "configuration_error: the auth of acme.shop names a program to run, which is not allowed\n" +
      "Set GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1 if the file is to be trusted.",
  );
  const refusing = `echo '{"success": false, "code": "1", "message": "ask later"}'`;
  expect(await failureOf(subjectOf({ executable: { command: refusing } }, allowed))).toMatch(
    /^missing_credentials: the executable of the auth of acme\.shop gave no token: ask later\n/,
  );
});

test("an impersonated service account is asked for with the credentials inside", async () => {
  const expireTime = new Date(Date.now() + 3_600_000).toISOString();
  const cloud = await startCloud(({ url }) =>
    url === "/token"
      ? { body: { access_token: "of-person", expires_in: 60 } }
      : { body: { accessToken: "of-account", expireTime } },
  );
  const file = {
    type: "impersonated_service_account",
    service_account_impersonation_url: `${cloud.origin}/impersonate`,
    source_credentials: { type: "authorized_user", ...refresh, token_uri: `${cloud.origin}/token` },
  };
  await callWith(connect({}, { GOOGLE_CREDENTIALS: JSON.stringify(file) }), cloud.origin, auth);
  expect(cloud.at("/impersonate")[0]?.headers.authorization).toBe("Bearer of-person");
  expect(cloud.used()).toEqual(["Bearer of-account"]);
});

test.each([
  [
    "nothing",
    {},
    auth,
    /^missing_credentials: no credentials found for acme\.shop \(auth type service_account\)\nSet GOOGLE_CREDENTIALS to the content .* writes \/home-of-test\/\.config\/gcloud\/application_default_credentials\.json;/,
  ],
  [
    "a variable of one's own",
    {},
    { ...auth, credentialsenvvar: "MINE" },
    /^missing_credentials: .*\nSet MINE in the environment/,
  ],
  [
    "no JSON",
    { GOOGLE_CREDENTIALS: "hush-hush" },
    auth,
    /^missing_credentials: the Google credentials of the auth of acme\.shop are no JSON\n/,
  ],
  [
    "broken JSON",
    { GOOGLE_CREDENTIALS: "{hush-hush" },
    auth,
    /^missing_credentials: the Google credentials of the auth of acme\.shop are no JSON\n/,
  ],
  [
    "no such file",
    { GOOGLE_APPLICATION_CREDENTIALS: "/none.json" },
    auth,
    /^missing_credentials: the file \/none\.json, named by GOOGLE_APPLICATION_CREDENTIALS, does not exist$/,
  ],
  [
    "an unknown type",
    { GOOGLE_CREDENTIALS: '{"type":"x"}' },
    auth,
    /^configuration_error: .* unknown type "x"\nKnown are service_account, authorized_user, external_account, impersonated/,
  ],
  [
    "no key",
    { GOOGLE_CREDENTIALS: '{"type":"service_account"}' },
    auth,
    /^missing_credentials: .* have no private_key\n/,
  ],
  [
    "a bad key",
    { GOOGLE_CREDENTIALS: '{"type":"service_account","private_key":"hush-hush","client_email":"e"}' },
    auth,
    /^missing_credentials: the private key of the auth of acme\.shop cannot be read\n/,
  ],
] as const)("%s: what is wrong is named, and no secret shown", async (_what, variables, config, expected) => {
  const connector = connect({}, { ...nowhere, HOME: "/home-of-test", ...variables });
  const failure = await failureOf(callWith(connector, "http://127.0.0.1:9", config));
  expect(failure).toMatch(expected);
  expect(failure).not.toContain("hush");
});

test("a refusal says whose key it was and which scopes were asked for", async () => {
  const cloud = await startCloud(() => ({ status: 400, body: { error: "invalid_grant", error_description: "no" } }));
  const connector = connect({}, { GOOGLE_CREDENTIALS: keyFile(cloud.origin) });
  expect(await failureOf(callWith(connector, cloud.origin, { ...auth, sub: "me@x", scopes: ["s"] }))).toBe(
    `upstream_unauthenticated: no access token for acme.shop: ${cloud.origin}/token answered 400: invalid_grant, no\n` +
      "The key of robot@p.iam.gserviceaccount.com came from the auth of acme.shop; scopes in the name of me@x: s.",
  );
});

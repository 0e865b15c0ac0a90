import { expect, test } from "vitest";
import type { AuthConfig } from "../../../catalog/model.ts";
import type { ConnectorConfig, CredentialQuestion, CredentialReport } from "../../call.ts";
import { connect, serve, type Answer, type Handler } from "../../test-server.ts";
import { homeWith, nowhere, programNamed, rsaKey, type Variables } from "../test-clouds.ts";
import { connectionWith } from "../test-connections.ts";

interface Case extends Partial<CredentialQuestion> {
  readonly env?: Variables;
  readonly config?: Partial<ConnectorConfig>;
  readonly answer?: Handler;
}

/** The report on credentials of a provider whose every host is one server, and what that was sent. */
async function check(auth: AuthConfig, { env = {}, config, answer, ...question }: Case = {}) {
  const cloud = await serve(answer ?? (() => ({ body: {} })));
  const provider = question.provider ?? "acme";
  const connector = connect({ endpoints: { [provider]: cloud.origin }, ...config }, { ...nowhere, ...env });
  const options = { signal: new AbortController().signal, onEvent: () => undefined };
  const report = await connector.credentials({ provider, service: "shop", auth, ...question }, options);
  return { report: known(report), sent: cloud.received.map(({ method, url }) => `${method} ${url}`), cloud };
}

/** Without what is undefined, and with times as text. */
function known(report: CredentialReport): object {
  return JSON.parse(JSON.stringify(report)) as object;
}

const bearer: AuthConfig = { type: "bearer", credentialsenvvar: "TOKEN" };
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;

test("without a call that tells whose they are, credentials are present", async () => {
  const { report, sent } = await check(bearer, { env: { TOKEN: "some-token" } });
  expect(report).toEqual({
    type: "bearer",
    status: "present",
    sources: ["environment: TOKEN"],
    missing: [],
    detail: "Not verified: no call is known that tells whose they are.",
  });
  expect(sent).toEqual([]);
});

test("what is missing is named, with what to do", async () => {
  const { report } = await check(
    { type: "basic", username_var: "USER_NAME", password_var: "SECRET" },
    { env: { USER_NAME: "me" } },
  );
  expect(report).toMatchObject({ status: "missing", missing: ["SECRET"], sources: ["environment: USER_NAME"] });
  expect(report).toHaveProperty("detail", expect.stringContaining("Set SECRET in the environment"));
});

test("an API that wants none", async () => {
  expect((await check({ type: "null_auth" })).report).toEqual({
    type: "null_auth",
    status: "none",
    sources: [],
    missing: [],
  });
});

test("where each variable was found: env file, process, sources of the connection", async () => {
  const pair: AuthConfig = { type: "basic", username_var: "USER_NAME", password_var: "SECRET" };
  const environmentPlace = (name: string) => (name === "SECRET" ? "the file a.env" : undefined);
  const environment = (name: string) => ({ USER_NAME: "me", SECRET: "hush-hush" })[name];
  const plain = await check(pair, { config: { environment, environmentPlace } });
  expect(plain.report).toMatchObject({ sources: ["environment: USER_NAME", "the file a.env: SECRET"] });
  const variables = { USER_NAME: "me", SECRET: { exec: ["/bin/echo", "printed-secret"] } } as const;
  const own = await check(pair, { connection: connectionWith(variables) });
  expect(own.report).toMatchObject({ sources: ["a text of the connection: USER_NAME", "the program echo: SECRET"] });
});

test("a call that the document declares tells who one is", async () => {
  const identity = { url: "/me", principal: ["data", "login"], account: ["data", "team"] };
  const { report, cloud } = await check(bearer, {
    env: { TOKEN: "some-token" },
    identity,
    server: "https://api.acme.test",
    answer: () => ({ body: { data: { login: "ann", team: 7 } } }),
  });
  expect(report).toMatchObject({
    status: "verified",
    principal: "ann",
    account: "7",
    verifiedBy: `${cloud.origin}/me`,
  });
  expect(cloud.received[0]?.headers.authorization).toBe("Bearer some-token");
});

const github = { provider: "github", server: "https://api.github.com", env: { TOKEN: "some-token" } } as const;

test.each<[string, Answer, string, string]>([
  [
    "refuses",
    { status: 401, body: { message: "Bad credentials" } },
    "refused",
    "It answered 401: Bad credentials. The credentials came from the variables TOKEN.",
  ],
  [
    "may not tell",
    { status: 403, body: { message: "Forbidden" } },
    "verified",
    "They are accepted, but may not see who they are: it answered 403: Forbidden.",
  ],
  ["is broken", { status: 500, body: "" }, "failed", "It answered 500."],
])("a provider that %s", async (_what, answer, status, detail) => {
  expect((await check(bearer, { ...github, answer: () => answer })).report).toMatchObject({ status, detail });
});

test("a provider that cannot be reached", async () => {
  const { report } = await check(bearer, { ...github, config: { endpoints: { github: "http://127.0.0.1:9" } } });
  expect(report).toMatchObject({ status: "failed", detail: expect.stringContaining("127.0.0.1:9") as string });
});

test("a JSON Web Token tells of itself", async () => {
  const claims = { upn: "ann@acme.test", tid: "tenant-1", exp: 4102444800 };
  const { report } = await check(bearer, { env: { TOKEN: jwt(claims) } });
  expect(report).toMatchObject({
    status: "present",
    principal: "ann@acme.test",
    account: "tenant-1",
    expires: "2100-01-01T00:00:00.000Z",
  });
});

test("a token that has ended", async () => {
  const { report, sent } = await check(bearer, { env: { TOKEN: jwt({ sub: "robot", exp: 946684800 }) } });
  expect(report).toMatchObject({ status: "expired", principal: "robot", expires: "2000-01-01T00:00:00.000Z" });
  expect(sent).toEqual([]);
});

test("a token endpoint that gives a token has recognised the client", async () => {
  const auth = {
    type: "oauth2",
    token_url: "https://login.acme.test/token",
    client_id: "me",
    client_secret_env_var: "SECRET",
  };
  const answer: Handler = () => ({ body: { access_token: jwt({ client_id: "me" }), expires_in: 3600 } });
  const { origin } = await serve(answer);
  const { report } = await check({ ...auth, token_url: `${origin}/token` }, { env: { SECRET: "hush-hush" } });
  expect(report).toMatchObject({
    status: "verified",
    principal: "me",
    verifiedBy: `${origin}/token`,
    sources: ["environment: SECRET"],
  });
  expect(report).toHaveProperty("expires", expect.stringMatching(/^20/));
});

test("AWS is asked for the caller's identity, which is signed for", async () => {
  const answer: Handler = () => ({
    body: "<R><Arn>arn:aws:iam::1:user/ann</Arn><Account>1</Account></R>",
    headers: { "content-type": "text/xml" },
  });
  const env = {
    AWS_PROFILE: "prod",
    HOME: homeWith({ ".aws/credentials": "[prod]\naws_access_key_id = AKIAX\naws_secret_access_key = hush-hush\n" }),
  };
  const { report, sent, cloud } = await check({ type: "aws_signing_v4" }, { provider: "aws", env, answer });
  expect(report).toMatchObject({
    status: "verified",
    principal: "arn:aws:iam::1:user/ann",
    account: "1",
    sources: [
      "environment: AWS_PROFILE",
      `the profile prod of ${env.HOME}/.aws/credentials and ${env.HOME}/.aws/config`,
    ],
  });
  expect([sent, cloud.received[0]?.body]).toEqual([["POST /"], "Action=GetCallerIdentity&Version=2011-06-15"]);
  expect(cloud.received[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAX\/\d+\/us-east-1\/sts\//);
});

test("Google tells whose a token is, and until when", async () => {
  const { origin } = await serve(() => ({ body: { access_token: "google-token", expires_in: 3600 } }));
  const key = { type: "service_account", client_email: "robot@p.test", private_key: rsaKey().pem, token_uri: origin };
  const HOME = homeWith({ "key.json": JSON.stringify(key) });
  const { report, sent, cloud } = await check(
    { type: "service_account", credentialsfilepath: `${HOME}/key.json` },
    { provider: "google", answer: () => ({ body: { email: "robot@p.test", expires_in: "3000" } }) },
  );
  expect(report).toMatchObject({
    status: "verified",
    principal: "robot@p.test",
    sources: [`the file ${HOME}/key.json`, "the auth of google.shop"],
  });
  expect([sent, cloud.received[0]?.body]).toEqual([["POST /tokeninfo"], "access_token=google-token"]);
});

test("Azure's tokens name user and tenant; the program that gave one is named", async () => {
  const token = jwt({ upn: "ann@acme.test", tid: "tenant-1", exp: 4102444800 });
  const PATH = programNamed("az", `echo '{"accessToken": "${token}"}'`);
  const { report } = await check(
    { type: "azure_default" },
    { provider: "azure", env: { PATH }, server: "https://management.azure.com" },
  );
  expect(report).toMatchObject({
    status: "present",
    principal: "ann@acme.test",
    account: "tenant-1",
    sources: ["az account get-access-token"],
  });
});

test("a program that gives nothing is no source", async () => {
  const PATH = programNamed("az", "exit 1");
  const { report } = await check(
    { type: "azure_default" },
    { provider: "azure", env: { PATH }, server: "https://management.azure.com" },
  );
  expect(report).toMatchObject({ status: "missing", sources: [] });
});

test("Confluent is asked whose the API key is", async () => {
  const auth = { type: "basic", username_var: "KEY", password_var: "SECRET" };
  const answer: Handler = () => ({ body: { id: "ABC", spec: { owner: { id: "sa-1" } } } });
  const { report, sent } = await check(auth, {
    provider: "confluent",
    server: "https://api.confluent.cloud",
    env: { KEY: "ABC", SECRET: "hush-hush" },
    answer,
  });
  expect(report).toMatchObject({ status: "verified", principal: "sa-1" });
  expect(sent).toEqual(["GET /iam/v2/api-keys/ABC"]);
});

test.each([undefined, "https://github.corp.example"])(
  "a server at %s that goes by a known name is not asked",
  async (server) => {
    const { report, sent } = await check(bearer, { ...github, server });
    expect([report, sent]).toMatchObject([{ status: "present" }, []]);
  },
);

test("an unknown type is a failure that says which there are", async () => {
  expect((await check({ type: "magic" })).report).toMatchObject({
    status: "failed",
    detail: expect.stringContaining('acme.shop wants the unknown auth type "magic"') as string,
  });
});

test("nothing that was read is told", async () => {
  const marked = "MARKED-secret/1";
  const answer: Handler = () => ({
    status: 401,
    body: { message: `what is ${marked}, ${encodeURIComponent(marked)}?` },
  });
  const { report } = await check(bearer, { ...github, env: { TOKEN: marked }, answer });
  expect(JSON.stringify(report)).not.toContain("MARKED");
  expect(report).toHaveProperty("detail", expect.stringContaining("what is ***, ***?"));
});

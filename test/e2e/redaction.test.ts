/** Secrets stay where they are: each way to give one, with everything the command can print searched for it. */
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Environment, folderWith, type Mock, serve, startMock, tributary } from "./harness.ts";

/** Odd enough that no other text holds it, and that URLs, forms, JSON and base64 each write it in their own way. */
const secret = 'mark3d/s3cret"+värde=';

/** What must not be printed: the secret in every writing. */
const writings = [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  new URLSearchParams({ a: secret }).toString().slice(2),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  "s3cret",
];

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const environments = "SELECT id FROM confluent.org.environments";
const signups = `EXEC confluent.partner.signups.signup
  @organization = '{"name": "Acme", "sso_config": {"kind": "AzureSSOConfig", "tenant_id": "t"}}',
  @entitlement = '{"external_id": "e", "name": "n", "plan_id": "p", "product_id": "q"}',
  @user = '{"given_name": "a", "family_name": "b", "email": "c@d.example"}'`;

interface Case {
  readonly args?: readonly string[];
  readonly env?: Environment;
  readonly sql?: string;
}

const auth = (config: object): Case => ({ args: ["--auth", JSON.stringify({ confluent: config })] });

const ways: { readonly [name: string]: Case } = {
  "the variables that the provider declares": {
    env: { CONFLUENT_CLOUD_API_KEY: "KEY", CONFLUENT_CLOUD_API_SECRET: secret },
  },
  "--auth, user and password": auth({ type: "basic", username: "someone", password: secret }),
  "--auth, key and secret": auth({ type: "basic", api_key: "KEY", api_secret: secret }),
  "--auth, a bearer token": auth({ type: "bearer", api_key: secret }),
  "--auth, an API key in the query": auth({ type: "custom", api_key: secret, location: "query", name: "access" }),
  "--auth, an API key in a header": auth({ type: "api_key", api_key: secret, location: "header", name: "X-Access" }),
  "--auth, OAuth 2.0": {
    ...auth({ type: "oauth2", token_url: "/oauth/token", client_id: "someone", client_secret: secret }),
    sql: signups,
  },
  "--auth, a variable of my own": {
    ...auth({ type: "bearer", credentialsenvvar: "MINE" }),
    env: { MINE: secret },
  },
  "--auth in the environment": {
    env: { TRIBUTARY_AUTH: JSON.stringify({ confluent: { type: "basic", username: "someone", password: secret } }) },
  },
  "--auth, of a type that does not exist": auth({ type: "magic", password: secret }),
  "--auth, no valid JSON": { args: ["--auth", `{"confluent": {"password": "${secret}"}`] },
  "--auth, no object": { args: ["--auth", `["${secret}"]`] },
  "--auth, misspelt": { args: [`--outh={"confluent": {"password": "${secret}"}}`] },
  "an end point that holds a password": { args: ["--endpoint", `confluent=htp://someone:${secret}@x`] },
};

describe.each(Object.entries(ways))("%s", (_name, { args = [], env = {}, sql = environments }) => {
  test.each([
    ["refused by the API", 401],
    ["repeated back by the API", 400],
    ["where the API breaks", 503],
  ])("%s", async (_what, status) => {
    const body = { errors: [{ status: String(status), detail: `what is ${secret}, ${encodeURIComponent(secret)}?` }] };
    await mock.fail({ path: "*", times: "always", status, body, headers: { "retry-after": "0" } });
    const logs = ["-v", "--http.log.enabled", "--http.retries", "1"];
    const run = await tributary(["exec", sql, ...args, ...logs], {
      env: { TRIBUTARY_ENDPOINT: `confluent=${mock.url}`, ...env },
    });
    expect(run.code).not.toBe(0);
    expect(run.stderr).toContain("ERROR");
    expect(printed(run)).toEqual([]);
    // The search would find nothing either where the API's words were not shown at all.
    if (status === 400 && run.stderr.includes("/org/v2/")) expect(run.stderr).toContain("what is ***, ***?");
  });
});

test("a file of credentials, and an env file", async () => {
  const folder = await folderWith({ token: `${secret}\n`, "a.env": `MINE='${secret}'\n` });
  await mock.fail({ path: "*", times: "always", status: 400, body: `what is ${secret}?` });
  const env = { TRIBUTARY_ENDPOINT: `confluent=${mock.url}` };
  const configs = [{ credentialsfilepath: join(folder, "token") }, { credentialsenvvar: "MINE" }];
  for (const config of configs) {
    const { args = [] } = auth({ type: "bearer", ...config });
    const run = await tributary(["exec", environments, ...args, "-v", "--env.file", join(folder, "a.env")], { env });
    expect(run.code).toBe(1);
    expect(printed(run)).toEqual([]);
  }
});

test("a config file that is broken", async () => {
  const folder = await folderWith({ "a.json": `{"auth": {"confluent": {"password": ${JSON.stringify(secret)}}}` });
  const run = await tributary(["exec", "SELECT 1", "--configfile", "a.json"], { cwd: folder });
  expect(run.code).toBe(2);
  expect(printed(run)).toEqual([]);
});

test("the password of a proxy that refuses", async () => {
  const proxy = new URL(await serve((_request, response) => response.writeHead(407).end(`what is ${secret}?`)));
  const flags = ["--http.proxy.host", proxy.hostname, "--http.proxy.port", proxy.port];
  const args = ["exec", environments, ...flags, "--http.proxy.user", "u", "--http.proxy.password", secret, "-v"];
  const run = await tributary(args, { env: mock.env });
  expect(run.code).toBe(1);
  expect(printed(run)).toEqual([]);
});

test("a token that the API gave", async () => {
  const run = await tributary(["exec", signups, "-v", "--http.log.enabled", "-o", "jsonl"], { env: mock.env });
  expect(run.code).toBe(0);
  expect(run.stderr).toContain("/oauth");
  expect(run.stderr).not.toMatch(/access_token|Bearer [^*]|MOCKPARTNERSECRET/);
});

test("a secret in the body of a request", async () => {
  const spec = JSON.stringify({ display_name: "k", secret: "body-s3cret-value", owner: { id: "u-abc123" } });
  const sql = `INSERT INTO confluent.iam.api_keys (spec) VALUES ('${spec}')`;
  const dry = await tributary(["exec", sql, "--dryrun", "-o", "json"], { env: mock.env });
  expect(dry.stdout).toContain('\\"secret\\":\\"***\\"');
  expect(printed(dry)).toEqual([]);
  const wet = await tributary(["exec", sql, "--http.log.enabled"], { env: mock.env });
  expect(wet.stderr).toMatch(/^> 1 POST \S+ \{.*"secret":"\*\*\*"/);
  expect(wet.stderr.split("\n")[0]).not.toContain("s3cret");
});

/** The writings of the secret that were printed. */
function printed({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string[] {
  return writings.filter((writing) => `${stdout}${stderr}`.includes(writing));
}

/**
 * Secrets stay where they are, whatever way they come in: each is marked, and all that the command prints, keeps and
 * tells of itself is searched for the marks, while the API repeats what it was sent.
 */
import { generateKeyPairSync } from "node:crypto";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Environment, folderWith, serve, tributary } from "./harness.ts";
import { filesBelow, lent, registryOf, startCloud, tracesOf } from "./secrets/cloud.ts";

/** Odd enough that URLs, forms, JSON and base64 each write it in their own way. */
const mark = (name: string): string => `MARKED-${name}-s3cret/"+x&=`;

interface Given {
  readonly env?: Environment;
  readonly args?: readonly string[];
  readonly files?: { readonly [name: string]: string };
  /** Programs to be found in PATH, as scripts of the shell. */
  readonly programs?: { readonly [name: string]: string };
  /** Statements before those that every way is tried with. */
  readonly before?: readonly string[];
  /** A statement that is no SQL, in a run of its own. */
  readonly broken?: string;
}

interface Way {
  readonly auth: object;
  readonly secrets: readonly string[];
  readonly given: (cloud: string, folder: string) => Given;
}

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const lineOfKey = pem.split("\n")[5] ?? "";
const inVariables = (env: Environment) => () => ({ env });

/** Given with --auth in place of what the document declares. */
function inline(auth: object, ...secrets: readonly string[]): Way {
  const args = ["--auth", JSON.stringify({ cloud: auth })];
  return { auth: { type: "null_auth" }, secrets, given: () => ({ args }) };
}

/** Of the account that the provider's own name stands for, in a connections file. */
function inFile(connection: object, secret: string, more: Omit<Given, "files" | "args"> = {}): Way {
  const given: Way["given"] = (_cloud, folder) => ({
    files: { "connections.yaml": JSON.stringify({ connections: { cloud: { provider: "cloud", ...connection } } }) },
    args: ["--connections", join(folder, "connections.yaml")],
    ...more,
  });
  return { auth: { type: "api_key", credentialsenvvar: "SECRET" }, secrets: [secret], given };
}

/** By CREATE CONNECTION: refused where it would last, made where it ends with the session, mistaken, and broken. */
function byStatement(key: string, secret: string, more: string): Way {
  const text = `'${secret.replaceAll("'", "''")}'`;
  const options = `${more}, ${key} = ${text}`;
  const before = [
    `CREATE CONNECTION cloud FOR cloud WITH (${options})`,
    `CREATE OR REPLACE TEMP CONNECTION cloud FOR cloud WITH (${options})`,
    `CREATE CONNECTION other FOR cloud WITH (auth.value = ${text})`,
    `CREATE CONNECTION other FOR cloud WITH (${key} = ${text}, ${key} = ${text})`,
    `CREATE CONNECTION other FOR nobody WITH (${key} = upper(${text}))`,
    `BEGIN; CREATE OR REPLACE TEMP CONNECTION cloud FOR cloud WITH (${options}); ROLLBACK`,
  ];
  const broken = `CREATE CONNECTION other FOR cloud WITH (${key} ${text})`;
  const auth = { type: "api_key", credentialsenvvar: "SECRET" };
  return { auth, secrets: [secret], given: () => ({ before, broken, env: { SECRET: "of the environment" } }) };
}

const ways: { readonly [name: string]: Way } = {
  "basic, a pair of variables": {
    auth: { type: "basic", username_var: "WHO", password_var: "SECRET" },
    secrets: [mark("pair")],
    given: inVariables({ WHO: "me", SECRET: mark("pair") }),
  },
  "basic, encoded already": {
    auth: { type: "basic", credentialsenvvar: "SECRET" },
    secrets: [mark("encoded")],
    given: inVariables({ SECRET: Buffer.from(`me:${mark("encoded")}`).toString("base64") }),
  },
  "bearer, from an env file": {
    auth: { type: "bearer", credentialsenvvar: "SECRET" },
    secrets: [mark("envfile")],
    given: (_cloud, folder) => ({
      files: { "a.env": `SECRET='${mark("envfile")}'\n` },
      args: ["--env.file", join(folder, "a.env")],
    }),
  },
  "api_key, from a file": {
    auth: { type: "api_key", credentialsfilepathenvvar: "KEY_FILE" },
    secrets: [mark("keyfile")],
    given: (_cloud, folder) => ({ files: { key: `${mark("keyfile")}\n` }, env: { KEY_FILE: join(folder, "key") } }),
  },
  "custom, a header and a query parameter": {
    auth: {
      type: "custom",
      name: "X-Thing",
      location: "header",
      credentialsenvvar: "ONE",
      successor: { type: "custom", name: "thing", location: "query", credentialsenvvar: "TWO" },
    },
    secrets: [mark("header"), mark("query")],
    given: inVariables({ ONE: mark("header"), TWO: mark("query") }),
  },
  "oauth2, secret and token": {
    auth: { type: "oauth2", token_url: "{{ .__env__LOGIN }}/login", client_id: "me", client_secret_env_var: "SECRET" },
    secrets: [mark("client"), lent.token],
    given: (cloud) => ({ env: { LOGIN: cloud, SECRET: mark("client") } }),
  },
  "oauth2, the token of a job exchanged": {
    auth: {
      type: "oauth2",
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      token_url: "{{ .__env__LOGIN }}/login",
    },
    secrets: [mark("permit"), lent.job, lent.token],
    given: (cloud) => ({
      env: {
        LOGIN: cloud,
        ACTIONS_ID_TOKEN_REQUEST_URL: `${cloud}/oidc`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: mark("permit"),
      },
    }),
  },
  "service_account, a key and its token": {
    auth: { type: "service_account", credentialsenvvar: "KEY" },
    secrets: [lineOfKey, lent.token],
    given: (cloud) => {
      const key = { type: "service_account", client_email: "robot@x", private_key: pem, token_uri: `${cloud}/login` };
      return { env: { KEY: JSON.stringify(key) } };
    },
  },
  "aws_signing_v4, keys and session token": {
    auth: { type: "aws_signing_v4", keyIDenvvar: "AWS_ACCESS_KEY_ID", credentialsenvvar: "AWS_SECRET_ACCESS_KEY" },
    secrets: [mark("aws"), mark("session")],
    given: inVariables({
      AWS_ACCESS_KEY_ID: "ASIAX",
      AWS_SECRET_ACCESS_KEY: mark("aws"),
      AWS_SESSION_TOKEN: mark("session"),
    }),
  },
  "aws_signing_v4, a profile whose program prints keys": {
    auth: { type: "aws_signing_v4" },
    secrets: [mark("process").replaceAll('"', "")],
    given: (_cloud, folder) => ({
      files: { config: "[default]\ncredential_process = lend-keys\n" },
      env: { AWS_CONFIG_FILE: join(folder, "config") },
      programs: {
        "lend-keys": `echo '{"Version": 1, "AccessKeyId": "AKIAX", "SecretAccessKey": "${mark("process").replaceAll('"', "")}"}'`,
      },
    }),
  },
  "aws_assume_role, keys that are lent": {
    auth: { type: "aws_assume_role", aws_role_arn: "arn:role" },
    secrets: [mark("lender"), lent.key, lent.session],
    given: (cloud) => ({
      env: {
        AWS_ACCESS_KEY_ID: "AKIAX",
        AWS_SECRET_ACCESS_KEY: mark("lender"),
        AWS_ENDPOINT_URL_STS: `${cloud}/sts`,
      },
    }),
  },
  "azure_default, the secret of an application": {
    auth: { type: "azure_default", scopes: ["https://vault.azure.net/.default"] },
    secrets: [mark("azure"), lent.token],
    given: (cloud) => ({
      env: {
        AZURE_TENANT_ID: "t",
        AZURE_CLIENT_ID: "c",
        AZURE_CLIENT_SECRET: mark("azure"),
        AZURE_AUTHORITY_HOST: cloud,
      },
    }),
  },
  "azure_default, a token that az prints": {
    auth: { type: "azure_default", scopes: ["https://vault.azure.net/.default"] },
    secrets: ["MARKED-az-token-s3cret"],
    given: () => ({
      env: { AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:9" },
      programs: { az: `echo '{"accessToken": "MARKED-az-token-s3cret", "expires_on": 9999999999}'` },
    }),
  },
  "oci_signing_v1, a key in a variable": {
    auth: { type: "oci_signing_v1" },
    secrets: [lineOfKey],
    given: inVariables({
      OCI_CLI_TENANCY: "t",
      OCI_CLI_USER: "u",
      OCI_CLI_FINGERPRINT: "f",
      OCI_CLI_KEY_CONTENT: pem,
    }),
  },
  "--auth, a password": inline({ type: "basic", username: "me", password: mark("inline") }, mark("inline")),
  "--auth, a key in the query": inline(
    { type: "custom", name: "thing", location: "query", api_key: mark("inlinekey") },
    mark("inlinekey"),
  ),
  "an end point with a password": {
    auth: { type: "null_auth" },
    secrets: ["MARKED-endpoint-s3cret"],
    given: (cloud) => ({ args: ["--endpoint", `cloud=${cloud.replace("://", "://me:MARKED-endpoint-s3cret@")}`] }),
  },
  "connections.yaml, a password": inFile(
    { auth: { type: "basic", username: "me", password: mark("filepassword") } },
    mark("filepassword"),
  ),
  "connections.yaml, a variable in clear": inFile({ variables: { SECRET: mark("fileclear") } }, mark("fileclear")),
  "connections.yaml, a variable of another name": inFile({ variables: { SECRET: { env: "OTHER" } } }, mark("fileenv"), {
    env: { OTHER: mark("fileenv") },
  }),
  "connections.yaml, a variable that a program prints": inFile(
    { variables: { SECRET: { exec: ["lend-secret"] } } },
    mark("fileexec"),
    { programs: { "lend-secret": `printf '%s' '${mark("fileexec")}'` } },
  ),
  "connections.yaml, a variable from a file": {
    auth: { type: "bearer", credentialsenvvar: "SECRET" },
    secrets: [mark("filefile")],
    given: (_cloud, folder) => ({
      files: {
        kept: `${mark("filefile")}\n`,
        "c.yaml": `connections: {cloud: {provider: cloud, variables: {SECRET: {file: "${join(folder, "kept")}"}}}}`,
      },
      args: ["--connections", join(folder, "c.yaml")],
    }),
  },
  "CREATE CONNECTION, a password": byStatement(
    "auth.password",
    mark("statement"),
    "auth.type = 'basic', auth.username = 'me'",
  ),
  "CREATE CONNECTION, a variable": byStatement("variables.SECRET", mark("statementvariable"), "tags.t = 'x'"),
  "CREATE CONNECTION, a variable like PGPASS": byStatement(
    "variables.PGPASS",
    mark("pgpass"),
    "auth.type = 'api_key', auth.credentialsenvvar = 'PGPASS'",
  ),
  "a parameter of the statement": {
    auth: { type: "null_auth" },
    secrets: [mark("parameter")],
    given: () => ({ args: ["--param", `password:text=${mark("parameter")}`] }),
  },
};

const statements = (given: Given): string =>
  [
    ...(given.before ?? []),
    "SELECT id FROM cloud.shop.things",
    "EXPLAIN SELECT id FROM cloud.shop.things",
    "EXPLAIN ANALYZE SELECT id FROM cloud.shop.things",
    `INSERT INTO cloud.shop.things (id, password) VALUES ('1', ${given.args?.includes("--param") === true ? ":password" : "'plain'"})`,
    "CREATE MATERIALIZED VIEW mine AS SELECT id FROM cloud.shop.things",
    "CREATE TABLE kept AS SELECT * FROM tributary.requests",
    ..."requests settings statement_sources journal auth kept_calls stored_relations connections"
      .split(" ")
      .map((name) => `SELECT * FROM tributary.${name}`),
    "AUTH CHECK cloud",
    "SHOW EXTENDED CREDENTIALS FROM cloud",
    "SHOW EXTENDED SETTINGS",
    "SELECT nothing FROM cloud.shop.things",
  ].join(";\n");

/** The traces of secrets in all that runs of a way print and leave behind. */
async function tracesLeft({ auth, secrets, given }: Way, status: number) {
  const cloud = await startCloud(status);
  const [folder, state, bin] = await Promise.all([folderWith(), folderWith(), folderWith()]);
  const way = given(cloud, folder);
  for (const [name, text] of Object.entries(way.files ?? {})) await writeFile(join(folder, name), text);
  for (const [name, script] of Object.entries(way.programs ?? {})) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const env = {
    TRIBUTARY_REGISTRY: `file://${await registryOf(auth)}`,
    XDG_STATE_HOME: state,
    TRIBUTARY_ENDPOINT: `cloud=${cloud}`,
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    AWS_EC2_METADATA_DISABLED: "true",
    ...way.env,
  };
  expect(await tributary(["registry", "pull", "cloud"], { env })).toMatchObject({ code: 0 });
  const args = [...(way.args ?? []), "--http.retries", "0", "-o", "json", "--keep-going", "-v", "--http.log.enabled"];
  const script = statements(way);
  const collector = await startCollector();
  const runs = [
    await tributary(["exec", script, "--store", join(state, "store.db"), ...args], { env }),
    await tributary(["exec", script, "--dryrun", ...args], { env }),
    await tributary(["exec", script, "--on-error", "warn", "--keep", "cloud.*=1h", ...args], { env }),
    ...(way.broken === undefined ? [] : [await tributary(["exec", way.broken, ...args], { env })]),
    await tributary(["exec", script, "--log.format", "json", "--telemetry.sql", "full", ...args], {
      env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    }),
  ];
  expect(collector.received.join("")).toContain("resourceSpans");
  const texts = [
    ...runs.flatMap(({ stdout, stderr }) => [["printed", `${stdout}${stderr}`] as const]),
    ["telemetry", collector.received.join("\n")] as const,
    ...(await filesBelow(state)),
  ];
  const found = texts.flatMap(([place, text]) =>
    secrets.flatMap((secret) => tracesOf(secret, text).map((trace) => `${place}: ${trace}`)),
  );
  return { found, first: runs[0]?.stderr ?? "" };
}

/** Keeps what telemetry sends. */
async function startCollector(): Promise<{ readonly url: string; readonly received: readonly string[] }> {
  const received: string[] = [];
  const url = await serve((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => received.push(text));
    request.on("end", () => response.end("{}"));
  });
  return { url, received };
}

describe.each(Object.entries(ways))("%s", (_name, way) => {
  test.each([400, 401])("refused with %i, all that was sent repeated", async (status) => {
    const { found, first } = await tracesLeft(way, status);
    // The search would find nothing either, were the API's words not shown.
    expect(first).toContain(`/things answered ${status}`);
    expect(found).toEqual([]);
  });
});

test("a crash", async () => {
  const cloud = await startCloud(400);
  const folder = await folderWith({
    // What is thrown where nobody can catch it, with the headers that are about to be sent.
    "crash.mjs": `import http from "node:http"; import { syncBuiltinESMExports } from "node:module";
const request = http.request;
http.request = (...given) => {
  setImmediate(() => { throw new Error("crashed with " + JSON.stringify(given.map((one) => one?.headers))); });
  return request(...given);
};
syncBuiltinESMExports();`,
  });
  const env = {
    TRIBUTARY_ENDPOINT: `confluent=${cloud}/`,
    CONFLUENT_CLOUD_API_KEY: "KEY",
    CONFLUENT_CLOUD_API_SECRET: mark("crash"),
    NODE_OPTIONS: `--import ${join(folder, "crash.mjs")}`,
  };
  const run = await tributary(["exec", "SELECT id FROM confluent.org.environments"], { env });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("ERROR XX000 (internal_error): internal error, a defect of Tributary: crashed with ");
  expect(run.stderr).toContain("***");
  expect(tracesOf(mark("crash"), run.stderr)).toEqual([]);
});

/** Where settings come from: config file, environment, env file, command line; the later wins. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { folderWith, type Mock, serve, startMock, tributary } from "./harness.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const one = ["exec", "SELECT 1 AS a"];
const shapes = { table: "|---|\n| a |\n|---|\n| 1 |\n|---|\n", csv: "a\n1\n", json: '[{"a":1}]\n', jsonl: '{"a":1}\n' };
const environments = "SELECT count(*) AS n FROM confluent.org.environments";

describe("precedence", () => {
  test("the config file sets a flag", async () => {
    const folder = await folderWith({ "config.json": '{"output": "csv"}' });
    const run = await tributary([...one, "--configfile", join(folder, "config.json")]);
    expect(run).toMatchObject({ code: 0, stdout: shapes.csv, stderr: "" });
  });

  test("the environment wins over the config file, the command line over both", async () => {
    const folder = await folderWith({ "settings.conf": "# results\noutput = csv\n" });
    const env = { TRIBUTARY_CONFIGFILE: join(folder, "settings.conf"), TRIBUTARY_OUTPUT: "json" };
    expect((await tributary(one, { env })).stdout).toBe(shapes.json);
    expect((await tributary([...one, "-o", "jsonl"], { env })).stdout).toBe(shapes.jsonl);
    expect((await tributary(one, { env: { ...env, TRIBUTARY_OUTPUT: "" } })).stdout).toBe(shapes.csv);
  });

  test("the default config file lies in the user's configuration folder", async () => {
    const home = await folderWith();
    await mkdir(join(home, ".config/tributary"), { recursive: true });
    await writeFile(join(home, ".config/tributary/config.json"), '{"output": "jsonl", "hideheaders": false}');
    expect((await tributary(one, { env: { HOME: home } })).stdout).toBe(shapes.jsonl);
    expect((await tributary(one, { env: { HOME: home, XDG_CONFIG_HOME: "/nowhere" } })).stdout).toBe(shapes.table);
  });

  test.each([
    ['{"outptu": "csv"}', "sets outptu, which is no flag", "Did you mean output"],
    ["output csv", "line 1 of", "is not of the form KEY=value"],
    ['{"output": ', "is no valid JSON", ""],
    ['{"hideheaders": "maybe"}', "--hideheaders is true or false", ""],
  ])("a config file of %j is refused", async (content, message, hint) => {
    const folder = await folderWith({ "c.json": content });
    const run = await tributary([...one, "--configfile", join(folder, "c.json")]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr).toContain(hint);
  });

  test("a config file that is named must exist", async () => {
    const run = await tributary([...one, "--configfile", "/does/not/exist"]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("the config file /does/not/exist cannot be read");
  });
});

describe("end points and credentials", () => {
  test("an end point as an object in the config file, credentials in an env file", async () => {
    const { CONFLUENT_CLOUD_API_KEY: key = "", CONFLUENT_CLOUD_API_SECRET: secret = "" } = mock.env;
    const folder = await folderWith({
      "config.json": JSON.stringify({ endpoint: { confluent: mock.url }, output: "csv" }),
      "cloud.env": `# the cloud\nexport CONFLUENT_CLOUD_API_KEY=${key}\nCONFLUENT_CLOUD_API_SECRET="${secret}"\n`,
    });
    const args = ["exec", environments, "--configfile", "config.json", "--env.file", "cloud.env"];
    expect(await tributary(args, { cwd: folder })).toMatchObject({
      code: 0,
      stdout: `n\n${await count()}\n`,
    });
  });

  test("the env file wins over the environment, also for flags", async () => {
    const folder = await folderWith({ "a.env": `TRIBUTARY_OUTPUT=csv\nTRIBUTARY_ENDPOINT=confluent=${mock.url}\n` });
    const env = { ...mock.env, TRIBUTARY_ENDPOINT: "confluent=http://127.0.0.1:9", TRIBUTARY_OUTPUT: "json" };
    const run = await tributary(["exec", environments, "--env.file", "a.env"], { env, cwd: folder });
    expect(run).toMatchObject({ code: 0, stdout: `n\n${await count()}\n` });
  });

  test("a malformed env file is told by line, without its text", async () => {
    const folder = await folderWith({ "a.env": "A=1\nmarked-secret\n" });
    const run = await tributary([...one, "--env.file", "a.env"], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toBe("ERROR F0000 (configuration_error): line 2 of a.env is not of the form KEY=value\n");
  });

  test("--auth replaces what the provider declares", async () => {
    const auth = {
      confluent: {
        type: "basic",
        username: mock.env["CONFLUENT_CLOUD_API_KEY"],
        password: mock.env["CONFLUENT_CLOUD_API_SECRET"],
      },
    };
    const args = [
      "exec",
      environments,
      "-o",
      "csv",
      "--auth",
      JSON.stringify(auth),
      "--endpoint",
      `confluent=${mock.url}`,
    ];
    expect(await tributary(args)).toMatchObject({ code: 0, stdout: `n\n${await count()}\n` });
  });

  test("absent credentials are told by name before anything is sent", async () => {
    const run = await tributary(["exec", environments], { env: { TRIBUTARY_ENDPOINT: `confluent=${mock.url}` } });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("(missing_credentials)");
    expect(run.stderr).toContain("CONFLUENT_CLOUD_API_KEY");
    expect(await mock.requests()).toEqual([]);
  });

  test("--provider stands in for a name written without one", async () => {
    const args = ["exec", "SELECT count(*) AS n FROM org.environments", "--provider", "confluent", "-o", "csv"];
    expect(await tributary(args, { env: mock.env })).toMatchObject({ code: 0, stdout: `n\n${await count()}\n` });
  });

  test.each(["confluent", "confluent=", "confluent=ftp://x", "=http://x", "a b=http://x"])(
    "--endpoint %j is refused",
    async (pair) => {
      const run = await tributary([...one, "--endpoint", pair]);
      expect(run.code).toBe(2);
      expect(run.stderr).toContain("--endpoint takes PROVIDER=URL");
    },
  );

  async function count(): Promise<string> {
    const run = await tributary(["exec", environments, "-o", "csv", "-H"], { env: mock.env });
    return run.stdout.trim();
  }
});

describe("requests", () => {
  test("go through a proxy with its credentials", async () => {
    const seen: string[] = [];
    const proxy = await serve((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"]}`);
      void fetch(request.url ?? "", { headers: { authorization: request.headers.authorization ?? "" } }).then(
        async (answer) =>
          response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text()),
      );
    });
    const { port } = new URL(proxy);
    const flags = ["--http.proxy.host", "127.0.0.1", "--http.proxy.port", port];
    const args = ["exec", "SELECT id FROM confluent.org.environments LIMIT 1", "-o", "csv", "-H", ...flags];
    const run = await tributary([...args, "--http.proxy.user", "someone", "--http.proxy.password", "pass word"], {
      env: mock.env,
    });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^env-\w+\n$/);
    const credentials = Buffer.from("someone:pass word").toString("base64");
    expect(seen).toEqual([`GET ${mock.url}/org/v2/environments?page_size=100 Basic ${credentials}`]);
  });

  test("are repeated as often as is said", async () => {
    await mock.fail({ path: "/org/v2/environments", times: "always", status: 503, headers: { "retry-after": "0" } });
    const run = await tributary(["exec", environments, "--http.retries", "2"], { env: mock.env });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(await mock.requests()).toHaveLength(3);
  });

  test("end at their time limit", async () => {
    await mock.fail({ path: "/org/v2/environments", times: "always", delayMilliseconds: 600_000 });
    const args = ["exec", environments, "--apirequesttimeout", "1", "--http.retries", "0"];
    const run = await tributary(args, { env: mock.env });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("(upstream_timeout)");
  });

  test("a CA bundle that cannot be read is told", async () => {
    const args = ["exec", environments, "--tls.CABundle", "/does/not/exist.pem"];
    const run = await tributary(args, { env: { ...mock.env, TRIBUTARY_ENDPOINT: "confluent=https://127.0.0.1:9" } });
    expect(run).toMatchObject({ stdout: "" });
    expect(run.stderr).toContain("/does/not/exist.pem");
  });
});

describe("flags of the incumbent", () => {
  test("those that can only be harmless are accepted", async () => {
    const flags = ["--loglevel", "debug", "--metadatattl=3600", "--querycachesize", "10", "--cachekeycount", "5"];
    const more = ["--colorscheme", "null", "--offline=false", "--sqlBackend", "{}", "--usenonpreferredapis", "-t"];
    expect(await tributary([...one, ...flags, ...more, "-o", "csv"])).toMatchObject({ code: 0, stdout: shapes.csv });
  });

  test.each([
    ["--TestWithoutAPICalls"],
    ["--sqlBackend", '{"dbEngine": "postgres_tcp"}'],
    ["--http.response.maxResults", "10"],
    ["--errorpresentation", "record"],
  ])("%s %s is refused, with what to do instead", async (...flags) => {
    const run = await tributary([...one, ...flags]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(/has no effect in Tributary\nHINT: /);
  });
});

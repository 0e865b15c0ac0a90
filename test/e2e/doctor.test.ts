/** `tributary doctor` against real files, folders and servers: what it finds, what it advises, what it leaves alone. */
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acmeFiles, archiveOf } from "../../src/catalog/fixture.ts";
import { type Environment, folderWith, type Mock, serve, startMock, tributary } from "./harness.ts";
import { guarded } from "./socket-guard.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());

interface Diagnosis {
  readonly code: number | null;
  readonly stderr: string;
  readonly stdout: string;
  /** `status: detail → remedy` of each finding, by what was looked at. */
  readonly found: { readonly [check: string]: readonly string[] };
}

function foundIn(stdout: string): Diagnosis["found"] {
  const found: { [check: string]: string[] } = {};
  for (const line of stdout.split("\n").filter((text) => text !== "")) {
    const { check, status, detail, remedy } = JSON.parse(line) as { readonly [name: string]: string };
    (found[check ?? ""] ??= []).push(`${status}: ${detail}${remedy === "" ? "" : ` → ${remedy}`}`);
  }
  return found;
}

interface Patient {
  readonly folder: string;
  readonly run: (args?: readonly string[], env?: Environment) => Promise<Diagnosis>;
}

/** A user with folders and a registry of their own; that offers acme v1.1.0. */
async function patient(): Promise<Patient> {
  const folder = await folderWith();
  const contents = new Map<string, string | Uint8Array>([
    ["/dist/providers.yaml", "providers:\n  acme: { versions: [v1.0.0, v1.1.0] }\n"],
    ["/dist/acme/v1.0.0.tgz", archiveOf(acmeFiles)],
  ]);
  const registry = await serve((request, response) => {
    const content = contents.get(request.url ?? "");
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  const own = {
    ...mock.env,
    XDG_CONFIG_HOME: join(folder, "config"),
    XDG_STATE_HOME: join(folder, "state"),
    XDG_CACHE_HOME: join(folder, "cache"),
    TRIBUTARY_REGISTRY: registry,
  };
  const run: Patient["run"] = async (args = [], env = {}) => {
    const words = args[0] === "registry" || args[0] === "exec" ? args : ["doctor", "-o", "jsonl", ...args];
    const { code, stdout, stderr } = await tributary(words, { env: { ...own, ...env } });
    return { code, stdout, stderr, found: words[0] === "doctor" && code !== 2 ? foundIn(stdout) : {} };
  };
  return { folder, run };
}

test("where all is well every check is ok, and nothing is made", async () => {
  const { folder, run } = await patient();
  const { code, stderr, found } = await run(["--store", join(folder, "kept.db")]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(found).toMatchObject({
    node: [`ok: version ${process.versions.node} on ${process.platform}/${process.arch}`],
    sqlite: [expect.stringMatching(/^ok: version 3\.\d+\.\d+$/)],
    "config file": [`ok: none; it would be ${folder}/config/tributary/config.json`],
    registry: [expect.stringMatching(/^ok: http:\/\/127\.0\.0\.1:\d+ offers 1 provider$/)],
    "provider confluent": [expect.stringMatching(/^ok: shipped, version v[\d.]+, \d+ services$/)],
    "host 127.0.0.1": ["ok: 127.0.0.1"],
    store: [`ok: ${folder}/kept.db, made when it is needed`],
    journal: ["ok: empty: no call has changed anything"],
  });
  expect(
    Object.values(found)
      .flat()
      .filter((text) => !text.startsWith("ok: ")),
  ).toEqual([]);
  // Node 24 keeps the code that it compiled.
  expect((await readdir(folder)).filter((name) => name !== "cache")).toEqual([]);
});

test("by default it prints a table", async () => {
  const { stdout } = await tributary(["doctor", "--offline"], { env: mock.env });
  expect(stdout).toMatch(/^\|-+.*\n\|\s+check\s+\|\s+status\s+\|\s+detail\s+\|\s+remedy\s+\|\n/);
});

test.each([
  ['{"api": "hunter2hunter2"', "is no valid JSON"],
  ['{"outpt": "csv"}', "sets outpt, which is no flag"],
])("a config file that cannot be obeyed is told, and the rest is looked at: %s", async (text, why) => {
  const { folder, run } = await patient();
  const path = join(folder, "mine.json");
  await writeFile(path, text);
  const { code, stdout, stderr, found } = await run(["--configfile", path]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "1 failure, 0 warnings\n" });
  expect(found["config file"]?.[0]).toMatch(`failure: ${path} ${why}`);
  expect(found["registry"]?.[0]).toMatch(/^ok: /);
  expect(stdout).not.toContain("hunter2");
});

test("a flag of the config file with an impossible value is told", async () => {
  const { folder, run } = await patient();
  await writeFile(join(folder, "mine.json"), '{"http.retries": "many"}');
  const { code, found } = await run(["--configfile", join(folder, "mine.json")]);
  expect(code).toBe(1);
  expect(found["settings"]).toEqual(["failure: --http.retries takes a whole number, not many"]);
});

test("settings that cannot be obeyed are told without what they hold", async () => {
  const { run } = await patient();
  const { code, found, stdout } = await run(["--auth", '{"confluent": {"password": "hunter2hunter2"']);
  expect(code).toBe(1);
  expect(found["settings"]).toEqual(["failure: --auth is no valid JSON"]);
  expect(stdout).not.toContain("hunter2");
});

test("files with secrets that others may read, and folders that they may change, are warnings", async () => {
  const { folder, run } = await patient();
  const [config, variables] = [join(folder, "config/tributary/config.json"), join(folder, "cloud.env")];
  await mkdir(join(folder, "config/tributary"), { recursive: true });
  await writeFile(config, '{"http.proxy.password": "hunter2hunter2"}', { mode: 0o644 });
  await writeFile(variables, "TOKEN=hunter2hunter2\n", { mode: 0o640 });
  await chmod(join(folder, "config/tributary"), 0o777);
  const { code, found, stdout, stderr } = await run(["--env.file", variables]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "0 failures, 3 warnings\n" });
  expect(found["config file"]).toEqual([
    `ok: ${config} sets http.proxy.password`,
    `warning: other users may read ${config} (mode 0644) → chmod 600 ${config}`,
  ]);
  expect(found["env file"]).toEqual([
    `ok: ${variables} sets 1 variable`,
    `warning: other users may read ${variables} (mode 0640) → chmod 600 ${variables}`,
  ]);
  expect(found["configuration folder"]?.[1]).toBe(
    `warning: other users may change ${folder}/config/tributary (mode 0777) → chmod 700 ${folder}/config/tributary`,
  );
  expect(stdout).not.toContain("hunter2");
});

test("a registry that does not answer is a failure, and --offline asks none", async () => {
  const { run } = await patient();
  const closed = { TRIBUTARY_REGISTRY: "http://user:hunter2hunter2@127.0.0.1:9" };
  const down = await run([], closed);
  expect(down.code).toBe(1);
  expect(down.found["registry"]?.[0]).toMatch(/^failure: cannot read http:.*127\.0\.0\.1:9.* → /);
  expect(down.stdout).not.toContain("hunter2");
  const offline = await guarded(["doctor", "--offline", "-o", "jsonl"], { ...mock.env, ...closed });
  expect(offline).toMatchObject({ code: 0, opened: 0 });
  expect(foundIn(offline.stdout)).toMatchObject({
    registry: ["ok: http://***@127.0.0.1:9 is not asked: offline"],
    hosts: ["ok: not looked up: offline"],
  });
});

test("a pulled provider is out of date, of another release, or broken", async () => {
  const { folder, run } = await patient();
  expect(await run(["registry", "pull", "acme", "v1.0.0"])).toMatchObject({ code: 0 });
  const home = join(folder, "state/tributary/providers/acme/v1.0.0");
  expect((await run()).found["provider acme"]).toEqual([
    "warning: pulled, version v1.0.0, 1 service; the registry has v1.1.0 → Run tributary registry pull acme.",
  ]);
  await rm(join(home, "services"), { recursive: true });
  const lost = await run();
  expect(lost.code).toBe(1);
  expect(lost.found["provider acme"]).toEqual([
    "failure: the file of its service shop cannot be read → Run tributary registry pull acme again.",
  ]);
  await writeFile(join(home, "index.json"), '{"format": 0}\n');
  const foreign = await run();
  expect(foreign.code).toBe(1);
  expect(foreign.found["provider acme"]?.[0]).toMatch(/^failure: .*acme.* → Run REGISTRY PULL acme again/);
});

test("a connection without credentials is a failure, whose secrets are not shown", async () => {
  const { folder, run } = await patient();
  const path = join(folder, "accounts.yaml");
  const variables = "{ CONFLUENT_CLOUD_API_KEY: hunter2hunter2 }";
  await writeFile(path, `connections:\n  prod: { provider: confluent, variables: ${variables} }\n`);
  const { code, found, stdout } = await run(["--connections", path], { CONFLUENT_CLOUD_API_SECRET: "" });
  expect(code).toBe(1);
  expect(found["connections file"]).toEqual([`ok: ${path} declares prod`]);
  const prod = Object.entries(found).filter(([check]) => check.startsWith("credentials prod"));
  expect(prod.flatMap(([, texts]) => texts).some((text) => text.startsWith("failure: "))).toBe(true);
  expect(stdout).not.toContain("hunter2");
});

test("a connections file that is wrong is a failure by its place", async () => {
  const { folder, run } = await patient();
  const path = join(folder, "accounts.yaml");
  await writeFile(path, "connections:\n  prod: { provider: confluent, regio: eu }\n");
  const { code, found } = await run(["--connections", path]);
  expect(code).toBe(1);
  expect(found["connections file"]?.[0]).toMatch(/^failure: .*regio/);
});

test("certificates and proxies that cannot be used are failures", async () => {
  const { folder, run } = await patient();
  const bundle = join(folder, "ca.pem");
  await writeFile(bundle, "no certificate");
  const env = { HTTPS_PROXY: "socks5://user:hunter2hunter2@proxy.test:1080" };
  const { code, found, stdout } = await run(["--tls.CABundle", bundle], env);
  expect(code).toBe(1);
  expect(found["certificates"]?.[0]).toMatch(`failure: the CA bundle ${bundle} holds no certificate in PEM format`);
  expect(found["proxy HTTPS_PROXY"]?.[0]).toMatch(/^failure: .*is not the URL of an HTTP proxy/);
  expect(stdout).not.toContain("hunter2");
});

test("a store and its journal are whole, private, and left as they are", async () => {
  const { folder, run } = await patient();
  const store = join(folder, "kept.db");
  const insert = "INSERT INTO confluent.org.environments (display_name) VALUES ('doctor')";
  expect(await run(["exec", `CREATE TABLE t AS SELECT 1 AS a; ${insert}`, "--store", store])).toMatchObject({
    code: 0,
  });
  const sound = await run(["--store", store]);
  expect(sound.code).toBe(0);
  expect(sound.found["store"]).toEqual([expect.stringMatching(`^ok: ${store}: 1 relation, \\d+ KiB, whole$`)]);
  expect(sound.found["journal"]).toEqual([expect.stringMatching(`^ok: ${store}.calls: 1 call, \\d+ KiB$`)]);
  await chmod(store, 0o644);
  const sending = { session: "gone", number: 1, state: "sending" };
  await writeFile(`${store}.calls`, `${JSON.stringify(sending)}\n`);
  const doubtful = await run(["--store", store]);
  expect(doubtful.code).toBe(0);
  expect(doubtful.found["store"]?.[1]).toBe(`warning: other users may read ${store} (mode 0644) → chmod 600 ${store}`);
  expect(doubtful.found["journal"]?.[0]).toMatch(/^warning: .*of 1 it is not known what became → SELECT/);
});

test.each([
  ["a file of something else", "nothing like a database\n".repeat(100), /cannot be used: file is not a database/],
  ["a folder that is not there", undefined, /the folder .*gone does not exist → mkdir/],
])("a store in %s is a failure, and is not touched", async (_what, content, told) => {
  const { folder, run } = await patient();
  const path = join(folder, content === undefined ? "gone/kept.db" : "kept.db");
  if (content !== undefined) await writeFile(path, content);
  const { code, found } = await run(["--store", path]);
  expect(code).toBe(1);
  expect(found["store"]?.[0]).toMatch(told);
  if (content !== undefined) expect((await stat(path)).size).toBe(content.length);
});

test("a damaged store is a failure", async () => {
  const { folder, run } = await patient();
  const store = join(folder, "kept.db");
  const rows = "SELECT generate_series AS n, repeat('text', 100) AS line FROM generate_series(1, 500)";
  expect(await run(["exec", `CREATE TABLE t AS ${rows}`, "--store", store])).toMatchObject({ code: 0 });
  // What is written lies here too, until the next one writes.
  await Promise.all(["-wal", "-shm"].map((log) => rm(`${store}${log}`, { force: true })));
  const bytes = await readFile(store);
  bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 8192);
  await writeFile(store, bytes);
  const { code, found } = await run(["--store", store]);
  expect(code).toBe(1);
  expect(found["store"]?.[0]).toMatch(/^failure: .*kept\.db cannot be used: .* → Name another file/);
});

test("it takes no name", async () => {
  expect(await tributary(["doctor", "confluent"])).toMatchObject({ code: 2, stdout: "" });
});

/** `tributary registry` and the SQL statements of the same names, against registries made here. */
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { acmeDocument, acmeFiles, archiveOf, type Files, writeFiles } from "../../src/catalog/fixture.ts";
import { folderWith, type Outcome, runProcess, serve, tributary } from "./harness.ts";

/** The acme provider under the name of the shipped one. */
const confluentFiles: Files = {
  "provider.yaml": acmeDocument.replaceAll("acme", "confluent"),
  "services/shop.yaml": acmeFiles["services/shop.yaml"] ?? "",
};

const contents: { readonly [path: string]: string | Uint8Array } = {
  "/providers/dist/providers.yaml": `providers:
  acme: { versions: [v1.0.0, v1.1.0] }
  confluent: { versions: [v99.0.0] }
`,
  "/providers/dist/acme/v1.0.0.tgz": archiveOf(acmeFiles),
  "/providers/dist/acme/v1.1.0.tgz": archiveOf(acmeFiles),
  "/providers/dist/confluent/v99.0.0.tgz": archiveOf(confluentFiles),
};

/** A registry over HTTP, and a command that uses it with a state folder of its own. */
async function overHttp(): Promise<{ run: (...args: string[]) => Promise<Outcome>; asked: string[]; state: string }> {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const content = contents[request.url ?? ""];
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  const state = await folderWith();
  const env = { TRIBUTARY_REGISTRY: `${url}/providers`, XDG_STATE_HOME: state };
  return { run: (...args) => tributary(args, { env }), asked, state };
}

// verifies: registry.list
test("list shows the newest version of each provider, and of one all versions", async () => {
  const { run, asked } = await overHttp();
  expect(await run("registry", "list", "-o", "csv")).toMatchObject({
    code: 0,
    stdout: "provider,version\nacme,v1.1.0\nconfluent,v99.0.0\n",
    stderr: "",
  });
  const all = { code: 0, stdout: '{"provider":"acme","versions":"v1.0.0, v1.1.0"}\n' };
  expect(await run("registry", "list", "acme", "-o", "jsonl")).toMatchObject(all);
  expect(await run("exec", "REGISTRY LIST acme", "-o", "jsonl")).toMatchObject(all);
  expect(new Set(asked)).toEqual(new Set(["GET /providers/dist/providers.yaml"]));
});

// verifies: registry.pull, operate.registry
test("pull installs the newest version, told on standard error", async () => {
  const { run, asked, state } = await overHttp();
  const pulled = await run("registry", "pull", "acme");
  expect(pulled).toMatchObject({ code: 0, stdout: "" });
  expect(pulled.stderr).toContain("acme provider, version 'v1.1.0' successfully installed");
  // Of its two services one has no document: a warning, no failure.
  expect(pulled.stderr).toContain("acme.gone is unavailable");
  expect(asked.at(-1)).toBe("GET /providers/dist/acme/v1.1.0.tgz");
  expect(await run("exec", "SHOW RESOURCES IN acme.shop", "-o", "csv")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("widgets") as string,
  });
  expect((await stat(join(state, "tributary/providers/acme/v1.1.0"))).isDirectory()).toBe(true);
  expect((await stat(join(state, "tributary"))).mode & 0o777).toBe(0o700);
});

test("a version that is named is the one installed", async () => {
  const { run } = await overHttp();
  expect(await run("registry", "pull", "acme", "v1.0.0")).toMatchObject({ code: 0 });
  expect(await run("exec", "SHOW PROVIDERS", "-o", "csv")).toMatchObject({
    stdout: "name,version\nacme,v1.0.0\nconfluent,v0.1.0\nkafka,v0.1.0\n",
  });
});

test("a pulled provider wins over the shipped one, and SHOW PROVIDERS says so", async () => {
  const { run } = await overHttp();
  const show = "SHOW EXTENDED PROVIDERS";
  const [shipped] = rowsOf(await run("exec", show, "-o", "jsonl"));
  expect(shipped).toMatchObject({ name: "confluent", version: "v0.1.0", shipped: true });
  expect(await run("exec", "REGISTRY PULL confluent")).toMatchObject({ code: 0 });
  const [pulled] = rowsOf(await run("exec", show, "-o", "jsonl"));
  expect(pulled).toMatchObject({ name: "confluent", version: "v99.0.0", shipped: false });
  const services = await run("exec", "SHOW SERVICES IN confluent", "-o", "csv", "-H");
  expect(services.stdout).toContain("shop");
  expect(services.stdout).not.toContain("managed_kafka_clusters");
});

// verifies: registry.interrupted
test("processes that pull one provider at once all succeed, and others can read it all the while", async () => {
  const { run, state } = await overHttp();
  await run("registry", "pull", "acme", "v1.0.0");
  const reading = { done: false };
  const pulls = Promise.all(
    ["v1.0.0", "v1.1.0", "v1.1.0", "v1.1.0"].map((version) => run("registry", "pull", "acme", version)),
  );
  const reads: Outcome[] = [];
  const untilDone = (async () => {
    while (!reading.done) reads.push(await run("exec", "SHOW METHODS IN acme.shop.widgets", "-o", "csv"));
  })();
  const outcomes = await pulls.finally(() => (reading.done = true));
  await untilDone;
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const [first] = reads;
  expect(first).toMatchObject({ code: 0, signal: null, stderr: "" });
  expect(first?.stdout).toContain("create");
  expect(reads).toEqual(reads.map(() => ({ code: 0, signal: null, stdout: first?.stdout, stderr: "" })));
  await run("registry", "pull", "acme");
  expect(await readdir(join(state, "tributary/providers/acme"))).toEqual([expect.stringMatching(/^v1\.1\.0(~\d+)?$/)]);
});

test.each(["SIGINT", "SIGKILL"] as const)(
  "a pull that %s ends in the middle leaves the version that was there",
  async (name) => {
    const archive = contents["/providers/dist/acme/v1.1.0.tgz"] ?? "";
    let halfway = false;
    const url = await serve((request, response) => {
      if (request.url !== "/providers/dist/acme/v1.1.0.tgz") return void response.end(contents[request.url ?? ""]);
      response.writeHead(200, { "content-length": archive.length });
      response.write(archive.slice(0, archive.length / 2), () => (halfway = true));
    });
    const state = await folderWith();
    const env = { TRIBUTARY_REGISTRY: `${url}/providers`, XDG_STATE_HOME: state };
    await tributary(["registry", "pull", "acme", "v1.0.0"], { env });
    const signal = { name, when: () => halfway };
    expect(await tributary(["registry", "pull", "acme", "v1.1.0"], { env, signal })).not.toMatchObject({ code: 0 });
    expect(await readdir(join(state, "tributary/providers/acme"))).toEqual(["v1.0.0"]);
    expect(await tributary(["exec", "SHOW PROVIDERS", "-o", "csv", "-H"], { env })).toMatchObject({
      stdout: "acme,v1.0.0\nconfluent,v0.1.0\nkafka,v0.1.0\n",
    });
  },
);

test("a provider of many services is compiled in threads, and what is broken in it is named", async () => {
  const folder = await folderWith();
  const names = Array.from({ length: 40 }, (_, number) => `s${number}`);
  const entry = (name: string): string =>
    `  ${name}: { id: '${name}:v1', service: { $ref: many/v1/services/${name}.yaml } }`;
  const text = (name: string): string => (name === "s7" ? "components: {" : (acmeFiles["services/shop.yaml"] ?? ""));
  const files: Files = {
    "provider.yaml": ["id: many", "name: many", "version: v1", "providerServices:", ...names.map(entry)].join("\n"),
    ...Object.fromEntries(names.map((name) => [`services/${name}.yaml`, text(name)])),
  };
  await writeFiles(join(folder, "registry/src/many/v1"), files);
  const env = { TRIBUTARY_REGISTRY: pathToFileURL(join(folder, "registry")).href, XDG_STATE_HOME: folder };
  const pulled = await tributary(["registry", "pull", "many"], { env });
  expect(pulled).toMatchObject({ code: 0, stdout: "" });
  expect(pulled.stderr.match(/is unavailable: its document/g)?.length).toBe(1);
  expect(pulled.stderr).toContain("many.s7 is unavailable: its document services/s7.yaml cannot be used: ");
  const count = "SELECT count(*) AS n FROM tributary.methods WHERE provider = 'many' AND service <> 's7'";
  expect(await tributary(["exec", count, "-o", "csv", "-H"], { env })).toMatchObject({ stdout: `${39 * 4}\n` });
});

test("--approot keeps pulled providers elsewhere", async () => {
  const { run, state } = await overHttp();
  const elsewhere = join(state, "elsewhere");
  expect(await run("registry", "pull", "acme", "--approot", elsewhere)).toMatchObject({ code: 0 });
  const names = async (...flags: string[]): Promise<string> =>
    (await run("exec", "SHOW PROVIDERS", "-o", "csv", "-H", ...flags)).stdout;
  expect(await names("--approot", elsewhere)).toBe("acme,v1.1.0\nconfluent,v0.1.0\nkafka,v0.1.0\n");
  expect(await names()).toBe("confluent,v0.1.0\nkafka,v0.1.0\n");
});

test("a registry of files, given as the JSON that the incumbent takes", async () => {
  const folder = await folderWith();
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const registry = JSON.stringify({
    url: pathToFileURL(join(folder, "providers")).href,
    verifyConfig: { nopVerify: true },
  });
  const args = ["registry", "list", "--registry", registry, "-o", "csv", "-H"];
  expect(await tributary(args)).toMatchObject({ code: 0, stdout: "acme,v1.1.0\nconfluent,v99.0.0\n", stderr: "" });
});

test.each([
  [["registry", "list", "acem"], "Did you mean acme?"],
  [["registry", "pull", "acem"], "Did you mean acme?"],
  [["registry", "pull", "acme", "v3.0.0"], 'no version "v3.0.0"'],
  [["registry", "pull", "acme", "newest"], "is no version"],
])("%j fails with a hint", async (args, message) => {
  const { run } = await overHttp();
  const failed = await run(...args);
  expect(failed).toMatchObject({ code: 1, stdout: "" });
  expect(failed.stderr).toContain(message);
});

// verifies: registry.signature
test("verifyConfig names the certificate by which documents are verified", async () => {
  const folder = await folderWith();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const args = [
    "req",
    "-x509",
    "-newkey",
    "ed25519",
    "-nodes",
    "-subj",
    "/CN=Acme",
    "-keyout",
    key,
    "-out",
    certificate,
  ];
  expect((await runProcess("openssl", args)).code).toBe(0);
  await writeFiles(join(folder, "registry/src/acme/v1"), acmeFiles);
  const pull = async (verifyConfig: object): Promise<Outcome> => {
    const registry = JSON.stringify({ url: pathToFileURL(join(folder, "registry")).href, verifyConfig });
    return tributary(["registry", "pull", "acme", "--registry", registry, "--approot", folder]);
  };
  const refused = await pull({ signingCertFile: certificate });
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain("/src/acme/v1/provider.yaml has no signature: provider.yaml.sig is absent");
  expect(await pull({ nopVerify: false })).toMatchObject({ code: 2 });
  expect(await pull({ signingCertFile: certificate, nopVerify: true })).toMatchObject({ code: 0 });
});

// verifies: registry.local
test("offline, an archive below --approot is installed and nothing is asked", async () => {
  const folder = await folderWith();
  await mkdir(join(folder, "dist/acme"), { recursive: true });
  await writeFile(join(folder, "dist/acme/v2.0.0.tgz"), archiveOf(acmeFiles));
  const registry = JSON.stringify({ url: "http://127.0.0.1:9/x", offline: true });
  const run = (...args: string[]): Promise<Outcome> =>
    tributary([...args, "--registry", registry, "--approot", folder]);
  expect(await run("registry", "list", "-o", "csv", "-H")).toMatchObject({ code: 0, stdout: "acme,v2.0.0\n" });
  expect(await run("registry", "pull", "acme")).toMatchObject({ code: 0 });
  const absent = await run("registry", "pull", "other");
  expect(absent.stderr).toContain('the registry has no provider "other"');
});

test("a registry that cannot be reached is named", async () => {
  const run = await tributary(["registry", "list", "--registry", "http://127.0.0.1:9/x", "--http.retries", "0"]);
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain("http://127.0.0.1:9/x/dist/providers.yaml");
});

function rowsOf({ stdout }: Outcome): unknown[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

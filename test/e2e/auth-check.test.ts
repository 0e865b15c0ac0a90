/** `tributary auth check`: what scripts rely on. */
import { writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Environment, folderWith, type Mock, serve, startMock, tributary } from "./harness.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const key: Environment = { CONFLUENT_CLOUD_API_KEY: "MOCKKEY", CONFLUENT_CLOUD_API_SECRET: "MOCKSECRET" };

/** Of the parts of Confluent Cloud behind its own API: partner, schema registries, Flink SQL, tokens, Tableflow. */
const otherParts = ["unset", "unset", "unset", "none", "unset"];
const kafka = "unset";

/** Exit code and status of each row. */
async function check(args: readonly string[], env: Environment) {
  const run = await tributary(["auth", "check", ...args, "-o", "json"], {
    env: { TRIBUTARY_ENDPOINT: `confluent=${mock.url}`, ...env },
  });
  const rows = run.stdout === "" ? [] : (JSON.parse(run.stdout) as readonly Record<string, string>[]);
  return { code: run.code, rows, statuses: rows.map(({ status }) => status), stderr: run.stderr };
}

test("0 where the provider accepts them; parts that nobody has credentials for are unset", async () => {
  expect(await check(["confluent"], key)).toMatchObject({ code: 0, statuses: ["verified", ...otherParts] });
});

test("1 where they are missing, which names the variables", async () => {
  const { code, statuses, rows } = await check(["confluent"], {});
  expect([code, statuses]).toEqual([1, ["missing", "missing", "missing", "missing", "none", "missing"]]);
  expect(rows[0]?.["missing"]).toBe("CONFLUENT_CLOUD_API_KEY, CONFLUENT_CLOUD_API_SECRET");
});

test("1 where half of them is missing, though no provider is named", async () => {
  const { code, statuses, rows } = await check([], { CONFLUENT_CLOUD_API_KEY: "MOCKKEY" });
  expect([code, statuses]).toEqual([1, ["missing", ...otherParts, kafka]]);
  expect(rows[0]).toMatchObject({
    source: "environment: CONFLUENT_CLOUD_API_KEY",
    missing: "CONFLUENT_CLOUD_API_SECRET",
  });
});

test("1 where they are refused", async () => {
  const wrong = { ...key, CONFLUENT_CLOUD_API_SECRET: "mark3d-s3cret" };
  const run = await check(["confluent"], wrong);
  expect(run).toMatchObject({ code: 1, statuses: ["refused", ...otherParts] });
  expect(JSON.stringify(run)).not.toContain("s3cret");
});

test("0 where nothing is used: installed providers that nobody has credentials for are no fault", async () => {
  expect(await check([], {})).toMatchObject({ code: 0, statuses: ["unset", ...otherParts, kafka] });
});

test("variables of an env file are told to be there", async () => {
  const folder = await folderWith({ "a.env": "CONFLUENT_CLOUD_API_SECRET=MOCKSECRET\n" });
  const file = join(folder, "a.env");
  const { rows } = await check(["confluent", "--env.file", file], { CONFLUENT_CLOUD_API_KEY: "MOCKKEY" });
  expect(rows[0]?.["source"]).toBe(`environment: CONFLUENT_CLOUD_API_KEY; ${file}: CONFLUENT_CLOUD_API_SECRET`);
});

test("a provider that is not there", async () => {
  const { code, stderr } = await check(["confluence"], key);
  expect([code, stderr]).toEqual([
    1,
    'ERROR 42P01 (undefined_table): there is no provider "confluence"\nHINT: Did you mean confluent?\n',
  ]);
});

test("auth login says that it has no effect, and what has one", async () => {
  const run = await tributary(["auth", "login", "google"]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("auth login has no effect: Tributary signs in nowhere and keeps no credentials");
  expect(run.stderr).toContain("gcloud auth login");
});

test("an env file that is renewed while the command runs is read again", async () => {
  const folder = await folderWith();
  const file = join(folder, "a.env");
  const variables = (secret: string) => `CONFLUENT_CLOUD_API_KEY=KEY\nCONFLUENT_CLOUD_API_SECRET=${secret}\n`;
  await writeFile(file, variables("old-secret"));
  const sent: string[] = [];
  const cloud = await serve((request, response) => {
    const [, pair = ""] = (request.headers.authorization ?? "").split(" ");
    const secret = Buffer.from(pair, "base64").toString().split(":")[1] ?? "";
    sent.push(secret);
    writeFileSync(file, variables("new-secret"));
    response.writeHead(secret === "new-secret" ? 200 : 401, { "content-type": "application/json" });
    response.end('{"data": [{"id": "env-1"}]}');
  });
  const sql = "SELECT id FROM confluent.org.environments; SELECT id FROM confluent.org.environments";
  const run = await tributary(["exec", sql, "-o", "jsonl", "--env.file", file], {
    env: { TRIBUTARY_ENDPOINT: `confluent=${cloud}` },
  });
  expect(run).toMatchObject({ code: 0, stdout: '{"id":"env-1"}\n{"id":"env-1"}\n', stderr: "" });
  expect(sent).toEqual(["old-secret", "new-secret", "new-secret"]);
});

test("Ctrl-C ends a check whose provider does not answer", async () => {
  let asked = false;
  const silent = await serve(() => void (asked = true));
  const env = { ...key, TRIBUTARY_ENDPOINT: `confluent=${silent}` };
  const run = await tributary(["auth", "check"], { env, signal: { name: "SIGINT", when: () => asked } });
  expect(run).toMatchObject({ code: 130, stdout: "" });
});

test("a check obeys the limit of a statement", async () => {
  const silent = await serve(() => undefined);
  const env = { ...key, TRIBUTARY_ENDPOINT: `confluent=${silent}` };
  const run = await tributary(["exec", "--statement-timeout", "1", "AUTH CHECK confluent"], { env });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("the statement took longer than 1 s");
});

/** `--offline` opens no socket. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Environment, folderWith, type Mock, startMock, tributary } from "./harness.ts";
import { type Guarded, guarded as guardedAlone } from "./socket-guard.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());

const guarded = (args: readonly string[], env: Environment = {}): Promise<Guarded> =>
  guardedAlone(args, { ...mock.env, ...env });

const users = "SELECT count(*) > 0 AS some FROM confluent.iam.users";

test("the guard counts what is opened without --offline", async () => {
  const run = await guarded(["exec", users, "--http.retries", "0"]);
  expect(run.code).toBe(1);
  expect(run.opened).toBeGreaterThan(0);
});

const refusal =
  /^ERROR TB021 \(network_access_denied\): .* would need the network, but --offline keeps it closed\n[^]*HINT: /;

test.each([
  ["a query of an API", ["exec", users], {}],
  ["a write", ["exec", "INSERT INTO confluent.org.environments (display_name) VALUES ('x')"], {}],
  ["an API that wants a token", ["exec", "SELECT * FROM confluent.partner.organizations"], {}],
  ["no credentials", ["exec", users], { CONFLUENT_CLOUD_API_KEY: "" }],
  ["a proxy", ["exec", users], { HTTPS_PROXY: "http://u:p@127.0.0.1:9", HTTP_PROXY: "http://u:p@127.0.0.1:9" }],
  ["credentials of a machine", ["exec", users, "--auth", '{"confluent": {"type": "azure_default"}}'], {}],
  ["credentials of a program", ["exec", users, "--auth", '{"confluent": {"type": "interactive"}}'], {}],
  ["a database over the network", ["exec", "ATTACH 'postgres://u@127.0.0.1:9/d' AS d"], {}],
])("refused offline, without a socket: %s", async (_what, args, env) => {
  const run = await guarded([...args, "--offline"], env);
  expect(run).toMatchObject({ code: 1, stdout: "", opened: 0 });
  expect(run.said).toMatch(refusal);
});

test("the registry is not asked: what lies on this machine is all there is of it", async () => {
  const approot = await folderWith();
  const run = await guarded(["registry", "pull", "github", "--offline", "--approot", approot]);
  expect(run).toMatchObject({ code: 1, stdout: "", opened: 0 });
  expect(run.said).toContain("ERROR TB011 (registry_error)");
});

test.each([
  ["the catalog", "SHOW SERVICES IN confluent"],
  ["a plan", `EXPLAIN ${users}`],
  ["a local query", "SELECT 1"],
])("answers offline, without a socket: %s", async (_what, sql) => {
  const run = await guarded(["exec", sql, "-o", "csv", "--offline"]);
  expect(run).toMatchObject({ code: 0, opened: 0, said: "" });
  expect(run.stdout).not.toBe("");
});

test("kept rows answer offline; those that are not kept do not", async () => {
  const kept = ["--store", join(await folderWith(), "kept.db"), "--keep", "confluent.iam.*=1h", "-o", "csv"];
  expect(await tributary(["exec", users, ...kept], { env: mock.env })).toMatchObject({ code: 0 });
  const run = await guarded(["exec", users, ...kept, "--offline"]);
  expect(run).toEqual({ code: 0, stdout: "some\ntrue\n", said: "", opened: 0 });
  const other = await guarded(["exec", "SELECT count(*) FROM confluent.iam.service_accounts", ...kept, "--offline"]);
  expect(other).toMatchObject({ code: 1, opened: 0 });
  expect(other.said).toMatch(refusal);
});

test("with --on-error warn, kept rows come beside a warning for what would need the network", async () => {
  const kept = ["--store", join(await folderWith(), "kept.db"), "--keep", "confluent.iam.users=1h", "-o", "csv"];
  await tributary(["exec", users, ...kept], { env: mock.env });
  const sql = `${users} UNION ALL SELECT count(*) FROM confluent.iam.service_accounts`;
  const run = await guarded(["exec", sql, ...kept, "--offline", "--on-error", "warn"]);
  expect(run).toMatchObject({ code: 3, stdout: "some\n1\n0\n", opened: 0 });
  expect(run.said).toContain("TB021 network_access_denied");
});

/** Accounts with names of their own, from a file that the built command reads. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { folderWith, type Mock, startMock, tributary } from "./harness.ts";

let prod: Mock;
let dev: Mock;
beforeAll(async () => {
  [prod, dev] = await Promise.all([startMock(), startMock()]);
});
beforeEach(() => Promise.all([prod.reset(), dev.reset()]));
afterAll(() => Promise.all([prod.stop(), dev.stop()]));

const declared = (): string => `
connections:
  cloud_prod: {provider: confluent, endpoint: "${prod.url}", tags: {stage: prod}}
  cloud_dev: {extends: cloud_prod, endpoint: "${dev.url}", tags: {stage: dev}}
groups:
  cloud_all: {members: ["cloud_*"], on_error: warn}
`;

/** The credentials without the end point: that is what connections say. */
const credentials = (): Mock["env"] =>
  Object.fromEntries(Object.entries(prod.env).filter(([name]) => name.startsWith("CONFLUENT_")));

async function fileOf(text: string): Promise<string> {
  return join(await folderWith({ "accounts.yaml": text }), "accounts.yaml");
}

const count = "SELECT _connection, count(*) > 0 AS some FROM cloud_all.org.environments GROUP BY 1 ORDER BY 1";

// verifies: connection.file
test("a group asks each of its accounts where that is", async () => {
  const run = await tributary(["exec", "-o", "csv", "--connections", await fileOf(declared()), count], {
    env: credentials(),
  });
  expect(run).toEqual({
    code: 0,
    signal: null,
    stdout: "_connection,some\ncloud_dev,true\ncloud_prod,true\n",
    stderr: "",
  });
  expect([await prod.requests(), await dev.requests()].map((requests) => requests.length > 0)).toEqual([true, true]);
});

test("an account of a group that fails is a warning, and the exit code says so", async () => {
  await dev.fail({ path: "/org/v2/environments", times: "always", status: 403 });
  const run = await tributary(["exec", "-o", "csv", "--connections", await fileOf(declared()), count], {
    env: credentials(),
  });
  expect(run).toMatchObject({ code: 3, stdout: "_connection,some\ncloud_prod,true\n" });
  expect(run.stderr).toContain("no more rows of confluent.org.environments (_connection = cloud_dev): 42501");
});

test.each(["connections.yaml", "connections.yml"])("the usual file is %s in the user's configuration", async (name) => {
  const config = await folderWith();
  await mkdir(join(config, "tributary"));
  await writeFile(join(config, "tributary", name), declared());
  const run = await tributary(
    ["exec", "-o", "csv", "SELECT name, tags ->> 'stage' AS stage FROM tributary.connections"],
    {
      env: { XDG_CONFIG_HOME: config },
    },
  );
  expect(run).toMatchObject({ code: 0, stdout: "name,stage\ncloud_dev,dev\ncloud_prod,prod\n", stderr: "" });
});

test("a mistake names file and key, and no value", async () => {
  const file = await fileOf("connections: {a: {provider: confluent, auth: {type: basic, pasword: marked-value}}}");
  const run = await tributary(["exec", "--connections", file, "SELECT * FROM a.org.environments"]);
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain(
    `ERROR F0000 (configuration_error): ${file}: connections.a.auth.pasword: there is no such key`,
  );
  expect(run.stderr).not.toContain("marked-value");
});

test("a file that nobody asks for is not read", async () => {
  const run = await tributary(["exec", "-o", "csv", "--connections", "/nowhere/at/all.yaml", "SELECT 1 AS n"]);
  expect(run).toMatchObject({ code: 0, stdout: "n\n1\n", stderr: "" });
});

/** Connections that statements make over one store: which last, and what is never written to it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EngineError } from "../common/error.ts";
import type { Connection } from "../connector/connection.ts";
import { openConnections } from "./connections.ts";
import { openSession } from "./session.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import type { Catalog } from "../catalog/catalog.ts";

const catalog: Catalog = {
  providerNames: async () => ["aws"],
  provider: async () => undefined,
  service: async () => undefined,
};

const unset = { auth: {}, variables: {}, parameters: {}, values: {}, network: {}, limits: {}, ignore: [], tags: {} };

interface Place {
  readonly store: string;
  run(sql: string, given?: Partial<Settings>): Promise<string>;
}

/** Each run is a session of its own over the same file: its last rows as text, or its error. */
function place(): Place {
  const folder = mkdtempSync(join(tmpdir(), "connections-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = join(folder, "kept.db");
  const base = {
    ...defaultSettings,
    shippedProviders: "",
    userProviders: "",
    version: "test",
    fileAccess: true,
    store,
  };
  const run: Place["run"] = async (sql, given = {}) => {
    const session = openSession({ ...base, ...given }, () => undefined, { catalog });
    let shown = "";
    try {
      for await (const { batches } of session.execute(sql)) {
        for await (const batch of batches) shown = batch.map((row) => row.join(" ")).join(", ");
      }
    } catch (error) {
      const { condition, message } = error as EngineError;
      shown = `${condition}: ${message}`;
    } finally {
      await session.close();
    }
    return shown;
  };
  return { store, run };
}

const names = "SELECT name, source FROM tributary.connections";

test("they outlive the session in its store, but for temporary ones", async () => {
  const { run } = place();
  await run("CREATE CONNECTION a FOR aws; CREATE TEMP CONNECTION b FOR aws; CREATE CONNECTION GROUP g AS (a)");
  expect(await run(names)).toBe("a CREATE CONNECTION");
  expect(await run("DROP CONNECTION a")).toBe("configuration_error: a is a member of the group g");
  await run("DROP CONNECTION GROUP g; DROP CONNECTION a");
  expect(await run(names)).toBe("");
});

test("what others stand on is not taken away", async () => {
  const { run } = place();
  await run("CREATE CONNECTION a FOR aws; CREATE CONNECTION GROUP g AS (a); CREATE CONNECTION GROUP g2 AS (g)");
  await run("CREATE CONNECTION b FOR aws; CREATE CONNECTION c FOR aws WITH (extends = b)");
  expect(await run("DROP CONNECTION GROUP g")).toBe("configuration_error: g is a member of the group g2");
  expect(await run("DROP CONNECTION b")).toBe("configuration_error: b is extended by c");
  expect(await run("DROP CONNECTION c; DROP CONNECTION b; DROP CONNECTION GROUP g2; DROP CONNECTION GROUP g")).toBe("");
});

const shownOf = (name: string): string => `SELECT parameters, tags FROM tributary.connections WHERE name = '${name}'`;

test("one extends another, whoever declared that one", async () => {
  const { run } = place();
  await run("CREATE CONNECTION a FOR aws WITH (parameters.region = 'eu', parameters.zone = '1', tags.t = 'x')");
  await run("CREATE CONNECTION b FOR aws WITH (extends = a, parameters.region = 'us')");
  expect(await run(shownOf("b"))).toBe('{"region":"us","zone":"1"} {"t":"x"}');
  const account = { name: "fixed", provider: "aws", source: "test" };
  const declared: Connection = { ...unset, ...account, parameters: { region: "af" }, tags: { t: "y" } };
  const given = { connections: { connections: [declared], groups: [] } };
  await run("CREATE CONNECTION c FOR aws WITH (extends = fixed, tags.u = 'z')", given);
  expect(await run(shownOf("c"), given)).toBe('{"region":"af"} {"t":"y","u":"z"}');
});

test.each([
  ["extends = nobody", "extends: there is no connection nobody"],
  ["extends = a", "extends: the connection extends itself: a → a"],
  ["extends = (a, b)", "extends: expected the name of a connection"],
])("WITH (%s) is refused", async (options, message) => {
  const { run } = place();
  expect(await run(`CREATE CONNECTION a FOR aws WITH (${options})`)).toBe(
    `configuration_error: CREATE CONNECTION: ${message}`,
  );
});

test("one takes the place of another in the store", async () => {
  const { run } = place();
  await run("CREATE CONNECTION a FOR aws WITH (tags.t = 'one')");
  await run("CREATE OR REPLACE CONNECTION A FOR aws WITH (tags.t = 'two')");
  expect(await run("SELECT name, tags ->> 't' FROM tributary.connections")).toBe("A two");
});

test("without a store they end with the session", async () => {
  const { run } = place();
  const inSession = { store: undefined };
  expect(await run(`CREATE CONNECTION a FOR aws; ${names}`, inSession)).toBe("a CREATE CONNECTION");
  expect(await run(names, inSession)).toBe("");
});

test.each([
  ["variables.API_TOKEN = 'marked-in-clear-1'", "variables.API_TOKEN"],
  ["auth.type = 'basic', auth.username = 'u', auth.password = 'marked-in-clear-1'", "auth.password"],
  ["network.proxy = 'http://u:marked-in-clear-1@proxy:3128'", "network.proxy"],
  ["network.key_password = 'marked-in-clear-1'", "network.key_password"],
])("a secret in clear is not written: %s", async (options, path) => {
  const { store, run } = place();
  expect(await run(`CREATE CONNECTION a FOR aws WITH (${options})`)).toBe(
    `configuration_error: CREATE CONNECTION: ${path}: a secret in clear would be written to the store`,
  );
  expect(await run(`CREATE TEMP CONNECTION a FOR aws WITH (${options}); ${names}`)).toBe("a CREATE CONNECTION");
  expect(readFileSync(store, "latin1")).not.toContain("marked-in-clear-1");
});

test("where a secret is may be written", async () => {
  const { run } = place();
  const options = [
    "variables.API_TOKEN.exec = ('op', 'read', 'op://x')",
    "variables.SECRET.env = 'OTHER'",
    "variables.PASSWORD.keychain = 'login'",
    "network.key_password.file = '/k'",
    "auth.type = 'basic'",
    "auth.password_var = 'MY_PASSWORD'",
  ];
  await run(`CREATE CONNECTION a FOR aws WITH (${options.join(", ")})`);
  expect(await run(names)).toBe("a CREATE CONNECTION");
});

test("a session that others send statements to makes none: they name files and programs", async () => {
  const { run } = place();
  expect(await run("CREATE CONNECTION a FOR aws", { fileAccess: false })).toMatch(/^file_access_denied: /);
});

test("a declaration that has gone wrong can be dropped", async () => {
  const { run, store } = place();
  await run("CREATE CONNECTION a FOR aws");
  const none: Catalog = { ...catalog, providerNames: async () => [] };
  const { createStore } = await import("../execution/backends/sqlite/store.ts");
  const kept = createStore(store);
  onTestFinished(() => kept.close());
  const connections = openConnections({ connections: { connections: [], groups: [] }, auth: {} }, none, () =>
    kept.connections(),
  );
  await expect(connections.all()).rejects.toMatchObject({ condition: "configuration_error" });
  expect(await connections.drop("a", "connection")).toBe(true);
  expect(await connections.all()).toEqual({ connections: [], groups: [] });
});

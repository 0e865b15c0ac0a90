/** `--record` and `--replay` of the built command: what is in the file, and what answers from it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Environment, folderWith, type Mock, serve, startMock, tributary } from "./harness.ts";
import { guarded } from "./socket-guard.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const joined = `SELECT e.id, count(*) AS clusters FROM confluent.org.environments e
  JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id GROUP BY e.id ORDER BY e.id`;
const signup = `EXEC confluent.partner.signups.signup
  @organization = '{"name": "Acme", "sso_config": {"kind": "AzureSSOConfig", "tenant_id": "t"}}',
  @entitlement = '{"external_id": "e", "name": "n", "plan_id": "p", "product_id": "q"}',
  @user = '{"given_name": "a", "family_name": "b", "email": "c@d.example"}'`;
const scripts: readonly (readonly [string, string])[] = [
  ["a join over many calls and pages", `${joined}; SELECT count(*) AS n FROM confluent.iam.users`],
  ["a write", "INSERT INTO confluent.org.environments (display_name) VALUES ('new one')"],
  ["an API that wants a token", signup],
];

/** The endpoint alone: whoever replays has no credentials. */
const endpoint = (): Environment => ({ TRIBUTARY_ENDPOINT: `confluent=${mock.url}` });

test.each(scripts)("replays without a socket and without credentials: %s", async (_what, sql) => {
  const file = join(await folderWith(), "seen.har");
  const args = ["exec", sql, "-o", "csv"];
  const live = await tributary([...args, "--record", file], { env: mock.env });
  expect(live).toMatchObject({ code: 0 });
  const replay = await guarded([...args, "--replay", file], endpoint());
  expect(replay).toEqual({ code: 0, stdout: live.stdout, said: live.stderr, opened: 0 });
});

test("replays with credentials that are there, token requests too", async () => {
  const file = join(await folderWith(), "seen.har");
  const args = ["exec", signup, "-o", "csv", "--http.log.enabled"];
  const live = await tributary([...args, "--record", file], { env: mock.env });
  const replay = await guarded([...args, "--replay", file], mock.env);
  const requests = (log: string): string[] => log.split("\n").filter((line) => line.startsWith(">"));
  expect(replay).toMatchObject({ code: 0, stdout: live.stdout, opened: 0 });
  expect(requests(replay.said)).toEqual(requests(live.stderr));
  expect(requests(replay.said).some((line) => line.includes("/oauth"))).toBe(true);
});

test("a request that is not recorded fails with the nearest one", async () => {
  const file = join(await folderWith(), "seen.har");
  const one = "SELECT id FROM confluent.managed_kafka_clusters.clusters WHERE environment = ";
  await tributary(["exec", `${one} 'env-a'`, "--record", file], { env: mock.env });
  const replay = await guarded(["exec", `${one} 'env-b'`, "--replay", file], endpoint());
  expect(replay).toMatchObject({ code: 1, stdout: "", opened: 0 });
  expect(replay.said).toMatch(
    /^ERROR TB022 \(request_not_recorded\): GET \S+environment=env-b\S* is not in the recording \S+seen.har\n[^]*HINT: The nearest one differs in its parameters: GET \S+environment=env-a/,
  );
});

/** Odd enough that no other text holds it, and that URLs, forms, JSON and base64 each write it in their own way. */
const secret = 'mark3d/s3cret"+värde=';
const writings = [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  new URLSearchParams({ a: secret }).toString().slice(2),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  Buffer.from(`someone:${secret}`).toString("base64").replace(/=+$/, ""),
  "s3cret",
  "4nswered",
];

const auths: { readonly [way: string]: object } = {
  basic: { type: "basic", username: "someone", password: secret },
  bearer: { type: "bearer", api_key: secret },
  "a header": { type: "api_key", api_key: secret, location: "header", name: "X-Access" },
  "the query": { type: "custom", api_key: secret, location: "query", name: "access" },
  "a form": { type: "oauth2", token_url: "/token", client_id: "someone", client_secret: secret, auth_style: 1 },
  "a pair": { type: "oauth2", token_url: "/token", client_id: "someone", client_secret: secret, auth_style: 2 },
};

/** Says in every place of an answer what it was told, and what it makes up. */
const answers: { readonly [form: string]: readonly [type: string, body: string] } = {
  JSON: ["application/json", JSON.stringify({ data: [], token: "4nswered-json", note: `sent ${secret}` })],
  "broken JSON": ["application/json", `{"data": [], "secret": "4nswered-broken", "note": ${JSON.stringify(secret)}`],
  text: ["text/plain", `password: 4nswered-text\nsent ${encodeURIComponent(secret)}\n`],
  XML: ["application/xml", `<a><Token>4nswered-xml</Token><sent>${secret}</sent></a>`],
};

for (const [way, auth] of Object.entries(auths)) {
  test.each(Object.entries(answers))(
    `no secret comes into the file: by ${way}, answered in %s`,
    async (_form, [type, body]) => {
      const file = join(await folderWith(), "seen.har");
      const url = await serve((request, response) => {
        if (request.url === "/token") {
          response.writeHead(200, { "content-type": "application/json" }).end('{"access_token":"4nswered-token"}');
          return;
        }
        const headers = {
          "content-type": type,
          "set-cookie": "session=4nswered-cookie",
          "x-auth-token": "4nswered-header",
        };
        response.writeHead(200, headers).end(body);
      });
      const sql = "SELECT id FROM confluent.org.environments";
      const args = [
        "exec",
        sql,
        "--auth",
        JSON.stringify({ confluent: auth }),
        "--record",
        file,
        "--http.retries",
        "0",
      ];
      await tributary(args, { env: { TRIBUTARY_ENDPOINT: `confluent=${url}` } });
      const text = await readFile(file, "utf8");
      expect(JSON.parse(text)).toMatchObject({ log: { version: "1.2" } });
      expect(text).toContain("/org/v2/environments");
      expect(writings.filter((writing) => text.includes(writing))).toEqual([]);
    },
  );
}

test("what is replayed changes nothing that could be undone, and is kept for no one else", async () => {
  const folder = await folderWith();
  const [file, store] = [join(folder, "seen.har"), join(folder, "s.db")];
  const write = "INSERT INTO confluent.org.environments (display_name) VALUES ('new one')";
  const users = "SELECT count(*) AS n FROM confluent.iam.users";
  await tributary(["exec", `${write}; ${users}`, "--record", file], { env: mock.env });
  const own = ["--store", store, "--keep", "confluent.iam.*=1h", "-o", "csv"];
  expect(await tributary(["exec", `${write}; ${users}`, "--replay", file, ...own], { env: mock.env })).toMatchObject({
    code: 0,
    stdout: "n\n120\n",
  });
  const journal = await tributary(["exec", "SELECT count(*) AS n FROM tributary.journal", ...own], { env: mock.env });
  expect(journal.stdout).toBe("n\n0\n");
  await mock.reset();
  await tributary(["exec", users, ...own], { env: mock.env });
  expect(await mock.requests()).not.toEqual([]);
});

test("a run that is cut off leaves a file that is whole", async () => {
  const file = join(await folderWith(), "seen.har");
  await mock.fail({ path: "/iam/v2/users", times: "always", delayMilliseconds: 600_000 });
  const sql = "SELECT id FROM confluent.org.environments; SELECT id FROM confluent.iam.users";
  const waits = async (): Promise<boolean> => (await mock.requests()).some((one) => one.includes("/iam/v2/users"));
  const run = await tributary(["exec", sql, "--record", file], {
    env: mock.env,
    signal: { name: "SIGKILL", when: waits },
  });
  expect(run.signal).toBe("SIGKILL");
  const { log } = JSON.parse(await readFile(file, "utf8")) as { log: { entries: { response: { status: number } }[] } };
  const answered = (await mock.requests()).length - 1;
  expect(log.entries.map(({ response }) => response.status)).toEqual(Array.from({ length: answered }, () => 200));
});

test("a file that cannot be written, or is no recording, is told", async () => {
  const folder = await folderWith();
  const sql = "SELECT id FROM confluent.org.environments";
  const unwritable = await tributary(["exec", sql, "--record", join(folder, "no/such.har")], { env: mock.env });
  expect(unwritable).toMatchObject({ code: 1, stdout: "" });
  expect(unwritable.stderr).toMatch(
    /^ERROR 58030 \(io_error\): the recording \S+no\/such.har cannot be written: ENOENT/,
  );
  expect(await mock.requests()).toEqual([]);
  await writeFile(join(folder, "a.har"), "{}");
  const unreadable = await tributary(["exec", sql, "--replay", join(folder, "a.har")], { env: mock.env });
  expect(unreadable.stderr).toMatch(
    /^ERROR 58030 \(io_error\): the recording \S+a.har cannot be read: it has no log.entries/,
  );
  const both = await tributary(["exec", sql, "--replay", "a", "--record", "b"], { env: mock.env });
  expect(both).toMatchObject({ code: 2, stdout: "" });
});

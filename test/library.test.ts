/** The library face against a mock cloud: rows, parameters, events, and that nothing outlives whoever reads. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type EngineError, type EngineEvent, open, type OpenOptions, type Tributary } from "../src/index.ts";
import { demoCredentials, type MockServer, startMockConfluent } from "../src/mock/server.ts";

const credentials: { readonly [name: string]: string } = {
  CONFLUENT_CLOUD_API_KEY: demoCredentials.apiKey,
  CONFLUENT_CLOUD_API_SECRET: demoCredentials.apiSecret,
};

let mock: MockServer;
beforeAll(async () => {
  mock = await startMockConfluent({ factsDirectory: join(import.meta.dirname, "../providers/confluent/facts") });
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

function opened(options: OpenOptions = {}): Tributary {
  const tributary = open({
    endpoints: { confluent: mock.url },
    environment: (name) => credentials[name],
    userProviders: "/nowhere",
    retries: 0,
    ...options,
  });
  onTestFinished(() => tributary.close());
  return tributary;
}

async function failureOf(work: Promise<unknown>): Promise<Pick<EngineError, "condition" | "hint"> | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => error as EngineError,
  );
}

const paths = (): readonly string[] => mock.requests.map(({ path }) => path);

describe("rows", () => {
  test("are objects by column name, of their types", async () => {
    const sql = `SELECT 'x' AS text, 1 AS one, 9007199254740993 AS big, NULL AS nothing, json('{"a":[1]}') AS doc`;
    expect(await opened().rows(sql)).toEqual([
      { text: "x", one: 1, big: 9007199254740993n, nothing: null, doc: { a: [1] } },
    ]);
  });

  test("of two columns of one name have a number behind the second", async () => {
    expect(await opened().rows('SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS "__proto__"')).toEqual([
      JSON.parse('{"a":1,"a_3":2,"a_2":3,"__proto__":4}'),
    ]);
  });

  test("arrive as they are read", async () => {
    const ids: string[] = [];
    for await (const { id } of opened().query<{ id: string }>("SELECT id FROM confluent.org.environments")) {
      if (ids.length === 0) expect(paths()).toHaveLength(1);
      ids.push(id);
    }
    expect(new Set(ids).size).toBe(240);
    expect(paths()).toHaveLength(3);
  });

  test("take parameters by position and by name, never as text", async () => {
    const tributary = opened();
    const odd = "'; DROP TABLE x; --";
    expect(await tributary.rows("SELECT ? AS a, ? AS b", { parameters: [odd, 2] })).toEqual([{ a: odd, b: 2 }]);
    expect(await tributary.rows("SELECT :a AS a, @b AS b", { parameters: { a: odd, b: null } })).toEqual([
      { a: odd, b: null },
    ]);
    const failure = await failureOf(tributary.rows("SELECT :name", { parameters: { nmae: 1 } }));
    expect(failure).toMatchObject({ condition: "undefined_parameter", hint: "Did you mean nmae?" });
  });
});

describe("scripts", () => {
  test("yield a result for each statement", async () => {
    const shapes: unknown[] = [];
    for await (const { columns, batches } of opened().execute("SELECT 1 AS a; SELECT 'x' AS b, 2 AS c")) {
      const rows = [];
      for await (const batch of batches) rows.push(...batch);
      shapes.push([columns.map((column) => column.name), rows]);
    }
    expect(shapes).toEqual([
      [["a"], [[1]]],
      [["b", "c"], [["x", 2]]],
    ]);
  });

  test("are refused where one statement is asked for, and none of it runs", async () => {
    const sql = "INSERT INTO confluent.org.environments (display_name) VALUES ('a'); SELECT 1";
    const failure = await failureOf(opened().rows(sql));
    expect(failure).toMatchObject({ condition: "syntax_error", sql, span: { start: 68 } });
    expect(paths()).toEqual([]);
  });

  test("stop at a statement that fails", async () => {
    const seen: string[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const { columns, batches } of opened().execute("SELECT 1 AS a; SELECT nope FROM x.y.z; SELECT 2")) {
          for await (const _ of batches) seen.push(columns[0]?.name ?? "");
        }
      })(),
    );
    expect(seen).toEqual(["a"]);
    expect(failure).toMatchObject({ condition: "undefined_table" });
  });
});

describe("cancellation", () => {
  test("leaving the loop stops the pages that would follow", async () => {
    const tributary = opened();
    for await (const _ of tributary.query("SELECT id FROM confluent.org.environments")) break;
    expect(paths()).toHaveLength(1);
    expect(await tributary.rows("SELECT 1 AS a")).toEqual([{ a: 1 }]);
  });

  test("a signal ends a request that hangs", async () => {
    mock.fail({ path: "/org/v2/environments", delayMilliseconds: 600_000 });
    const abort = new AbortController();
    const tributary = opened({ onEvent: (event) => event.kind === "request-sent" && abort.abort() });
    const work = tributary.rows("SELECT id FROM confluent.org.environments", { signal: abort.signal });
    expect(await failureOf(work)).toMatchObject({ name: "EngineError", condition: "query_canceled" });
  });

  test("a signal that was aborted before lets nothing run", async () => {
    const work = opened().rows("SELECT id FROM confluent.org.environments", { signal: AbortSignal.abort() });
    expect(await failureOf(work)).toMatchObject({ name: "EngineError", condition: "query_canceled" });
    expect(paths()).toEqual([]);
  });

  test("close ends what runs", async () => {
    mock.fail({ path: "/org/v2/environments", delayMilliseconds: 600_000 });
    let close = (): unknown => undefined;
    const tributary = opened({ onEvent: (event) => event.kind === "request-sent" && close() });
    close = () => tributary.close();
    const work = tributary.rows("SELECT id FROM confluent.org.environments");
    expect(await failureOf(work)).toMatchObject({ condition: "query_canceled" });
    expect(await failureOf(tributary.rows("SELECT 1"))).toMatchObject({ condition: "query_canceled" });
  });

  test("disposing closes", async () => {
    const tributary = opened();
    await tributary[Symbol.asyncDispose]();
    expect(await failureOf(tributary.rows("SELECT 1"))).toMatchObject({ condition: "query_canceled" });
  });
});

test("events tell what happens, without secrets", async () => {
  const events: EngineEvent[] = [];
  const sql = "SELECT id FROM confluent.org.environments LIMIT 1";
  await opened({ onEvent: (event) => events.push(event) }).rows(sql);
  expect(events.map(({ kind }) => kind)).toEqual([
    "statement-started",
    "fan-out-planned",
    "request-sent",
    "response-received",
    "page-read",
    "statement-ended",
  ]);
  expect(JSON.stringify(events)).not.toContain(demoCredentials.apiSecret);
});

test("a dry run sends nothing", async () => {
  const tributary = opened({ dryRun: true });
  const [row] = await tributary.rows("INSERT INTO confluent.org.environments (display_name) VALUES ('a')");
  expect(row).toEqual({ method: "POST", url: `${mock.url}/org/v2/environments`, body: '{"display_name":"a"}' });
  expect(paths()).toEqual([]);
});

test("a recording answers in place of the cloud; nothing is open then", async () => {
  const folder = await mkdtemp(join(tmpdir(), "library-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [record, sql] = [join(folder, "seen.har"), "SELECT id, display_name FROM confluent.org.environments"];
  const recording = opened({ record });
  const live = await recording.rows(sql);
  await recording.close();
  mock.reset();
  const replaying = opened({ replay: record, environment: () => undefined });
  expect(await replaying.rows(sql)).toEqual(live);
  expect(await failureOf(replaying.rows("SELECT id FROM confluent.iam.users"))).toMatchObject({
    condition: "request_not_recorded",
    hint: expect.stringContaining("/org/v2/environments") as string,
  });
  expect(paths()).toEqual([]);
});

test("offline, what needs a socket is an error", async () => {
  const tributary = opened({ offline: true });
  expect(await tributary.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  expect(await failureOf(tributary.rows("SELECT id FROM confluent.iam.users"))).toMatchObject({
    condition: "network_access_denied",
  });
  expect(paths()).toEqual([]);
});

describe("connections", () => {
  const connections = {
    connections: { cloud: { provider: "confluent", parameters: { environment: "env-szah54" } } },
    groups: { all: ["cloud"] },
  };

  test("are given as an object", async () => {
    const sql = "SELECT DISTINCT environment, _connection FROM all_of.managed_kafka_clusters.clusters";
    const rows = await opened({ connections }).rows(sql.replace("all_of", '"all"'));
    expect(rows).toEqual([{ environment: "env-szah54", _connection: "cloud" }]);
  });

  test("are wrong only for who asks for them", async () => {
    const tributary = opened({ connections: { conections: {} } });
    expect(await tributary.rows("SELECT 1 AS n")).toEqual([{ n: 1 }]);
    expect(await failureOf(tributary.rows("SELECT * FROM cloud.org.environments"))).toMatchObject({
      condition: "configuration_error",
      message: "the option connections: conections: there is no such key",
      hint: "Did you mean connections?",
    });
  });
});

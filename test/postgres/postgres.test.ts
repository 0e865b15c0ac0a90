/** PostgreSQL databases beside a provider, against a server of the test's own. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { EngineEvent } from "../../src/common/event.ts";
import { EngineError } from "../../src/common/error.ts";
import { jsonOf, type JsonValue } from "../../src/common/value.ts";
import { type EngineOverrides, openSession, type Session } from "../../src/session/session.ts";
import { defaultSettings, type Settings } from "../../src/session/settings.ts";
import { clouds, type Cloud } from "../sql/harness/clouds.ts";
import { password, postgresPrograms, type PostgresServer, startPostgres, user } from "./server.ts";
import { seed } from "./seed.ts";

const programs = postgresPrograms();
// oxlint-disable-next-line no-console -- whoever reads the report must know why tests are missing
if (programs === undefined) console.warn("no PostgreSQL is installed: its tests are skipped (Debian: postgresql)");

let server: PostgresServer;
let cloud: Cloud;

beforeAll(async () => {
  if (programs === undefined) return;
  server = await startPostgres(programs);
  const started = await clouds["odd"]?.();
  if (started === undefined) throw new Error("there is no cloud odd");
  cloud = started;
  await server.execute(seed);
}, 120_000);

afterAll(async () => {
  if (programs === undefined) return;
  await Promise.all([server.stop(), cloud.close()]);
}, 60_000);

const encoded = encodeURIComponent(password);
const address = (rest = "postgres"): string => `postgresql://${user}:${encoded}@127.0.0.1:${server.port}/${rest}`;
const attach = (): string => `ATTACH '${address()}' AS pg`;

interface Opened {
  readonly session: Session;
  readonly events: EngineEvent[];
}

function opened(given: Partial<Settings> = {}, overrides: EngineOverrides = {}): Opened {
  const events: EngineEvent[] = [];
  const settings: Settings = {
    ...defaultSettings,
    shippedProviders: "",
    userProviders: "",
    environment: cloud.environment,
    endpoints: { [cloud.provider]: cloud.origin },
    fileAccess: true,
    version: "test",
    ...given,
  };
  const session = openSession(settings, (event) => events.push(event), { catalog: cloud.catalog, ...overrides });
  onTestFinished(() => session.close());
  cloud.reset();
  return { session, events };
}

/** The rows of a script, of all its statements. */
async function rowsOf(session: Session, sql: string, signal?: AbortSignal): Promise<JsonValue[][]> {
  const rows: JsonValue[][] = [];
  for await (const result of session.execute(sql, { signal })) {
    for await (const batch of result.batches) rows.push(...batch.map((row) => row.map(jsonOf)));
  }
  return rows;
}

const query = async (sql: string): Promise<JsonValue[][]> => await rowsOf(opened().session, `${attach()}; ${sql}`);

/** The error of a script as a person reads it. */
async function failureOf(session: Session, sql: string, signal?: AbortSignal): Promise<string> {
  try {
    await rowsOf(session, sql, signal);
  } catch (error) {
    if (error instanceof EngineError) return error.toString();
    throw error;
  }
  throw new Error("it did not fail");
}

/** Rows, the SQL that reached the database, and the requests that reached the cloud. */
async function sentBy(sql: string): Promise<object> {
  const { session, events } = opened();
  const rows = await rowsOf(session, `${attach()}; ${sql}`);
  const queries = events.flatMap((event) => (event.kind === "query-sent" ? [event.sql] : []));
  return { rows, queries, requests: [...cloud.requests()].sort() };
}

const kinds = "id i2 i4 f4 f8 n n62 n30 d b t v c k u m j jb tz ts da iv by ia ta p ip".split(" ");

function byPlace([left = ""]: readonly string[], [right = ""]: readonly string[]): number {
  return kinds.indexOf(left) - kinds.indexOf(right);
}

describe.skipIf(programs === undefined)("a PostgreSQL database that is attached", () => {
  // verifies: file.attach
  test("gives cells in the types they have here, exactly", async () => {
    expect(await query(`SELECT ${kinds.join(", ")} FROM pg.kinds ORDER BY id DESC`)).toEqual([
      [
        [9007199254740993n, 1, 2, 0.1, 0.1, "12345678901234567890.123", 1234.5, 123456789012345678901234567890n, 0.1],
        [true, "it's", "v", "ab  ", "Key", "6b2f2c1e-1b1a-4c1c-9a59-0d2f3b8f9a10", "glad"],
        [{ a: 9007199254740993n }, [1, "x"], "2026-01-02T01:04:05.678Z", "2026-01-02T03:04:05", "2026-01-02"],
        ["P1DT2H", "\\x00ff", [1, null, 9007199254740993n], ["a b", "c"], { x: 1, y: 9007199254740993n }, "10.0.0.1"],
      ].flat(),
      [0, Array.from({ length: 26 }, () => null)].flat(),
      [
        [-5, -32768, 0, "NaN", -Infinity, 5, -0.01, -1, -5, false, "", "", "    ", "", null, "sad"],
        [null, "s", "infinity", "-infinity", "infinity", "P-1M", "\\x", [], [], null, "::1/64"],
      ].flat(),
    ]);
  });

  test("describes its columns", async () => {
    expect(await query("DESCRIBE pg.kinds")).toEqual(
      [
        ["id i2 i4 n30", "integer"],
        ["f4 f8 n62 d", "number"],
        ["n", "any"],
        ["b", "boolean"],
        ["t v c k u m da iv by ip", "text"],
        ["j jb ia ta p", "json"],
        ["tz ts", "timestamp"],
      ]
        .flatMap(([names = "", type = ""]) => names.split(" ").map((name) => [name, type]))
        .toSorted(byPlace),
    );
  });

  test("has names without regard to case, and tells the nearest", async () => {
    expect(await query('SELECT A, "a#2" FROM pg.other."mixed case"')).toEqual([[1, 2]]);
    expect(await query("SELECT name FROM PG.public.Teams WHERE id = 1")).toEqual([["red"]]);
    const { session } = opened();
    expect(await failureOf(session, `${attach()}; SELECT 1 FROM pg.teas`)).toMatch(/HINT: Did you mean teams\?/);
  });

  test("lists what it has", async () => {
    const all = await query("SHOW TABLES FROM pg");
    expect(all.map((row) => row.join("."))).toEqual(
      [
        "Other.Mixed Case",
        ...["endless", "failing", "kinds", "many", "samples", "sneaky", "teams"].map((t) => `public.${t}`),
      ].map((name) => `pg.${name}`),
    );
    const columns =
      "SELECT column_name, data_type, ordinal_position FROM information_schema.columns WHERE table_catalog = 'pg' AND table_name = 'teams'";
    expect(await query(columns)).toEqual([
      ["id", "integer", 1],
      ["name", "text", 2],
      ["thing", "integer", 3],
      ["colour", "text", 4],
    ]);
  });

  test("is asked for columns, conditions and LIMIT", async () => {
    expect(
      await sentBy("SELECT name FROM pg.teams WHERE id >= 2 AND colour IN ('blue', 'red') AND thing IS NOT NULL"),
    ).toEqual({
      rows: [["blue"]],
      queries: [
        `SELECT "id", "name", "thing", "colour" FROM "public"."teams" WHERE "id" >= 2 AND "colour" IN ('blue', 'red') AND "thing" IS NOT NULL`,
      ],
      requests: [],
    });
    expect(await sentBy("SELECT name FROM pg.teams LIMIT 2")).toEqual({
      rows: [["red"], ["blue"]],
      queries: ['SELECT "name" FROM "public"."teams" LIMIT 2'],
      requests: [],
    });
  });

  test("gives arguments of calls", async () => {
    expect(
      await sentBy(
        "SELECT t.name, p.name FROM pg.teams t JOIN odd.shop.parts p ON p.thing = t.thing WHERE t.colour = 'red' ORDER BY 2",
      ),
    ).toEqual({
      rows: [
        ["red", "base"],
        ["red", "top"],
      ],
      queries: [`SELECT "name", "thing", "colour" FROM "public"."teams" WHERE "colour" = 'red'`],
      requests: ["GET /things/9007199254740993/parts"],
    });
  });

  test("is asked only for the rows that calls join with", async () => {
    expect(
      await sentBy(
        "SELECT s.name, t.name FROM odd.shop.things s JOIN pg.teams t ON t.thing = s.id WHERE s.colour = 'red'",
      ),
    ).toEqual({
      rows: [["anvil", "red"]],
      queries: [`SELECT "name", "thing" FROM "public"."teams" WHERE "thing" IN (9007199254740993, 9007199254740995)`],
      requests: ["GET /things?colour=red"],
    });
  });

  test("is read whole where the keys are of another type than its column", async () => {
    const sent = await sentBy(
      "SELECT t.name FROM odd.shop.things s JOIN pg.teams t ON t.id = s.name WHERE s.colour = 'red'",
    );
    expect(sent).toMatchObject({ rows: [], queries: ['SELECT "id", "name" FROM "public"."teams"'] });
  });

  test("is read in batches, no further than needed", async () => {
    expect(await query("SELECT count(*), sum(id) FROM pg.many")).toEqual([[25000, 312512500]]);
    expect(await query("SELECT id FROM pg.endless WHERE name LIKE 'n%' LIMIT 3")).toEqual([[1], [2], [3]]);
  });

  test("is measured by EXPLAIN ANALYZE", async () => {
    const plan = (await query("EXPLAIN ANALYZE SELECT name FROM pg.many WHERE id > 10")).join("\n");
    expect(plan).toMatch(/Acquire pg\.public\.many as many\n +actual: 0 requests, 25 pages, 24990 rows/);
  });

  test("may fail with a warning", async () => {
    const { session } = opened({ onError: "warn" });
    await rowsOf(session, attach());
    for await (const result of session.execute("SELECT n FROM pg.failing")) {
      for await (const batch of result.batches) expect(batch).toEqual([]);
      expect(result.warnings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^no more rows of pg\.public\.failing: HV000 .*division by zero/),
      ]);
    }
  });

  test("stands in views, subqueries and common tables", async () => {
    const { session } = opened();
    await rowsOf(session, `${attach()}; CREATE VIEW reds AS SELECT id FROM pg.teams WHERE colour = 'red'`);
    expect(await rowsOf(session, "SELECT id FROM reds")).toEqual([[1]]);
    const nested =
      "WITH t AS (SELECT id, name FROM pg.teams) SELECT name FROM t WHERE id IN (SELECT max(id) FROM pg.teams)";
    expect(await rowsOf(session, nested)).toEqual([["far"]]);
  });

  test("is left when the statement is cancelled, and answers the next", async () => {
    const { session, events } = opened();
    await rowsOf(session, attach());
    const abort = new AbortController();
    const failure = failureOf(session, "SELECT count(*) FROM pg.endless", abort.signal);
    while (!events.some((event) => event.kind === "rows-staged")) await new Promise((done) => setImmediate(done));
    abort.abort();
    expect(await failure).toMatch(/^ERROR 57014/);
    expect(await rowsOf(session, "SELECT count(*) FROM pg.teams")).toEqual([[4]]);
  });

  test("that does not answer is not waited for", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void silent.close());
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const abort = new AbortController();
    const failure = failureOf(opened().session, `ATTACH 'postgresql://127.0.0.1:${port}/x' AS x`, abort.signal);
    const [socket] = (await once(silent, "connection")) as [Socket];
    abort.abort();
    expect(await failure).toMatch(/^ERROR 57014/);
    socket.destroy();
  });

  test("is never written to", async () => {
    const { session } = opened();
    expect(await failureOf(session, `${attach()}; SELECT n FROM pg.sneaky`)).toMatch(
      /read-only transaction \(SQLSTATE 25006\)/,
    );
    expect(await failureOf(session, "INSERT INTO pg.teams (id) VALUES (9)")).toMatch(/^ERROR 0A000 .* read only/);
    expect(await failureOf(session, "SELECT n FROM pg.failing")).toMatch(/division by zero \(SQLSTATE 22012\)/);
    expect(await rowsOf(session, "SELECT count(*) FROM pg.teams")).toEqual([[4]]);
  });

  test("gives the same rows whatever is pushed to it", async () => {
    const { session, events } = opened();
    const plain = opened({}, { rules: [] }).session;
    for (const each of [session, plain]) await rowsOf(each, attach());
    const text = ["'a'", "'A'", "'é'", "''", "'a '", "'É'", "NULL"];
    const number = ["0", "1.5", "0.1", "-3", "2", "1e300", "2147483648", "-2.125", "NULL"];
    const uuid = ["'00000000-0000-4000-8000-000000000001'", "'{00000000-0000-4000-8000-000000000002}'", "'x'"];
    const days = ["2026-01-02", "2026-01-02 03:04:05", "2026-02-30", "1999-12-31", "9999-12-31", "infinity", "20"];
    const times = ["03:04", "03:04:05", "03:04:05Z", "03:04:05.5Z", "03:04:05.50", "24:00", "23:59:60Z"];
    const instants = [...days, ...times.map((time) => `2026-01-02T${time}`)].map((text) => `'${text}'`);
    const values: { readonly [column: string]: readonly string[] } = {
      i: number,
      n: number,
      f: number,
      w: number,
      t: text,
      k: text,
      c: [...text, "'ab'"],
      u: uuid,
      b: ["true", "false"],
      z: instants,
      l: instants,
      y: instants,
    };
    const condition = fc.constantFrom(...Object.keys(values)).chain((column) => {
      const value = fc.constantFrom(...(values[column] ?? []));
      return fc.oneof(
        fc
          .tuple(fc.constantFrom("=", "<", "<=", ">", ">=", "<>"), value)
          .map(([sign, other]) => `${column} ${sign} ${other}`),
        fc.array(value, { minLength: 1, maxLength: 4 }).map((list) => `${column} IN (${list.join(", ")})`),
        fc.constantFrom(`${column} IS NULL`, `${column} IS NOT NULL`),
      );
    });
    const conditions = fc.array(condition, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(conditions, fc.constantFrom("JOIN", "LEFT JOIN"), async (terms, join) => {
        const alone = `SELECT id FROM pg.samples WHERE ${terms.join(" AND ")} ORDER BY id`;
        expect(await rowsOf(session, alone)).toEqual(await rowsOf(plain, alone));
        const joined = `SELECT v.x, id FROM (VALUES (1), (2)) AS v (x) ${join} pg.samples ON v.x = i AND ${terms[0] ?? ""} WHERE ${terms.at(-1) ?? ""} ORDER BY 1, 2`;
        expect(await rowsOf(session, joined)).toEqual(await rowsOf(plain, joined));
      }),
      { numRuns: 100 },
    );
    expect(events.some((event) => event.kind === "query-sent" && event.sql.includes("WHERE"))).toBe(true);
  });
});

describe.skipIf(programs === undefined)("the password of a database", () => {
  const secrets = (): readonly string[] => [password, encoded, encoded.slice(4)];

  test("is in nothing that is shown", async () => {
    const { session, events } = opened();
    const told = await rowsOf(
      session,
      `${attach()}; SHOW EXTENDED DATABASES; EXPLAIN SELECT name FROM pg.teams; SHOW EXTENDED SETTINGS; SELECT * FROM tributary.requests`,
    );
    const failures = [
      await failureOf(session, attach()),
      await failureOf(session, `${attach()} (TYPE postgress)`),
      await failureOf(session, `SELECT '${address()}' FROM nothing`),
      await failureOf(session, `ATTACH '${address("nothing")}' AS other`),
      await failureOf(session, `ATTACH '${address()}' AS 'x'`),
    ];
    const everything = JSON.stringify([told, failures, events], (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(secrets().filter((secret) => everything.includes(secret))).toEqual([]);
    expect(told).toContainEqual([
      "pg",
      "postgres",
      `postgresql://${user}@127.0.0.1:${server.port}/postgres`,
      true,
      "attached",
    ]);
  });

  test("may come from a variable, in part or as the whole address", async () => {
    const variables: { readonly [name: string]: string } = { THE_PASSWORD: password, WHOLE: address() };
    const environment = (name: string): string | undefined => variables[name];
    const { session } = opened({ environment });
    const host = `127.0.0.1:${server.port}/postgres`;
    await rowsOf(
      session,
      `ATTACH 'postgresql://${user}:\${THE_PASSWORD}@${host}' AS a; ATTACH '\${WHOLE}' AS b (TYPE postgres)`,
    );
    await rowsOf(
      session,
      `ATTACH 'host=127.0.0.1 port=${server.port} dbname=postgres user=${user} password=''\${THE_PASSWORD}''' AS c`,
    );
    expect(
      await rowsOf(session, "SELECT a.id FROM a.teams a JOIN b.teams b ON a.id = b.id JOIN c.teams c ON c.id = b.id"),
    ).toEqual([[1], [2], [3], [4]]);
    expect(await failureOf(session, `ATTACH 'postgresql://u:\${NO_SUCH}@h/d' AS e`)).toMatch(
      /^ERROR 28000 .*NO_SUCH, which is not set[^]*HINT: Set it: export NO_SUCH=…$/,
    );
  });

  test("may come with the session, and the database then stays", async () => {
    const dsn = address();
    const auth = {
      one: { type: "sql_data_source::postgres", sqlDataSource: { dsn } },
      two: { type: "sql_data_source", dsnEnvVar: "THE_DSN" },
      gone: { type: "sql_data_source::postgres", dsn: "postgresql://127.0.0.1:1/x" },
    } as unknown as Settings["auth"];
    const { session } = opened({
      auth,
      fileAccess: false,
      environment: (name) => (name === "THE_DSN" ? dsn : undefined),
    });
    expect(await rowsOf(session, "SELECT count(*) FROM one.public.teams a JOIN two.teams b ON a.id = b.id")).toEqual([
      [4],
    ]);
    expect(await rowsOf(session, "SELECT name, source FROM tributary.databases")).toEqual([
      ["one", "given"],
      ["two", "given"],
      ["gone", "given"],
    ]);
    expect(await failureOf(session, "SELECT 1 FROM gone.t")).toMatch(
      /^ERROR 08001 .*postgresql:\/\/127.0.0.1:1\/x: .*ECONNREFUSED/,
    );
    expect(await failureOf(session, "DETACH one")).toMatch(/^ERROR 0A000/);
    expect(await failureOf(session, attach())).toMatch(/^ERROR TB020/);
  });

  test("is told to be wrong", async () => {
    const { session } = opened();
    const wrong = `ATTACH 'postgresql://${user}:wrong@127.0.0.1:${server.port}/postgres' AS pg`;
    const none = `ATTACH 'postgresql://${user}@127.0.0.1:${server.port}/postgres' AS pg`;
    expect(await failureOf(session, none)).toMatch(/^ERROR 28000 .*the server asks for a password[^]*HINT: PGPASSWORD/);
    expect(await failureOf(session, wrong)).toMatch(/^ERROR 28P01 .*password authentication failed for user "tester"/);
  });
});

/** Traces and metrics of the built command, as a collector on loopback receives them. */
import { readdir, readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  command,
  type Environment,
  folderWith,
  type Mock,
  runProcess,
  serve,
  startMock,
  tributary,
} from "./harness.ts";

let mock: Mock;
beforeAll(async () => void (mock = await startMock()));
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

type Attributes = Readonly<Record<string, unknown>>;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Attributes;
  readonly status?: { readonly code: number };
}

interface Point {
  readonly attributes: Attributes;
  readonly asInt?: string;
  readonly count?: string;
}

interface Collector {
  readonly env: Environment;
  readonly received: readonly { readonly path: string; readonly tenant: unknown; readonly body: string }[];
  readonly spans: () => readonly Span[];
  /** The points of each metric, by name. */
  readonly metrics: () => Readonly<Record<string, readonly Point[]>>;
  readonly resource: () => Attributes;
}

/** A collector that does with each request, once it has arrived whole, what it is told. */
async function startCollector(
  answer: (response: ServerResponse) => unknown = (response) => response.end("{}"),
): Promise<Collector> {
  const received: { path: string; tenant: unknown; body: string }[] = [];
  const url = await serve((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      received.push({ path: `${request.method} ${request.url}`, tenant: request.headers["x-tenant"], body });
      answer(response);
    });
  });
  const bodies = (signal: string): readonly Json[] =>
    received.filter(({ path }) => path === `POST /v1/${signal}`).map(({ body }) => flattened(JSON.parse(body)) as Json);
  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: url },
    received,
    spans: () => bodies("traces").flatMap((body) => body.resourceSpans[0].scopeSpans[0].spans),
    metrics: () =>
      Object.fromEntries(
        bodies("metrics")
          .flatMap((body) => body.resourceMetrics[0].scopeMetrics[0].metrics)
          .map(({ name, sum, histogram }) => [name, (sum ?? histogram)?.dataPoints ?? []]),
      ),
    resource: () => bodies("traces")[0]?.resourceSpans[0].resource.attributes ?? {},
  };
}

/** What a body of OTLP is read as, its attributes flattened. */
interface Json {
  readonly resourceSpans: readonly [
    {
      readonly resource: { readonly attributes: Attributes };
      readonly scopeSpans: readonly [{ readonly spans: readonly Span[] }];
    },
  ];
  readonly resourceMetrics: readonly [{ readonly scopeMetrics: readonly [{ readonly metrics: readonly Metric[] }] }];
}

interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

/** `attributes: [{ key, value: { stringValue } }]` as an object, wherever it stands. */
function flattened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flattened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name,
      name === "attributes" ? attributesOf(inner as KeyValue[]) : flattened(inner),
    ]),
  );
}

interface KeyValue {
  readonly key: string;
  readonly value: object;
}

const attributesOf = (list: readonly KeyValue[]): Attributes =>
  Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0] as unknown]));

const byId = "SELECT id FROM confluent.org.environments WHERE id = 'env-nothere'";
const list = "SELECT id FROM confluent.org.environments LIMIT 1";
const parent = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

const exec = (sql: string, env: Environment, args: readonly string[] = []) =>
  tributary(["exec", sql, "-o", "csv", "--http.retries", "0", ...args], { env: { ...mock.env, ...env } });

describe("a run", () => {
  test("is a span for each statement below TRACEPARENT, and below it one for each request", async () => {
    const collector = await startCollector();
    const traceparent = `00-${parent.traceId}-${parent.spanId}-01`;
    const run = await exec(`${list}; SELECT 1 AS one`, { ...collector.env, TRACEPARENT: traceparent });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const spans = collector.spans();
    const statement = spans.find(({ name }) => name.startsWith("SELECT confluent"));
    expect(spans.map(({ name, kind, parentSpanId }) => [name, kind, parentSpanId])).toEqual([
      ["GET /org/v2/environments", 3, statement?.spanId],
      ["SELECT confluent.org.environments", 1, parent.spanId],
      ["SELECT", 1, parent.spanId],
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([parent.traceId]));
    expect(spans.filter((span) => BigInt(span.startTimeUnixNano) > BigInt(span.endTimeUnixNano))).toEqual([]);
    expect(statement?.attributes).toEqual({
      "db.system.name": "tributary",
      "db.operation.name": "SELECT",
      "db.query.summary": "SELECT confluent.org.environments",
      "db.query.text": "SELECT id FROM confluent.org.environments LIMIT ?",
      "tributary.rows": "1",
      "tributary.requests": "1",
    });
    expect(spans[0]?.attributes).toMatchObject({
      "http.request.method": "GET",
      "http.response.status_code": "200",
      "url.template": "/org/v2/environments",
      "server.address": "127.0.0.1",
      "tributary.method": "confluent.org.environments.list_org_v2_environments",
    });
  });

  test("tells of itself as the variables say", async () => {
    const collector = await startCollector();
    const names = { OTEL_SERVICE_NAME: "nightly", OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=ci%20one" };
    expect(await exec(list, { ...collector.env, ...names, OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=mine" })).toMatchObject(
      {
        code: 0,
      },
    );
    expect(collector.resource()).toMatchObject({ "service.name": "nightly", "deployment.environment.name": "ci one" });
    expect(collector.received.map(({ path, tenant }) => [path, tenant]).toSorted()).toEqual([
      ["POST /v1/metrics", "mine"],
      ["POST /v1/traces", "mine"],
    ]);
  });

  test("is counted", async () => {
    const collector = await startCollector();
    await exec(`${list}; SELECT 1 AS one`, collector.env);
    const shown = Object.entries(collector.metrics()).map(([name, [point]]) => [name, point?.asInt ?? point?.count]);
    expect(Object.fromEntries(shown)).toEqual({
      "tributary.statements": "2",
      "tributary.rows": "2",
      "tributary.requests": "1",
      "db.client.operation.duration": "2",
      "http.client.request.duration": "1",
    });
  });

  test("that fails says its condition, and its requests their status", async () => {
    const collector = await startCollector();
    await exec(byId, collector.env);
    expect(await exec("SELECT nope FROM confluent.org.environments", collector.env)).toMatchObject({ code: 1 });
    const failures = collector.spans().map(({ name, attributes, status }) => [name, attributes["error.type"], status]);
    expect(failures).toEqual([
      ["GET /org/v2/environments/{id}", "404", { code: 2 }],
      ["SELECT confluent.org.environments", undefined, {}],
      ["SELECT confluent.org.environments", "undefined_column", { code: 2 }],
    ]);
  });
});

describe("what leaves the machine", () => {
  const everything = ({ received }: Collector): string => received.map(({ body }) => body).join("\n");
  const secrets = ["CONFLUENT_CLOUD_API_SECRET", "CONFLUENT_PARTNER_CLIENT_SECRET"].map((name) => () => mock.env[name]);
  const secretsIn = (text: string): unknown[] =>
    secrets.map((secret) => secret()).filter((secret) => secret === undefined || text.includes(secret));
  const token = "marked-collector-token";
  const statements = `${byId}; SELECT nothere('env-nothere')`;

  test("holds neither literals nor secrets", async () => {
    const collector = await startCollector();
    const run = await exec(statements, {
      ...collector.env,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${token}`,
    });
    const sent = everything(collector);
    expect(sent).toContain("WHERE id = ?");
    expect(sent).not.toContain("env-nothere");
    expect(secretsIn(sent)).toEqual([]);
    expect(`${sent}${run.stdout}${run.stderr}`).not.toContain(token);
  });

  test("holds literals where asked for, and still no secret", async () => {
    const collector = await startCollector();
    const secret = mock.env["CONFLUENT_CLOUD_API_SECRET"] ?? "";
    await exec(`${byId} OR id = '${secret}'`, collector.env, ["--telemetry.sql", "full"]);
    const sent = everything(collector);
    expect(sent).toContain("WHERE id = 'env-nothere' OR id = '***'");
    expect(sent).toContain("/org/v2/environments/env-nothere");
    expect(secretsIn(sent)).toEqual([]);
  });
});

describe("a collector", () => {
  const plain = { code: 0, signal: null, stderr: "" };

  test.each<[string, (response: ServerResponse) => unknown]>([
    ["never answers", () => undefined],
    ["hangs up", (response) => response.destroy()],
    ["refuses", (response) => response.writeHead(400).end()],
    ["answers without end", (response) => response.writeHead(200).write("{")],
    ["is no collector", (response) => response.end("<html>")],
  ])("that %s changes nothing", async (_, answer) => {
    const collector = await startCollector(answer);
    expect(await exec("SELECT 1 AS one", collector.env)).toEqual({ ...plain, stdout: "one\n1\n" });
    expect(collector.received.length).toBeGreaterThan(0);
    expect(await exec("SELECT nope", collector.env)).toMatchObject({ code: 1 });
  });

  test.each([
    ["that is not there", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" }],
    ["whose address is none", { OTEL_EXPORTER_OTLP_ENDPOINT: "nowhere" }],
    ["of another protocol", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }],
  ])("%s is told of with --verbose only", async (_, env: Environment) => {
    expect(await exec("SELECT 1 AS one", env)).toEqual({ ...plain, stdout: "one\n1\n" });
    const { code, stderr } = await exec("SELECT 1 AS one", env, ["--verbose"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^telemetry/m);
  });

  test("that hangs does not hold an interrupted command", async () => {
    const collector = await startCollector(() => undefined);
    await mock.fail({ path: "/org/v2/environments", delayMilliseconds: 600_000 });
    const run = await tributary(["exec", list], {
      env: { ...mock.env, ...collector.env },
      signal: { name: "SIGINT", when: async () => (await mock.requests()).length > 0 },
    });
    expect(run).toEqual({ code: 130, signal: null, stdout: "", stderr: "interrupted\n" });
  });
});

describe("without the variables", () => {
  /** Tells at the end of every address that a socket was opened to. */
  const spy = `
    const { Socket } = require("node:net");
    const { connect } = Socket.prototype;
    const seen = new Set();
    Socket.prototype.connect = function (...args) {
      const [options] = Array.isArray(args[0]) ? args[0] : args;
      seen.add(options.host + ":" + options.port);
      return connect.apply(this, args);
    };
    process.on("exit", () => require("node:fs").writeSync(2, [...seen].join()));`;

  const contacted = async (env: Environment): Promise<string> => {
    const folder = await folderWith({ "spy.cjs": spy });
    const args = ["--require", join(folder, "spy.cjs"), command, "exec", list, "-o", "csv"];
    return (await runProcess(process.execPath, args, { env: { ...mock.env, ...env } })).stderr;
  };

  test("no host is contacted but that of the API", async () => {
    const collector = await startCollector();
    const hostOf = (url: string | undefined): string => new URL(url ?? "").host;
    const [api, other] = [hostOf(mock.url), hostOf(collector.env["OTEL_EXPORTER_OTLP_ENDPOINT"])];
    expect(await contacted({})).toBe(api);
    expect(await contacted({ ...collector.env, OTEL_SDK_DISABLED: "true" })).toBe(api);
    expect(await contacted(collector.env)).toBe(`${api},${other}`);
  });

  test("nor where nothing may be sent", async () => {
    const collector = await startCollector();
    await exec("SELECT 1 AS one", collector.env, ["--offline"]);
    expect(collector.received).toEqual([]);
  });

  test("nothing of it runs", async () => {
    const collector = await startCollector();
    expect(await callsOf("OTEL_BSP_SCHEDULE_DELAY", collector.env)).toBeGreaterThan(0);
    expect(await callsOf("OTEL_BSP_SCHEDULE_DELAY", {})).toBe(0);
  });
});

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

/** How often a run called the function that names `mark`, as V8 counts; 0 where it was never seen. */
async function callsOf(mark: string, env: Environment): Promise<number> {
  const folder = await folderWith();
  await exec("SELECT 1 AS one", { ...env, NODE_V8_COVERAGE: folder });
  const reports = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")));
  const scripts = reports.flatMap((report) => (JSON.parse(report) as Coverage).result);
  let calls = 0;
  for (const { url, functions } of scripts.filter((script) => script.url.startsWith("file:"))) {
    const source = await readFile(fileURLToPath(url), "utf8");
    const named = functions
      .flatMap(({ ranges }) => ranges.slice(0, 1))
      .filter(({ startOffset, endOffset }) => source.slice(startOffset, endOffset).includes(mark));
    // The innermost: those around it are the module and the bundle.
    const [innermost] = named.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset));
    calls += innermost?.count ?? 0;
  }
  return calls;
}

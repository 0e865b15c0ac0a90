/** Traces and metrics of the built command at a collector on loopback; and none where nobody asked. */
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
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
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());

interface Attribute {
  readonly key: string;
  readonly value: { readonly [kind: string]: string | number | boolean };
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
}

interface Metric {
  readonly name: string;
  readonly sum?: {
    readonly dataPoints: readonly { readonly attributes: readonly Attribute[]; readonly asInt: string }[];
  };
  readonly histogram?: { readonly dataPoints: readonly { readonly count: string }[] };
}

interface Payload {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
  readonly resourceMetrics?: readonly { readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[] }[];
}

const closed = { type: "object", additionalProperties: false } as const;
const list = (items: object): object => ({ type: "array", items });
const nanoseconds = { type: "string", pattern: "^1[0-9]{18}$" } as const;
const wholeText = { type: "string", pattern: "^[0-9]+$" } as const;
const attributes = list({
  ...closed,
  required: ["key", "value"],
  properties: {
    key: { type: "string", minLength: 1 },
    value: {
      ...closed,
      minProperties: 1,
      maxProperties: 1,
      properties: {
        stringValue: { type: "string" },
        intValue: { type: "string", pattern: "^-?[0-9]+$" },
        doubleValue: { type: "number" },
        boolValue: { type: "boolean" },
      },
    },
  },
});
const scope = { ...closed, required: ["name", "version"], properties: { name: { const: "tributary" }, version: {} } };
const resource = { ...closed, required: ["attributes"], properties: { attributes } };
const spanEvent = {
  ...closed,
  required: ["timeUnixNano", "name", "attributes"],
  properties: { timeUnixNano: nanoseconds, name: { type: "string" }, attributes },
};
const span = {
  ...closed,
  required: ["traceId", "spanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes", "status"],
  properties: {
    traceId: { type: "string", pattern: "^[0-9a-f]{32}$" },
    spanId: { type: "string", pattern: "^[0-9a-f]{16}$" },
    parentSpanId: { type: "string", pattern: "^[0-9a-f]{16}$" },
    traceState: { type: "string" },
    flags: { const: 1 },
    name: { type: "string", minLength: 1 },
    kind: { enum: [1, 3] },
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes,
    events: list(spanEvent),
    status: { ...closed, properties: { code: { const: 2 }, message: { type: "string" } } },
  },
};
const point = { startTimeUnixNano: nanoseconds, timeUnixNano: nanoseconds, attributes };
const sum = {
  ...closed,
  required: ["aggregationTemporality", "isMonotonic", "dataPoints"],
  properties: {
    aggregationTemporality: { const: 2 },
    isMonotonic: { const: true },
    dataPoints: list({ ...closed, required: ["asInt"], properties: { ...point, asInt: wholeText } }),
  },
};
const histogram = {
  ...closed,
  required: ["aggregationTemporality", "dataPoints"],
  properties: {
    aggregationTemporality: { const: 2 },
    dataPoints: list({
      ...closed,
      required: ["count", "sum", "bucketCounts", "explicitBounds"],
      properties: {
        ...point,
        count: wholeText,
        sum: { type: "number" },
        min: { type: "number" },
        max: { type: "number" },
        bucketCounts: list(wholeText),
        explicitBounds: list({ type: "number" }),
      },
    }),
  },
};
const texts = { name: { type: "string" }, description: { type: "string" }, unit: { type: "string" } };
const metric = { ...closed, required: ["name", "unit"], properties: { ...texts, sum, histogram } };

/** The messages of OTLP that we send, in the mapping to JSON: names in camel case, identifiers in hexadecimal. */
function schemaOf(signal: "Spans" | "Metrics", content: object): object {
  const scoped = { ...closed, properties: { scope, [signal.toLowerCase()]: list(content) } };
  const whole = { ...closed, required: ["resource"], properties: { resource, [`scope${signal}`]: list(scoped) } };
  return { ...closed, required: [`resource${signal}`], properties: { [`resource${signal}`]: list(whole) } };
}

const ajv = new Ajv({ allErrors: true, strict: false });
const validators = {
  "/v1/traces": ajv.compile(schemaOf("Spans", span)),
  "/v1/metrics": ajv.compile(schemaOf("Metrics", metric)),
} as const;

interface Collected {
  readonly env: Environment;
  readonly payloads: readonly { readonly path: string; readonly headers: object; readonly text: string }[];
  spans(): readonly Span[];
  metrics(): readonly Metric[];
}

/** A collector that takes what is valid, and says what is not. */
async function collector(): Promise<Collected> {
  const payloads: { readonly path: string; readonly headers: object; readonly text: string }[] = [];
  const url = await serve((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      payloads.push({ path: request.url ?? "", headers: request.headers, text });
      response.end("{}");
    });
  });
  const parsed = (path: keyof typeof validators): readonly Payload[] =>
    payloads
      .filter((one) => one.path === path)
      .map(({ text }) => {
        const body = JSON.parse(text) as Payload;
        expect([validators[path](body), validators[path].errors]).toEqual([true, null]);
        return body;
      });
  return {
    env: { ...mock.env, OTEL_EXPORTER_OTLP_ENDPOINT: url },
    payloads,
    spans: () =>
      parsed("/v1/traces").flatMap(({ resourceSpans = [] }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
    metrics: () =>
      parsed("/v1/metrics").flatMap(({ resourceMetrics = [] }) =>
        resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics)),
      ),
  };
}

function valueOf(of: { readonly attributes: readonly Attribute[] } | undefined, key: string): unknown {
  const value = of?.attributes.find((one) => one.key === key)?.value;
  return value === undefined ? undefined : Object.values(value)[0];
}

const sql = "SELECT display_name FROM confluent.org.environments WHERE id = 'env-szah54'";

test("a statement and its requests are spans below the one that called, and metrics", async () => {
  const { env, payloads, spans, metrics } = await collector();
  const parent = { TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
  const headers = { OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=mine", OTEL_SERVICE_NAME: "nightly" };
  const run = await tributary(["exec", sql, "-o", "csv"], { env: { ...env, ...parent, ...headers } });
  expect(run).toEqual({ code: 0, signal: null, stdout: "display_name\npayments-prod\n", stderr: "" });
  const [request, statement, ...others] = spans();
  expect(others).toEqual([]);
  expect([statement?.traceId, statement?.parentSpanId]).toEqual([
    "0af7651916cd43dd8448eb211c80319c",
    "b7ad6b7169203331",
  ]);
  expect([request?.traceId, request?.parentSpanId]).toEqual([statement?.traceId, statement?.spanId]);
  expect([statement?.name, request?.name]).toEqual([
    "SELECT confluent.org.environments",
    "GET /org/v2/environments/{id}",
  ]);
  expect(valueOf(request, "http.response.status_code")).toBe("200");
  expect(valueOf(request, "url.full")).toBe(`${mock.url}/org/v2/environments/{id}`);
  expect(valueOf(statement, "db.query.text")).toBe("SELECT display_name FROM confluent.org.environments WHERE id = ?");
  const counts = metrics().flatMap(({ name, sum: counted }) =>
    (counted?.dataPoints ?? []).map(({ asInt }) => `${name} ${asInt}`),
  );
  expect(counts).toEqual(["tributary.statements 1", "tributary.rows 1", "tributary.requests 1"]);
  expect(payloads.map(({ headers: sent }) => sent)).toEqual([
    expect.objectContaining({ "x-tenant": "mine" }),
    expect.objectContaining({ "x-tenant": "mine" }),
  ]);
  const all = payloads.map(({ text }) => text).join();
  expect(all).toContain('{"key":"service.name","value":{"stringValue":"nightly"}}');
  expect(["env-szah54", "mine", ...Object.values(mock.env).slice(1)].filter((secret) => all.includes(secret))).toEqual(
    [],
  );
});

test("retries are spans of their own, and failures say their condition", async () => {
  const { env, spans, metrics } = await collector();
  await mock.fail({ method: "GET", path: "/org/v2/environments", status: 503, headers: { "retry-after": "0" } });
  await tributary(["exec", "SELECT id FROM confluent.org.environments LIMIT 1"], { env });
  await tributary(["exec", "SELECT nope FROM confluent.iam.users"], { env });
  await mock.reset();
  expect(
    spans().map((one) => [
      one.name,
      valueOf(one, "http.response.status_code"),
      valueOf(one, "http.request.resend_count"),
      valueOf(one, "error.type"),
      one.status.code,
    ]),
  ).toEqual([
    ["GET /org/v2/environments", "503", undefined, "503", 2],
    ["GET /org/v2/environments", "200", "1", undefined, undefined],
    ["SELECT confluent.org.environments", undefined, undefined, undefined, undefined],
    ["SELECT confluent.iam.users", undefined, undefined, "undefined_column", 2],
  ]);
  const requests = metrics().find(({ name }) => name === "tributary.requests")?.sum?.dataPoints ?? [];
  expect(requests.map((one) => [valueOf(one, "http.response.status_code"), one.asInt])).toEqual([
    ["503", "1"],
    ["200", "1"],
  ]);
  expect(metrics().map(({ name }) => name)).toContain("tributary.request.retries");
});

test("literals are told where they are asked for, secrets never", async () => {
  const { env, payloads, spans } = await collector();
  const full = { ...env, TRIBUTARY_TELEMETRY_SQL: "full" };
  await tributary(["exec", `${sql} AND display_name <> '${mock.env["CONFLUENT_CLOUD_API_SECRET"]}'`], { env: full });
  expect(valueOf(spans().at(-1), "db.query.text")).toMatch(/WHERE id = 'env-szah54' AND display_name <> '\*+'/);
  expect(valueOf(spans()[0], "url.full")).toBe(`${mock.url}/org/v2/environments/env-szah54`);
  expect(payloads.map(({ text }) => text).join()).not.toContain(mock.env["CONFLUENT_CLOUD_API_SECRET"]);
});

test.each([
  ["refuses connections", async () => "http://127.0.0.1:1"],
  ["never answers", async () => serve(() => undefined)],
  ["refuses what it gets", async () => serve((_request, response) => void response.writeHead(400).end("no"))],
  ["is no address", async () => "collector:4318"],
])("a collector that %s changes nothing of the run", async (_, start) => {
  const env = { ...mock.env, OTEL_EXPORTER_OTLP_ENDPOINT: await start(), OTEL_EXPORTER_OTLP_TIMEOUT: "200" };
  const run = await tributary(["exec", sql, "-o", "csv"], { env });
  expect(run).toEqual({ code: 0, signal: null, stdout: "display_name\npayments-prod\n", stderr: "" });
  const told = await tributary(["exec", sql, "-o", "csv", "--verbose"], { env });
  expect(told.code).toBe(0);
  expect(told.stderr).toMatch(/^telemetry( could not be sent to 127\.0\.0\.1:\d+)?: \S/m);
});

/** Runs with every address noted that a socket is connected to, or a name looked up for. */
async function contactedBy(env: Environment): Promise<readonly string[]> {
  const hook = `
    const seen = [];
    const { Socket } = require("net");
    const connect = Socket.prototype.connect;
    Socket.prototype.connect = function (...given) {
      const [options] = Array.isArray(given[0]) ? given[0] : given;
      seen.push(options.path ?? (options.host ?? "") + ":" + options.port);
      return connect.apply(this, given);
    };
    process.on("exit", () => require("fs").writeSync(2, seen.join("\\n")));`;
  const folder = await folderWith({ "hook.cjs": hook });
  const args = ["--require", join(folder, "hook.cjs"), command, "exec", sql, "-o", "csv"];
  const { code, stderr } = await runProcess(process.execPath, args, { env });
  expect(code).toBe(0);
  return [...new Set(stderr.split("\n"))].toSorted();
}

test("nobody but the API is contacted where nobody asked for telemetry", async () => {
  const { env, payloads } = await collector();
  const api = new URL(mock.url).host;
  const there = new URL(env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "").host;
  expect(await contactedBy(mock.env)).toEqual([api]);
  expect(await contactedBy({ ...env, OTEL_SDK_DISABLED: "true" })).toEqual([api]);
  expect(payloads).toEqual([]);
  // The hook sees what there is to see.
  expect(await contactedBy(env)).toEqual([api, there].toSorted());
});

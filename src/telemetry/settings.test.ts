/** What the variables of OpenTelemetry mean. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mask, redact } from "../common/redact.ts";
import { parentSpan, type TelemetrySettings, telemetrySettings } from "./settings.ts";
import { isTelemetryWanted } from "./wanted.ts";

type Variables = { readonly [name: string]: string };

function read(variables: Variables): TelemetrySettings {
  return telemetrySettings((name) => variables[name], "1.2.3");
}

test.each<[Variables, boolean]>([
  [{}, false],
  [{ OTEL_SERVICE_NAME: "x" }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c" }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c" }, true],
  [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://c" }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_SDK_DISABLED: "True" }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_SDK_DISABLED: "no" }, true],
])("with %j it is wanted: %j", (variables, wanted) => {
  expect(isTelemetryWanted((name) => variables[name])).toBe(wanted);
});

test.each<[Variables, string | undefined, string | undefined]>([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318" }, "http://c:4318/v1/traces", "http://c:4318/v1/metrics"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "https://c/otlp/" }, "https://c/otlp/v1/traces", "https://c/otlp/v1/metrics"],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c/mine" }, "http://c/mine", undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_METRICS_EXPORTER: "none" }, "http://c/v1/traces", undefined],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://d/m" },
    "http://c/v1/traces",
    "http://d/m",
  ],
])("%j sends traces to %s, metrics to %s", (variables, traces, metrics) => {
  const found = read(variables);
  expect([found.traces?.url, found.metrics?.url, found.problems]).toEqual([traces, metrics, []]);
});

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c" };

test("headers, timeout, compression and certificate are those of the signal, else those of all", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-telemetry-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "ca.pem"), "a certificate");
  const { traces, metrics, problems } = read({
    ...endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20of-the-collector, x-tenant = a%2Cb",
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: "x-tenant=metrics",
    OTEL_EXPORTER_OTLP_TIMEOUT: "250",
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: "50",
    OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: "gzip",
    OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, "ca.pem"),
  });
  expect(problems).toEqual([]);
  const certificate = "a certificate";
  const headers = [
    ["authorization", "Bearer of-the-collector"],
    ["x-tenant", "a,b"],
  ];
  expect(traces).toEqual({ url: "http://c/v1/traces", headers, timeoutMilliseconds: 50, gzip: false, certificate });
  expect(metrics).toEqual({
    url: "http://c/v1/metrics",
    headers: [["x-tenant", "metrics"]],
    timeoutMilliseconds: 250,
    gzip: true,
    certificate,
  });
  expect(redact("sent of-the-collector")).toBe(`sent ${mask}`);
});

test.each<[Variables, string]>([
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "c:4318" }, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is no http or https URL"],
  [
    { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
    "OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not spoken here; http/json is",
  ],
  [
    { ...endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: "soon" },
    "OTEL_EXPORTER_OTLP_TIMEOUT is a number of milliseconds, at least 1",
  ],
  [
    { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: "nothing" },
    "OTEL_EXPORTER_OTLP_HEADERS is not of the form name=value,name=value",
  ],
  [
    { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: "a=%" },
    "OTEL_EXPORTER_OTLP_HEADERS is not of the form name=value,name=value",
  ],
  [
    { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: "a=b%0D%0Ac" },
    "OTEL_EXPORTER_OTLP_HEADERS holds what cannot be a header",
  ],
  [{ ...endpoint, OTEL_TRACES_SAMPLER: "jaeger_remote" }, "OTEL_TRACES_SAMPLER=jaeger_remote is not known here"],
  [
    { ...endpoint, OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "2" },
    "OTEL_TRACES_SAMPLER_ARG is a number from 0 to 1",
  ],
  [
    { ...endpoint, OTEL_EXPORTER_OTLP_CERTIFICATE: "/no/such/file" },
    "OTEL_EXPORTER_OTLP_CERTIFICATE cannot be read: ENOENT: no such file or directory, open '/no/such/file'",
  ],
])("of %j it tells: %s", (variables, problem) => {
  expect([...new Set(read(variables).problems)]).toEqual([problem]);
});

test("the resource is what the variables say, and who we are", () => {
  const variables = {
    OTEL_SERVICE_NAME: "nightly",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=prod%201,service.name=other",
  };
  expect(read(variables).resource).toEqual({
    "service.name": "nightly",
    "service.version": "1.2.3",
    "process.pid": process.pid,
    "process.runtime.name": "nodejs",
    "process.runtime.version": process.versions.node,
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.name": "tributary",
    "telemetry.sdk.version": "1.2.3",
    "deployment.environment.name": "prod 1",
  });
});

test.each<[Variables, TelemetrySettings["sampled"]]>([
  [{}, { ratio: 1, followsParent: true }],
  [{ OTEL_TRACES_SAMPLER: "always_off" }, { ratio: 0, followsParent: false }],
  [
    { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" },
    { ratio: 0.25, followsParent: true },
  ],
])("sampling by %j is %j", (variables, sampled) => {
  expect(read(variables).sampled).toEqual(sampled);
});

const [traceId, spanId] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];

test.each([
  [`00-${traceId}-${spanId}-01`, { traceId, spanId, sampled: true }],
  [`00-${traceId}-${spanId}-00`, { traceId, spanId, sampled: false }],
  [`cc-${traceId}-${spanId}-03-what-comes-later`, { traceId, spanId, sampled: true }],
  [`00-${traceId}-${spanId}-01-more`, undefined],
  [`ff-${traceId}-${spanId}-01`, undefined],
  [`00-${"0".repeat(32)}-${spanId}-01`, undefined],
  [`00-${traceId}-${"0".repeat(16)}-01`, undefined],
  [`00-${traceId.toUpperCase()}-${spanId}-01`, undefined],
  ["", undefined],
  [undefined, undefined],
])("TRACEPARENT %s is %j", (text, expected) => {
  expect(parentSpan(text)).toEqual(expected);
});

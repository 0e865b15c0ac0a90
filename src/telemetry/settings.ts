/** The environment variables of OpenTelemetry → what to export and where to. Source: its SDK configuration pages. */
import { readFileSync } from "node:fs";
import { reasonOf } from "../common/error.ts";
import { rememberSecret } from "../common/redact.ts";
import type { Attributes } from "./otlp.ts";
import type { Environment } from "./wanted.ts";

/** Where the payloads of one signal go. */
export interface Endpoint {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly timeoutMilliseconds: number;
  readonly gzip: boolean;
  /** PEM certificates that are trusted in place of the built-in ones. */
  readonly certificate?: string | undefined;
}

/** The span that this process works for. */
export interface ParentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly state: string | undefined;
}

export interface TelemetrySettings {
  readonly traces: Endpoint | undefined;
  readonly metrics: Endpoint | undefined;
  readonly parent: ParentSpan | undefined;
  /** The part of the traces that begin here which is kept, from 0 to 1; of those that do not, where `parent` is not asked. */
  readonly sampled: { readonly ratio: number; readonly followsParent: boolean };
  readonly resource: Attributes;
  readonly spanDelayMilliseconds: number;
  readonly metricIntervalMilliseconds: number;
  /** What cannot be obeyed, a sentence each. */
  readonly problems: readonly string[];
}

/** Whatever is wrong becomes a problem; a signal that cannot be sent is left out. */
export function telemetrySettings(environment: Environment, version: string): TelemetrySettings {
  const problems: string[] = [];
  const read: Reader = { environment, problems };
  return {
    traces: endpointOf(read, "TRACES", "v1/traces"),
    metrics: endpointOf(read, "METRICS", "v1/metrics"),
    parent: parentSpan(environment("TRACEPARENT"), environment("TRACESTATE")),
    sampled: samplingOf(read),
    resource: resourceOf(read, version),
    spanDelayMilliseconds: milliseconds(read, "OTEL_BSP_SCHEDULE_DELAY", 5_000),
    metricIntervalMilliseconds: milliseconds(read, "OTEL_METRIC_EXPORT_INTERVAL", 60_000),
    problems,
  };
}

interface Reader {
  readonly environment: Environment;
  readonly problems: string[];
}

type Signal = "TRACES" | "METRICS";

/** The address of a signal is taken as it is; below the common one each has a path of its own. */
function endpointOf(read: Reader, signal: Signal, path: string): Endpoint | undefined {
  const { environment, problems } = read;
  if (environment(`OTEL_${signal}_EXPORTER`) === "none") return undefined;
  const own = environment(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`);
  const common = environment("OTEL_EXPORTER_OTLP_ENDPOINT");
  const url = own ?? (common === undefined ? undefined : `${common.replace(/\/+$/, "")}/${path}`);
  if (url === undefined) return undefined;
  const name = own === undefined ? "OTEL_EXPORTER_OTLP_ENDPOINT" : `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    problems.push(`${name} is no http or https URL`);
    return undefined;
  }
  const protocol = forSignal(read, signal, "PROTOCOL") ?? "http/json";
  if (!protocol.startsWith("http/")) {
    problems.push(`OTEL_EXPORTER_OTLP_PROTOCOL=${protocol} is not spoken here; http/json is`);
    return undefined;
  }
  return {
    url,
    headers: headersOf(read, signal),
    timeoutMilliseconds: milliseconds(read, timeoutVariable(read, signal), 10_000),
    gzip: forSignal(read, signal, "COMPRESSION") === "gzip",
    certificate: certificateOf(read, signal),
  };
}

/** The variable of the signal, else the one of all. */
function forSignal({ environment }: Reader, signal: Signal, name: string): string | undefined {
  return environment(`OTEL_EXPORTER_OTLP_${signal}_${name}`) ?? environment(`OTEL_EXPORTER_OTLP_${name}`);
}

function timeoutVariable({ environment }: Reader, signal: Signal): string {
  const own = `OTEL_EXPORTER_OTLP_${signal}_TIMEOUT`;
  return environment(own) === undefined ? "OTEL_EXPORTER_OTLP_TIMEOUT" : own;
}

/** `name=value,…`, values percent-encoded; they are secrets, as a rule. */
function headersOf(read: Reader, signal: Signal): Endpoint["headers"] {
  const pairs = pairsOf(forSignal(read, signal, "HEADERS"), () =>
    read.problems.push("OTEL_EXPORTER_OTLP_HEADERS is not of the form name=value,name=value"),
  );
  return pairs.flatMap(([name, value]) => {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n]/.test(value)) {
      read.problems.push("OTEL_EXPORTER_OTLP_HEADERS holds what cannot be a header");
      return [];
    }
    rememberSecret(value);
    rememberSecret(value.replace(/^\w+ +/, ""));
    return [[name, value] as const];
  });
}

function certificateOf(read: Reader, signal: Signal): string | undefined {
  const file = forSignal(read, signal, "CERTIFICATE");
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    read.problems.push(`OTEL_EXPORTER_OTLP_CERTIFICATE cannot be read: ${reasonOf(cause)}`);
    return undefined;
  }
}

function pairsOf(text: string | undefined, complain: () => unknown): readonly (readonly [string, string])[] {
  const parts = (text ?? "").split(",").filter((part) => part.trim() !== "");
  return parts.flatMap((part) => {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    const decoded = value === undefined ? undefined : decodedOrNone(value);
    if (name !== undefined && decoded !== undefined) return [[name, decoded] as const];
    complain();
    return [];
  });
}

function decodedOrNone(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function milliseconds({ environment, problems }: Reader, name: string, usual: number): number {
  const text = environment(name);
  if (text === undefined) return usual;
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  problems.push(`${name} is a number of milliseconds, at least 1`);
  return usual;
}

/** `version-traceId-spanId-flags`; undefined where it is none. Source: W3C Trace Context, section 3.2. */
export function parentSpan(text: string | undefined, state?: string): ParentSpan | undefined {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text?.trim() ?? "");
  if (match === null) return undefined;
  const [, version = "", traceId = "", spanId = "", flags = "", more] = match;
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1, state };
}

function samplingOf({ environment, problems }: Reader): TelemetrySettings["sampled"] {
  const name = environment("OTEL_TRACES_SAMPLER") ?? "parentbased_always_on";
  const followsParent = name.startsWith("parentbased_");
  switch (name.replace("parentbased_", "")) {
    case "always_on":
      return { ratio: 1, followsParent };
    case "always_off":
      return { ratio: 0, followsParent };
    case "traceidratio": {
      const text = environment("OTEL_TRACES_SAMPLER_ARG") ?? "1";
      const ratio = Number(text);
      if (ratio >= 0 && ratio <= 1) return { ratio, followsParent };
      problems.push("OTEL_TRACES_SAMPLER_ARG is a number from 0 to 1");
      return { ratio: 1, followsParent };
    }
    default:
      problems.push(`OTEL_TRACES_SAMPLER=${name} is not known here`);
      return { ratio: 1, followsParent: true };
  }
}

/** `service.name` of OTEL_SERVICE_NAME wins over that of OTEL_RESOURCE_ATTRIBUTES. */
function resourceOf({ environment, problems }: Reader, version: string): Attributes {
  const given = pairsOf(environment("OTEL_RESOURCE_ATTRIBUTES"), () =>
    problems.push("OTEL_RESOURCE_ATTRIBUTES is not of the form name=value,name=value"),
  );
  const name = environment("OTEL_SERVICE_NAME");
  return {
    "service.name": "tributary",
    "service.version": version,
    "process.pid": process.pid,
    "process.runtime.name": "nodejs",
    "process.runtime.version": process.versions.node,
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.name": "tributary",
    "telemetry.sdk.version": version,
    ...Object.fromEntries(given),
    ...(name !== undefined && { "service.name": name }),
  };
}

/** The JSON of OTLP: what a collector takes. Source: opentelemetry-proto, and the JSON mapping of the OTLP page. */

/** Undefined ones are left out. */
export type Attributes = { readonly [name: string]: string | number | boolean | undefined };

/** Numbers of the protocol. */
export const spanKinds = { internal: 1, client: 3 } as const;
const errorStatus = 2;
const cumulative = 2;

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly traceState?: string | undefined;
  readonly name: string;
  readonly kind: (typeof spanKinds)[keyof typeof spanKinds];
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Attributes;
  readonly events: readonly { readonly time: bigint; readonly name: string; readonly attributes: Attributes }[];
  /** Set where it failed; the text may be empty. */
  readonly error?: string | undefined;
}

/** A number that only grows. */
export interface Sum {
  readonly kind: "sum";
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly points: readonly { readonly attributes: Attributes; readonly value: number }[];
}

export interface Histogram {
  readonly kind: "histogram";
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly bounds: readonly number[];
  readonly points: readonly {
    readonly attributes: Attributes;
    readonly count: number;
    readonly sum: number;
    readonly min: number;
    readonly max: number;
    /** One more than there are bounds. */
    readonly buckets: readonly number[];
  }[];
}

/** Who tells of it. */
export interface Source {
  readonly resource: Attributes;
  readonly scope: { readonly name: string; readonly version: string };
}

/** The body of `POST …/v1/traces`. */
export function tracesBody({ resource, scope }: Source, spans: readonly Span[]): object {
  const scopeSpans = [{ scope, spans: spans.map(spanJson) }];
  return { resourceSpans: [{ resource: { attributes: attributeList(resource) }, scopeSpans }] };
}

/** The body of `POST …/v1/metrics`; `from` and `to` are nanoseconds since 1970. */
export function metricsBody(
  { resource, scope }: Source,
  metrics: readonly (Sum | Histogram)[],
  { from, to }: { readonly from: bigint; readonly to: bigint },
): object {
  const times = { startTimeUnixNano: String(from), timeUnixNano: String(to) };
  const scopeMetrics = [{ scope, metrics: metrics.map((metric) => metricJson(metric, times)) }];
  return { resourceMetrics: [{ resource: { attributes: attributeList(resource) }, scopeMetrics }] };
}

function spanJson({ start, end, attributes, events, error, ...rest }: Span): object {
  return {
    ...rest,
    // The low bits are the flags of W3C Trace Context: sampled, since it is sent.
    flags: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: attributeList(attributes),
    events: events.map((event) => ({
      timeUnixNano: String(event.time),
      name: event.name,
      attributes: attributeList(event.attributes),
    })),
    status: error === undefined ? {} : { code: errorStatus, ...(error !== "" && { message: error }) },
  };
}

function metricJson(metric: Sum | Histogram, times: object): object {
  const { name, description, unit } = metric;
  const head = { name, description, unit };
  if (metric.kind === "sum") {
    const dataPoints = metric.points.map(({ attributes, value }) => ({
      attributes: attributeList(attributes),
      ...times,
      ...(Number.isInteger(value) ? { asInt: String(value) } : { asDouble: value }),
    }));
    return { ...head, sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints } };
  }
  const dataPoints = metric.points.map(({ attributes, count, buckets, ...measured }) => ({
    attributes: attributeList(attributes),
    ...times,
    count: String(count),
    ...measured,
    bucketCounts: buckets.map(String),
    explicitBounds: metric.bounds,
  }));
  return { ...head, histogram: { aggregationTemporality: cumulative, dataPoints } };
}

function attributeList(attributes: Attributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: valueJson(value) }],
  );
}

/** 64-bit whole numbers are text in JSON. */
function valueJson(value: string | number | boolean): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Engine events → sums and histograms of the whole process. */
import type { EngineError } from "../common/error.ts";
import type { EngineEvent } from "../common/event.ts";
import type { Attributes, Histogram, Sum } from "./otlp.ts";
import { databaseName, serverOf } from "./spans.ts";
import { shapeOf } from "./statement-shape.ts";

/** In seconds, as the semantic conventions advise. */
const requestBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;
const statementBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300] as const;

/** Sets of attributes per metric; what more there would be is one set. Source: the limit of the metrics SDK. */
const mostPoints = 2000;
const overflow: Attributes = { "otel.metric.overflow": true };

export class Metrics {
  readonly #statements = new Counter("tributary.statements", "Statements that ended", "{statement}");
  readonly #rows = new Counter("tributary.rows", "Rows that statements yielded", "{row}");
  readonly #requests = new Counter("tributary.requests", "Requests to APIs, retries included", "{request}");
  readonly #retries = new Counter("tributary.request.retries", "Requests that were sent again", "{request}");
  readonly #statementTimes = new Distribution(
    "db.client.operation.duration",
    "Duration of statements",
    statementBounds,
  );
  readonly #requestTimes = new Distribution("http.client.request.duration", "Duration of requests", requestBounds);
  readonly #sent = new Map<number, Attributes>();
  /** Operations of the statements that run, the innermost last. */
  readonly #running: string[] = [];
  #told: EngineError | undefined;

  see(event: EngineEvent): void {
    switch (event.kind) {
      case "statement-started":
        this.#running.push(shapeOf(event.sql).operation);
        return;
      case "statement-ended":
        this.#told = event.error;
        this.#end(this.#running.pop() ?? "UNKNOWN", event);
        return;
      case "request-sent":
        this.#sent.set(event.id, { "http.request.method": event.method, ...serverOf(event.url) });
        return;
      case "response-received":
        this.#answer(event.id, event.milliseconds, {
          "http.response.status_code": event.status,
          "error.type": event.status < 400 ? undefined : String(event.status),
        });
        return;
      case "request-failed":
        this.#answer(event.id, event.milliseconds, { "error.type": event.error.condition });
        return;
      case "request-retried":
        this.#retries.add(1, {});
        return;
      default:
    }
  }

  /** A statement that failed before it began, where none told of the error. */
  failed(error: EngineError): void {
    if (error === this.#told) return;
    this.#end(shapeOf(error.sql ?? "").operation, { rows: 0, milliseconds: 0, error });
  }

  /** Those that have points. */
  all(): readonly (Sum | Histogram)[] {
    const found = [
      this.#statements,
      this.#statementTimes,
      this.#rows,
      this.#requests,
      this.#requestTimes,
      this.#retries,
    ];
    return found.map((one) => one.metric()).filter(({ points }) => points.length > 0);
  }

  #end(
    operation: string,
    {
      rows,
      milliseconds,
      error,
    }: { readonly rows: number; readonly milliseconds: number; readonly error?: EngineError | undefined },
  ): void {
    const attributes = {
      "db.system.name": databaseName,
      "db.operation.name": operation,
      "error.type": error?.condition,
    };
    this.#statements.add(1, attributes);
    this.#rows.add(rows, { "db.operation.name": operation });
    this.#statementTimes.record(milliseconds / 1000, attributes);
  }

  #answer(id: number, milliseconds: number, facts: Attributes): void {
    const attributes = { ...this.#sent.get(id), ...facts };
    this.#sent.delete(id);
    this.#requests.add(1, attributes);
    this.#requestTimes.record(milliseconds / 1000, attributes);
  }
}

/** Points by their attributes, a bounded number of them. */
class Points<T> {
  readonly #byKey = new Map<string, { readonly attributes: Attributes; value: T }>();

  update(attributes: Attributes, change: (before: T | undefined) => T): void {
    const key = JSON.stringify(attributes);
    const isFull = this.#byKey.size >= mostPoints && !this.#byKey.has(key);
    const [place, shown] = isFull ? ["", overflow] : [key, attributes];
    const point = this.#byKey.get(place);
    if (point === undefined) this.#byKey.set(place, { attributes: shown, value: change(undefined) });
    else point.value = change(point.value);
  }

  all(): readonly { readonly attributes: Attributes; readonly value: T }[] {
    return [...this.#byKey.values()];
  }
}

class Counter {
  readonly #head: Pick<Sum, "kind" | "name" | "description" | "unit">;
  readonly #points = new Points<number>();

  constructor(name: string, description: string, unit: string) {
    this.#head = { kind: "sum", name, description, unit };
  }

  add(amount: number, attributes: Attributes): void {
    this.#points.update(attributes, (before = 0) => before + amount);
  }

  metric(): Sum {
    return { ...this.#head, points: this.#points.all() };
  }
}

type Measured = Omit<Histogram["points"][number], "attributes">;

class Distribution {
  readonly #head: Pick<Histogram, "kind" | "name" | "description" | "unit" | "bounds">;
  readonly #points = new Points<Measured>();

  constructor(name: string, description: string, bounds: readonly number[]) {
    this.#head = { kind: "histogram", name, description, unit: "s", bounds };
  }

  record(value: number, attributes: Attributes): void {
    const { bounds } = this.#head;
    const above = bounds.findIndex((bound) => value <= bound);
    const place = above < 0 ? bounds.length : above;
    this.#points.update(attributes, (before) => ({
      count: (before?.count ?? 0) + 1,
      sum: (before?.sum ?? 0) + value,
      min: Math.min(before?.min ?? Infinity, value),
      max: Math.max(before?.max ?? -Infinity, value),
      buckets: Array.from(
        { length: bounds.length + 1 },
        (_, index) => (before?.buckets[index] ?? 0) + (index === place ? 1 : 0),
      ),
    }));
  }

  metric(): Histogram {
    return { ...this.#head, points: this.#points.all().map(({ attributes, value }) => ({ attributes, ...value })) };
  }
}

/** Runs one record of a .slt file and tells what came of it, in the form that the file states what it expects. */
import { EngineError } from "../../../src/common/error.ts";
import type { ResultSet } from "../../../src/common/result.ts";
import { type ColumnType, Json, type JsonValue, textOf, type Value } from "../../../src/common/value.ts";
import type { Parameters } from "../../../src/session/parameters.ts";
import type { Session } from "../../../src/session/session.ts";
import type { Cloud } from "./clouds.ts";
import type { Expected, Record } from "./records.ts";

export interface Found extends Expected {
  /** Every request, as it was made. */
  readonly sent: readonly string[];
  /** The condition of the error; undefined where the statement succeeded. */
  readonly condition: string | undefined;
}

export async function runRecord(record: Record, session: Session, cloud: Cloud): Promise<Found> {
  for (const fault of record.faults) cloud.fail(JSON.parse(fault) as JsonValue);
  const before = cloud.requests().length;
  const outcome = await outcomeOf(record, session);
  const sent = cloud.requests().slice(before);
  // The port, the count of requests and the words of this Node's JSON parser say nothing about a statement.
  const steady = (line: string): string =>
    (cloud.steady?.(line) ?? line)
      .replaceAll(cloud.origin, cloud.shownOrigin)
      .replace(/request id [0-9a-f]+/, "request id …")
      .replace(/The parser says: [^.]+\./, "The parser says: ….");
  return {
    lines: outcome.lines.map(steady),
    warnings: outcome.warnings.map(steady),
    condition: outcome.condition,
    sent,
    requests: shownRequests(sent, record.requestOrder),
  };
}

interface Outcome {
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
  readonly condition?: string;
}

async function outcomeOf(record: Record, session: Session): Promise<Outcome> {
  const parameters = record.parameters === undefined ? undefined : (JSON.parse(record.parameters) as Parameters);
  const lines: string[] = [];
  const warnings: string[] = [];
  try {
    for await (const result of session.execute(record.sql, { parameters })) {
      lines.push(...(await linesOf(result, record)));
      warnings.push(...result.warnings.map(({ condition, message }) => `${condition}: ${message}`));
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { lines: [...lines, ...error.toString().split("\n")], warnings, condition: error.condition };
  }
  return { lines, warnings };
}

/** Column names with types, then a line for each row; the message of a statement without rows. */
async function linesOf(result: ResultSet, { rowOrder, kind }: Record): Promise<string[]> {
  const types = result.columns.map((column) => column.type);
  const rows: string[] = [];
  for await (const batch of result.batches) {
    for (const row of batch) rows.push(row.map((cell, index) => shown(cell, types[index] ?? "any")).join(" | "));
  }
  if (rowOrder === "sorted") rows.sort();
  const message = result.message?.();
  if (result.columns.length === 0) return kind === "ok" ? [] : message === undefined ? [] : [message];
  return [result.columns.map(({ name, type }) => `${name} ${type}`).join(" | "), ...rows];
}

/** A cell so that its type can be told: text that looks like something else stands in quotes. */
function shown(cell: Value, type: ColumnType): string {
  if (cell === null) return "NULL";
  const text = textOf(cell).replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  if (cell instanceof Json) return text;
  if (typeof cell !== "string") return text;
  const looksOther = /^(-?[\d.].*|true|false|NULL|[[{'].*|\s.*|.*\s|)$/s.test(text);
  return looksOther && type !== "text" && type !== "timestamp" ? `'${text}'` : text === "" ? "''" : text;
}

function shownRequests(sent: readonly string[], order: Record["requestOrder"]): string[] {
  if (order === "in-order") return [...sent];
  if (order === "sorted") return [...sent].sort();
  const counts = new Map<string, number>();
  for (const request of sent) {
    const path = /^\S+ [^?\s]+/.exec(request)?.[0] ?? request;
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts].map(([path, count]) => `${count} x ${path}`).sort();
}

/** A line of the structured log (`--log.format json`): one JSON object, without secrets. */
import type { EngineError } from "../common/error.ts";
import { jsonLine } from "../output/errors.ts";

/** What a line says beside its time. Facts that are undefined are left out. */
export interface LogRecord {
  readonly level: "debug" | "info" | "warn" | "error";
  /** The kind of what happened: that of an engine event, `message` or `error`. */
  readonly event: string;
  readonly [fact: string]: unknown;
}

/** The line, without a line break behind it. */
export function logLine(record: LogRecord): string {
  return jsonLine({ time: new Date().toISOString(), ...record });
}

/** Where the format asked for cannot be known, such as where the flags themselves are wrong: whether it seems to be JSON. */
export function seemsToWantJson(args: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  const flag = args.findIndex((arg) => /^--log\.format(=|$)/.test(arg));
  const value = args[flag]?.split("=")[1] ?? args[flag + 1];
  return (flag === -1 ? environment["TRIBUTARY_LOG_FORMAT"] : value) === "json";
}

/** An error in full: code, condition, stage, message, position, hint, outcomes of calls. */
export function errorLine(error: EngineError, facts: { readonly [fact: string]: unknown } = {}): string {
  return logLine({ level: "error", event: "error", ...facts, ...error.toJSON() });
}

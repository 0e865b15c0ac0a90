/** Reads flags: the config file first, then the environment, then the command line; the later wins. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import { environmentName, type Flag, flags, type FlagValues } from "./flags.ts";

export interface CommandLine {
  readonly positionals: readonly string[];
  readonly flags: FlagValues;
}

type Raw = { [name: string]: unknown };
type Environment = Readonly<Record<string, string | undefined>>;

const table: { readonly [name: string]: Flag } = flags;

/** Throws `configuration_error` naming the flag, with the nearest known one. */
export function readCommandLine(args: readonly string[], environment: Environment): CommandLine {
  const { values, positionals } = parse(args);
  const fromEnvironment = environmentFlags(environment);
  const file = String(values["configfile"] ?? fromEnvironment["configfile"] ?? defaultConfigFile(environment));
  const named = values["configfile"] !== undefined || fromEnvironment["configfile"] !== undefined;
  const merged = { ...fileFlags(file, named), ...fromEnvironment, ...values };
  const checked = Object.keys(table).map((name) => [name, checkedValue(name, merged[name])] as const);
  return { positionals, flags: Object.fromEntries(checked) as FlagValues };
}

function parse(args: readonly string[]): { values: Raw; positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, flag]) => [
      name,
      {
        type: flag.kind === "boolean" ? ("boolean" as const) : ("string" as const),
        multiple: flag.kind === "list",
        ...(flag.short === undefined ? {} : { short: flag.short }),
      },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw usageError(cause);
  }
}

function usageError(cause: unknown): EngineError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const unknown = /Unknown option '--?([^']*)'/.exec(message)?.[1];
  if (unknown === undefined) return configurationError(message.split(". ")[0] ?? message, undefined);
  return configurationError(`there is no flag --${unknown}`, didYouMean(unknown, Object.keys(table)));
}

function configurationError(message: string, hint: string | undefined): EngineError {
  return new EngineError({ condition: "configuration_error", stage: "config", message, hint });
}

function environmentFlags(environment: Environment): Raw {
  const found: Raw = {};
  for (const [name, flag] of Object.entries(table)) {
    const text = environment[environmentName(name)];
    if (text === undefined || name === "help" || name === "version") continue;
    found[name] = flag.kind === "list" ? text.split(",").map((part) => part.trim()) : text;
  }
  return found;
}

function defaultConfigFile(environment: Environment): string {
  const home = environment["XDG_CONFIG_HOME"] ?? join(environment["HOME"] ?? homedir(), ".config");
  return join(home, "tributary", "config.json");
}

/** The flags in a config file; none where the default one does not exist. */
function fileFlags(path: string, required: boolean): Raw {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (!required) return {};
    throw configurationError(
      `the config file ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      undefined,
    );
  }
  const entries = text.trimStart().startsWith("{") ? jsonEntries(text, path) : lineEntries(text);
  for (const [name] of entries) {
    if (!(name in table))
      throw configurationError(`${path} sets ${name}, which is no flag`, didYouMean(name, Object.keys(table)));
  }
  return Object.fromEntries(entries);
}

function jsonEntries(text: string, path: string): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(text) as object).map(([name, value]) => [
      name,
      name === "endpoint" ? endpointList(value) : value,
    ]);
  } catch (cause) {
    throw configurationError(
      `${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      undefined,
    );
  }
}

/** `{"confluent": "http://…"}` as the list that the flag takes. */
function endpointList(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value).map(([provider, url]) => `${provider}=${String(url)}`);
}

/** Lines `name=value`; `#` begins a comment line. Also how env files are written. */
export function lineEntries(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const match = /^\s*(?:export\s+)?([^#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (match === null) return [];
    const [, name = "", value = ""] = match;
    const quoted = /^(["'])(.*)\1$/.exec(value);
    return [[name, quoted?.[2] ?? value]];
  });
}

function checkedValue(name: string, value: unknown): unknown {
  const flag = table[name];
  if (flag === undefined) return undefined;
  switch (flag.kind) {
    case "boolean":
      return checkedBoolean(name, value);
    case "integer":
      return checkedInteger(name, value ?? flag.default);
    case "list":
      return value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
    case "text":
      if (value === undefined) return flag.default;
      return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}

function checkedBoolean(name: string, value: unknown): boolean {
  if (value === undefined || value === false || value === "false" || value === "0" || value === "") return false;
  if (value === true || value === "true" || value === "1") return true;
  throw configurationError(`--${name} is true or false, not ${String(value)}`, undefined);
}

function checkedInteger(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && String(value).trim() !== "") return number;
  throw configurationError(`--${name} takes a whole number, not ${String(value)}`, undefined);
}

/** Reads flags: the config file first, then the environment, then the command line; the later wins. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { configFolder } from "../paths.ts";
import { openEnvFile } from "./env-file.ts";
import { environmentName, type Flag, flags, type FlagValues } from "./flags.ts";
import { type ForeignFlag, foreignFlags } from "./foreign-flags.ts";
import { readArguments } from "./read-arguments.ts";
import { type Entries, readConfigFile } from "./setting-files.ts";
import { usage } from "./usage.ts";

export type ReadVariable = (name: string) => string | undefined;

export interface CommandLine {
  readonly positionals: readonly string[];
  readonly flags: FlagValues;
  /** Reads an environment variable; the file of --env.file wins over the process environment. */
  readonly environment: ReadVariable;
  /** Reads that file again; true where it has changed. */
  readonly refreshEnvironment?: () => boolean;
  /** The path of that file where it sets the variable. */
  readonly environmentPlace?: (name: string) => string | undefined;
  /** Why the config file is not obeyed, where the command goes on without it. */
  readonly unread?: unknown;
}

export interface ReadOptions {
  readonly withoutConfigFile?: boolean;
}

const table: { readonly [name: string]: Flag } = flags;
const foreign: { readonly [name: string]: ForeignFlag } = foreignFlags;

/** Throws `configuration_error` naming the flag, with the nearest known one where there is none of that name. */
export function readCommandLine(
  args: readonly string[],
  processEnvironment: Readonly<Record<string, string | undefined>>,
  { withoutConfigFile = false }: ReadOptions = {},
): CommandLine {
  const { values, positionals } = readArguments(args, { ...table, ...foreign });
  const given = openEnvFile("", processEnvironment).environment;
  const file = withoutConfigFile ? {} : configFlags(values, given);
  const envFile = textOf(values["env.file"] ?? given(environmentName("env.file")) ?? file["env.file"]);
  const { environment, refresh, placeOf } = openEnvFile(envFile, processEnvironment);
  const merged = { ...file, ...environmentFlags(environment), ...values };
  for (const [name, flag] of Object.entries(foreign)) checkForeign(name, flag, merged[name]);
  const checked = Object.entries(table).map(([name, flag]) => [name, checkedValue(name, flag, merged[name])] as const);
  const readers = { environment, refreshEnvironment: refresh, environmentPlace: placeOf };
  return { positionals, flags: Object.fromEntries(checked) as FlagValues, ...readers };
}

function environmentFlags(environment: ReadVariable): Entries {
  const found: { [name: string]: unknown } = {};
  for (const [name, flag] of Object.entries(table)) {
    const text = environment(environmentName(name));
    if (text === undefined || name === "help" || name === "version") continue;
    found[name] = flag.kind === "list" ? text.split(",").map((part) => part.trim()) : text;
  }
  return found;
}

/** The flags of the named config file, or of the default one where it exists. */
function configFlags(values: Entries, environment: ReadVariable): Entries {
  const named = textOf(values["configfile"] ?? environment(environmentName("configfile")));
  const path = named === "" ? join(configFolder(environment), "config.json") : named;
  if (named === "" && !existsSync(path)) return {};
  const { endpoint, ...entries } = readConfigFile(path, [...Object.keys(table), ...Object.keys(foreign)]);
  return endpoint === undefined ? entries : { ...entries, endpoint: endpointList(endpoint) };
}

/** `{"confluent": "http://…"}` as the list that the flag takes. */
function endpointList(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value).map(([provider, url]) => `${provider}=${String(url)}`);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function checkForeign(name: string, { accepted, instead }: ForeignFlag, value: unknown): void {
  if (value === undefined || accepted === "any" || accepted.includes(textOf(value))) return;
  throw usage(`--${name} has no effect in Tributary`, instead);
}

function checkedValue(name: string, flag: Flag, value: unknown): unknown {
  switch (flag.kind) {
    case "boolean":
      return checkedBoolean(name, value);
    case "integer":
      return checkedInteger(name, value ?? flag.default);
    case "list":
      return (Array.isArray(value) ? value : [value]).map(textOf).filter((text) => text !== "");
    case "text":
      return checkedText(name, flag, textOf(value));
  }
}

/** An empty text counts as one that is not given. */
function checkedText(name: string, { choices, default: usual }: Flag, text: string): unknown {
  if (text === "") return usual;
  if (choices === undefined || choices.includes(text)) return text;
  throw usage(`--${name} is one of ${choices.join(", ")}, not ${text}`);
}

function checkedBoolean(name: string, value: unknown): boolean {
  const text = textOf(value).toLowerCase();
  if (["", "false", "0"].includes(text)) return false;
  if (["true", "1"].includes(text)) return true;
  throw usage(`--${name} is true or false, not ${text}`);
}

function checkedInteger(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const text = textOf(value);
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  throw usage(`--${name} takes a whole number, not ${text === "" ? "nothing" : text}`);
}

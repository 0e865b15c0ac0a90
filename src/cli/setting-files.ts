/** The files that hold settings: the config file (flags) and env files (environment variables). */
import { readFileSync } from "node:fs";
import { reasonOf } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import { usage } from "./usage.ts";

export type Entries = { readonly [name: string]: unknown };

/** The flags of a config file: a JSON object, or KEY=value lines. Throws `configuration_error`, quoting no value. */
export function readConfigFile(path: string, known: readonly string[]): Entries {
  const text = readText(path, "the config file");
  const entries = text.trimStart().startsWith("{") ? jsonEntries(text, path) : lineEntries(text, path);
  for (const name of Object.keys(entries)) {
    if (!known.includes(name)) throw usage(`${path} sets ${name}, which is no flag`, didYouMean(name, known));
  }
  return entries;
}

/** The variables of an env file: KEY=value lines, with or without `export`. Throws `configuration_error`. */
export function readEnvFile(path: string): { readonly [name: string]: string } {
  return lineEntries(readText(path, "the env file"), path);
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw usage(`${what} ${path} cannot be read: ${reasonOf(cause)}`);
  }
}

function jsonEntries(text: string, path: string): Entries {
  try {
    return JSON.parse(text) as Entries;
  } catch {
    // The parser's message quotes the text, which may hold secrets.
    throw usage(`${path} is no valid JSON`);
  }
}

/** Blank lines and those that begin with `#` say nothing; a value may stand in quotes. */
function lineEntries(text: string, path: string): { readonly [name: string]: string } {
  const entries: [string, string][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const match = /^\s*(?:export\s+)?([^=\s]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (match === null) throw usage(`line ${index + 1} of ${path} is not of the form KEY=value`);
    const [, name = "", value = ""] = match;
    entries.push([name, /^(["'])(.*)\1$/.exec(value)?.[2] ?? value]);
  }
  return Object.fromEntries(entries);
}

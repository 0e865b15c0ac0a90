/** Files that the tools of clouds keep in the user's home: where they are, and sections of `key = value` in them. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { requestFailure } from "../failure.ts";
import { variable, type Environment } from "./secrets.ts";

export type Section = ReadonlyMap<string, string>;

/** A path in the user's home, which the environment may name. */
export function inHome(environment: Environment, ...path: readonly string[]): string {
  return join(variable(environment, "HOME") ?? variable(environment, "USERPROFILE") ?? homedir(), ...path);
}

/** A path as it is written, `~` being the home. */
export function expandHome(environment: Environment, path: string): string {
  return /^~[/\\]/.test(path) ? inHome(environment, path.slice(2)) : path;
}

/** The content of a file, undefined where there is none. Throws `missing_credentials` where it cannot be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    throw requestFailure("missing_credentials", `the credentials file ${path} cannot be read`, { cause });
  });
}

/** What a file holds, without waiting; empty where it cannot be read, or no path is given. */
export function contentNow(environment: Environment, path: string): string {
  try {
    return path === "" ? "" : readFileSync(expandHome(environment, path), "utf8");
  } catch {
    return "";
  }
}

/** The content of a file that something names. Throws `missing_credentials` where it cannot be read or is empty. */
export async function readNamed(path: string, namedBy: string): Promise<string> {
  const text = await readIfThere(path);
  if (text !== undefined && text.trim() !== "") return text.trim();
  const problem = text === undefined ? "does not exist" : "is empty";
  throw requestFailure("missing_credentials", `the file ${path}, named by ${namedBy}, ${problem}`);
}

/** Sections by name: `[name]` lines, below each `key = value`; indented lines belong to what precedes them and are left out. */
export function sectionsIn(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const name = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (name !== undefined) {
      current = sections.get(name) ?? new Map<string, string>();
      sections.set(name, current);
      continue;
    }
    const [, key, value] = /^([^\s#;=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined && value !== "") current?.set(key.toLowerCase(), value);
  }
  return sections;
}

/** The kinds of sources that a variable of a connection may have. */
import type { VariableSource } from "../../connection.ts";
import type { Environment } from "../secrets.ts";

export type QuickSource = string | { readonly env: string };

/** A source that takes time: it is read once, and kept. */
export type SlowSource = Exclude<VariableSource, QuickSource>;

/** True for what is there without waiting: a text, or another variable. */
export function isQuick(source: VariableSource): source is QuickSource {
  return typeof source === "string" || "env" in source;
}

/** The value of a text or variable; undefined where it is not set. */
export function quickValue(source: QuickSource, environment: Environment): string | undefined {
  return typeof source === "string" ? source : environment(source.env);
}

/** What a source is, for people: kind and name, never a value. */
export function describeSource(source: VariableSource): string {
  if (typeof source === "string") return "a text of the connection";
  if ("env" in source) return `the variable ${source.env}`;
  if ("file" in source) return `the file ${source.file}`;
  if ("exec" in source) return `the program ${programOf(source.exec)}`;
  return `the keychain entry ${source.keychain}${source.account === undefined ? "" : ` of ${source.account}`}`;
}

/** The name of a program, without its folder and what it is given. */
export function programOf([program = ""]: readonly string[]): string {
  return program.replace(/^.*[/\\]/, "");
}

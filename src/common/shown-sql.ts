/** SQL as errors quote it and events tell it: places stay the same, what opens an account is blanked. */
import { isOpenKey } from "./connection-keys.ts";

/** The password of `scheme://user:password@host`, but for what is named by a variable. */
const addressPassword = /(:\/\/[^\s:/@']*:)((?!\$\{)[^\s/@']+)(?=@)/g;
/** The password of `host=… password=…`. */
const pairPassword = /(\b(?:host|dbname|user|port)\s*=\s*[^\n;]*?\bpassword\s*=\s*)((?!\$\{)[^\s';]+)/gi;

/**
 * SQL with the passwords of the databases it names blanked, and what CREATE CONNECTION gives to keys that may hold
 * secrets; character for character, so that places in it stay the same. Takes broken SQL too.
 */
export function hidePasswords(sql: string): string {
  const hide = (_all: string, before: string, password: string): string => before + blank(password);
  return hideConnections(sql).replaceAll(addressPassword, hide).replaceAll(pairPassword, hide);
}

/** Breaks of lines stay: positions are told by line. */
function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, "*");
}

/** Where declarations begin; ALTER is none of ours, but an error that says so quotes it. */
const declaration =
  /\b(?:CREATE|ALTER)\b(?:\s|--[^\n]{0,500}\n|\/\*(?:[^*]|\*(?!\/)){0,500}\*\/|\b(?:OR|REPLACE|TEMP|TEMPORARY)\b)*\bCONNECTION\b/gi;

/** Strings and quoted names closed or not, comments, what separates, and words. */
const token =
  /e'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'?|'[^']*(?:''[^']*)*'?|"[^"]*(?:""[^"]*)*"?|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[(),;=]|\s+|[^\s(),;='"]+/giy;

function hideConnections(sql: string): string {
  let shown = "";
  let done = 0;
  for (const { index, 0: head } of sql.matchAll(declaration)) {
    if (index < done) continue;
    shown += sql.slice(done, index + head.length);
    const hidden = hideValues(sql, index + head.length);
    shown += hidden;
    done = index + head.length + hidden.length;
  }
  return shown + sql.slice(done);
}

/** What follows up to the end of the statement. */
function hideValues(sql: string, from: number): string {
  const state: Options = { shown: "", depth: 0, openTo: undefined, isValue: false, isOpen: false };
  token.lastIndex = from;
  for (let match = token.exec(sql); match !== null; match = token.exec(sql)) {
    const [text] = match;
    if (text === ";") break;
    state.shown += take(text, state, sql.slice(token.lastIndex, token.lastIndex + 40));
  }
  return state.shown;
}

interface Options {
  shown: string;
  depth: number;
  /** The depth that a list of members ends at; undefined outside of one. */
  openTo: number | undefined;
  /** True behind the `=` of an option. */
  isValue: boolean;
  /** True where the key of the value holds no secret. */
  isOpen: boolean;
}

function take(text: string, state: Options, rest: string): string {
  if (/^(\s|--|\/\*)/.test(text)) return text;
  if (text === "=" && !state.isValue) {
    Object.assign(state, { isValue: true, isOpen: isOpenKey(keyBefore(state.shown)) });
    return text;
  }
  if (/^[(),=]$/.test(text)) {
    separate(text, state);
    return text;
  }
  return isHidden(text, state, rest) ? hideToken(text) : text;
}

function separate(text: string, state: Options): void {
  if (text === "(") {
    if (/\bAS\s*$/i.test(state.shown.slice(-20))) state.openTo = state.depth;
    state.depth++;
  }
  if (text === ")") state.depth--;
  if (state.openTo !== undefined && state.depth <= state.openTo) state.openTo = undefined;
  // A list as a value is one level deeper than its option.
  if (state.depth <= 1 && text !== "(") state.isValue = false;
}

function isHidden(text: string, state: Options, rest: string): boolean {
  if (state.isValue) return !state.isOpen;
  const isString = /^(e?'|\$)/i.test(text);
  if (isString) return state.openTo === undefined;
  // A quoted name is part of a key, or what was meant to be a value.
  const isKey = state.shown.endsWith(".") || /^\s*[.=]/.test(rest);
  return text.startsWith('"') && state.depth > 0 && state.openTo === undefined && !isKey;
}

function hideToken(text: string): string {
  const [open = "", close = ""] =
    /^(e?'|"|\$\w*\$)/i
      .exec(text)
      ?.slice(1)
      .map((quote) => [quote, quote.slice(-1)])[0] ?? [];
  const isClosed = close !== "" && text.length > open.length && text.endsWith(close);
  if (open.startsWith("$")) return blank(text);
  return open + blank(text.slice(open.length, isClosed ? -1 : undefined)) + (isClosed ? close : "");
}

/** The key that a `=` stands behind, its parts without quotes. */
function keyBefore(shown: string): readonly string[] {
  const written = /(?:"[^"]*"|[\w-]|\s*\.\s*)+\s*$/.exec(shown.slice(-200))?.[0] ?? "";
  return written.split(".").map((part) => part.trim().replaceAll('"', ""));
}

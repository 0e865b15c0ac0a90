/** Views of a document: queries that stand for a resource. Source: `config.views.select` with its chain of fallbacks. */
import type { DocumentView } from "../model.ts";
import { objectAt, textAt, type JsonObject } from "./json.ts";

/** The dialect of the local engine, by the name that documents use. */
const ownDialect = "sqlite3";

/** Fallbacks are tried in turn; documents have one for each dialect. */
const longestChain = 10;

/** `{{ name }}` in a view stands for a value that the query around it must give. */
const placeholder = /\{\{\s{0,9}([\w.]{1,128})\s{0,9}\}\}/g;

/** The views of a resource that the local engine can run, in the order in which they are tried. */
export function viewsOf(resource: JsonObject): DocumentView[] {
  const views: DocumentView[] = [];
  let node = objectAt(resource, "config", "views", "select");
  for (let depth = 0; depth < longestChain && Object.keys(node).length > 0; depth++) {
    const sql = textAt(node, "ddl");
    const predicate = textAt(node, "predicate") ?? "";
    if (sql !== undefined && isForUs(predicate))
      views.push({ sql: sql.trim().replace(/;$/, ""), required: required(predicate, sql) });
    node = objectAt(node, "fallback");
  }
  return views;
}

function isForUs(predicate: string): boolean {
  const dialect = /sqlDialect\s{0,9}==\s{0,9}"([^"]{0,99})"/.exec(predicate)?.[1];
  return dialect === undefined || dialect === "" || dialect === ownDialect;
}

function required(predicate: string, sql: string): string[] {
  const listed = /requiredParams\s{0,9}==\s{0,9}\[([^\]]{0,9999})\]/.exec(predicate)?.[1] ?? "";
  const named = listed.split(",").map((name) => name.trim());
  const placed = [...sql.matchAll(placeholder)].map((match) => match[1] ?? "");
  return [...new Set([...named, ...placed])].filter((name) => name !== "");
}

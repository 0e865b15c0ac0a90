/** Views of documents: what SQLite itself makes of their query over the rows that the source has to have. */
import type { Answers, ExpectedRow } from "./answers.ts";
import { identifier, literal, type Given } from "./arguments.ts";
import { at, textOf, type ResourceDocument, type ServiceDocument } from "./document.ts";
import { isObject, jsonText, type Json, type JsonObject } from "./schema.ts";

export interface ViewDocument {
  readonly query: string;
  /** `[service, resource]` of the relation that it reads. */
  readonly source: readonly [service: string, resource: string];
  /** What its terms compare with texts: placeholders, and defaults. */
  readonly literals: ReadonlyMap<string, string>;
  /** Names that must be given. */
  readonly required: readonly string[];
}

const nameOfThree = /(?<![\w.'$])(\w+)\.(\w+)\.(\w+)(?![\w.(])/g;

/** The view of a resource in the dialect of SQLite; undefined where it has none that reads one relation. */
export function viewOf({ provider }: ServiceDocument, { node }: ResourceDocument): ViewDocument | undefined {
  const query = queryIn(at(node, "config", "views", "select"));
  if (query === undefined) return undefined;
  const names = [...withoutTexts(query.ddl).matchAll(nameOfThree)].filter(([, first]) => first === provider);
  const sources = new Set(names.map(([, , service, resource]) => `${service}.${resource}`));
  const [source = ""] = sources;
  if (sources.size !== 1) return undefined;
  const terms = [...query.ddl.matchAll(/(?:\w+\.)?"?(\w+)"?\s*=\s*'((?:[^']|'')*)'/g)];
  const literals = new Map(terms.map(([, name = "", text = ""]) => [name, text.replaceAll("''", "'")]));
  const [service = "", resource = ""] = source.split(".");
  const placeholders = [...literals].filter(([, text]) => isPlaceholder(text)).map(([name]) => name);
  const required = [...new Set([...query.required, ...placeholders])];
  return { query: query.ddl.replace(/;\s*$/, ""), source: [service, resource], literals, required };
}

const isPlaceholder = (text: string): boolean => /^<.*>$|\{\{|^replace-me$/.test(text);

function queryIn(
  view: ReturnType<typeof at>,
): { readonly ddl: string; readonly required: readonly string[] } | undefined {
  const ddl = textOf(view, "ddl");
  if (ddl === undefined) return undefined;
  const predicate = textOf(view, "predicate") ?? "";
  const dialect = /sqlDialect\s*==\s*"(\w+)"/.exec(predicate)?.[1] ?? "sqlite3";
  if (dialect !== "sqlite3") return queryIn(at(view, "fallback"));
  const required = /requiredParams\s*==\s*\[([^\]]*)\]/.exec(predicate)?.[1] ?? "";
  return {
    ddl,
    required: required
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  };
}

const withoutTexts = (sql: string): string => sql.replaceAll(/'(?:[^']|'')*'/g, "''");

/** What texts that hold JSON must have for the query to show something, by column. */
export function textsWithin({ query }: ViewDocument, textColumns: readonly string[]): JsonObject {
  const found = query.matchAll(/JSON_EXTRACT\(\s*(?:\w+\.)?"?(\w+)"?\s*,\s*'\$\.([^']+)'/gi);
  const objects = new Map<string, JsonObject>();
  let index = 0;
  for (const [, column = "", path = ""] of found) {
    if (!textColumns.includes(column)) continue;
    const samples: Json[] = [`${path}'s é☃`, 42, { inner: [1, "two"] }, [`${path} 1`, null], true];
    const object = objects.get(column) ?? {};
    objects.set(column, object);
    put(object, path.split("."), samples[index++ % samples.length] ?? null);
  }
  return Object.fromEntries([...objects].map(([column, object]) => [column, jsonText(object)]));
}

function put(object: JsonObject, [key = "", ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    object[key] ??= value;
    return;
  }
  const inner = object[key];
  const below = isObject(inner) ? inner : {};
  object[key] = below;
  put(below, rest, value);
}

interface Database {
  exec(sql: string): void;
  prepare(sql: string): { setReadBigInts(yes: boolean): void; all(): unknown[]; run(...values: unknown[]): unknown };
  function(name: string, run: (...values: unknown[]) => unknown): void;
  close(): void;
}

const major = Number(process.versions.node.split(".", 1)[0]);
const driver = (await import(major >= 24 ? "node:sqlite" : "@photostructure/sqlite")) as {
  readonly DatabaseSync: new (file: string) => Database;
};

interface ViewSource {
  readonly document: ViewDocument;
  readonly source: Answers;
  readonly given: Given;
  readonly others: readonly string[];
  readonly provider: string;
}

/**
 * The rows of the view: its query, run by SQLite over the source's rows and the arguments of its call. Undefined where
 * the query names what no document has.
 */
export function viewRows({
  document,
  source,
  given,
  others,
  provider,
}: ViewSource): readonly ExpectedRow[] | undefined {
  if (source.rows === undefined) return undefined;
  const named = new Map([...given].map(([input, value]) => [input.name, value]));
  // `*` shows what rows have and what was given; names of other methods can be named only.
  const nameable = /\bSELECT\s+\*/i.test(document.query) ? [] : others;
  const names = [...nameable, ...named.keys(), ...(source.rows[0]?.keys() ?? [])];
  const columns = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  const database = new driver.DatabaseSync(":memory:");
  try {
    database.function(
      "split_part",
      (text, separator, index) =>
        String(text)
          .split(String(separator))
          .at(Number(index) - (Number(index) > 0 ? 1 : 0)) ?? "",
    );
    database.exec(`CREATE TABLE src (${columns.map(identifier).join(", ")})`);
    const insert = database.prepare(`INSERT INTO src VALUES (${columns.map(() => "?").join(", ")})`);
    for (const row of source.rows)
      insert.run(...columns.map((name) => stored(row.get(name) ?? named.get(name) ?? null)));
    // A view tells columns of one name apart: `x`, `x:1`.
    database.exec(`CREATE VIEW result AS ${filled(document, named, provider)}`);
    const query = database.prepare("SELECT * FROM result");
    query.setReadBigInts(true);
    return query.all().map((row) => labelled(Object.entries(row as { readonly [column: string]: Json })));
  } catch (error) {
    if (/no such (column|function)/.test(String(error))) return undefined;
    throw error;
  } finally {
    database.close();
  }
}

/** By the names that rows have in the library: the second of exactly one name is `x_2`. */
function labelled(cells: readonly (readonly [name: string, value: Json])[]): ExpectedRow {
  const row = new Map<string, Json>();
  for (const [name, value] of cells) {
    const label = name.replace(/:\d+$/, "");
    let free = label;
    for (let copy = 2; row.has(free); copy++) free = `${label}_${copy}`;
    row.set(free, value);
  }
  return row;
}

function stored(value: Json): unknown {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "object" && value !== null ? jsonText(value) : value;
}

/** The query over `src`, with arguments in the place of placeholders and the terms that name arguments made true. */
function filled({ query, source }: ViewDocument, named: ReadonlyMap<string, Json>, provider: string): string {
  const [service, resource] = source;
  const over = query.replaceAll(`${provider}.${service}.${resource}`, "src");
  return over.replaceAll(/((?:\w+\.)?"?(\w+)"?\s*=\s*)'(?:[^']|'')*'/g, (term, start: string, name: string) => {
    const value = [...named].find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
    return value === undefined
      ? term
      : `1 = 1 /* ${start.replaceAll("*", "")} ${literal(value).replaceAll("*", "")} */`;
  });
}

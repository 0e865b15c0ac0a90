/** What may be told of a statement: what it does to what, and its text without literals. */
import { tokenize } from "../sql/lexer.ts";
import type { Token } from "../sql/token.ts";

export interface StatementShape {
  /** `SELECT`, `INSERT`, …: the first word; `UNKNOWN` where there is none. */
  readonly operation: string;
  /** The operation and the relations of a provider that are named: `SELECT confluent.org.environments`. */
  readonly summary: string;
  /** With `?` for each literal, without comments; undefined where it cannot be taken apart. */
  readonly text: string | undefined;
}

const literals: ReadonlySet<Token["kind"]> = new Set(["string", "number", "blob"]);

/** What a summary may have, as the semantic conventions say. */
const longestSummary = 255;

export function shapeOf(sql: string): StatementShape {
  const tokens = tokensOf(sql);
  const first = tokens?.find(({ kind }) => kind === "word")?.text;
  const operation = first ?? /^\s*([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase() ?? "UNKNOWN";
  if (tokens === undefined) return { operation, summary: operation, text: undefined };
  return { operation, summary: summaryOf(operation, relationsIn(tokens)), text: textOf(sql, tokens) };
}

/** Undefined where the text was cut within a token. */
function tokensOf(sql: string): readonly Token[] | undefined {
  try {
    return tokenize(sql).tokens.filter(({ kind }) => kind !== "end");
  } catch {
    return undefined;
  }
}

function textOf(sql: string, tokens: readonly Token[]): string {
  let shown = "";
  let end = 0;
  for (const token of tokens) {
    if (token.start > end && shown !== "") shown += " ";
    shown += literals.has(token.kind) ? "?" : sql.slice(token.start, token.end);
    end = token.end;
  }
  return shown;
}

/** Names of three parts, where a relation may stand. */
const beforeRelation = new Set([
  "FROM",
  "JOIN",
  "INTO",
  "UPDATE",
  "EXEC",
  "DESCRIBE",
  "EXTENDED",
  "IN",
  "LATERAL",
  ",",
]);

function relationsIn(tokens: readonly Token[]): readonly string[] {
  const found = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (beforeRelation.has(token.text)) found.add(nameAt(tokens, index + 1));
  }
  return [...found].filter((name) => name.split(".").length >= 3);
}

/** `a.b.c`, as far as it goes; empty where there is no name. */
function nameAt(tokens: readonly Token[], start: number): string {
  const parts: string[] = [];
  for (let at = start; at < tokens.length; at += 2) {
    const token = tokens[at];
    if (token === undefined || (token.kind !== "word" && token.kind !== "quoted-name")) break;
    parts.push(token.value);
    if (tokens[at + 1]?.text !== ".") break;
  }
  return parts.join(".");
}

function summaryOf(operation: string, relations: readonly string[]): string {
  let summary = operation;
  for (const name of relations) {
    if (summary.length + name.length + 1 > longestSummary) break;
    summary += ` ${name}`;
  }
  return summary;
}

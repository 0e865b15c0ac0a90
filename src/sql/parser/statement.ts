/** The statement table: the first word decides. */
import type { Statement } from "../ast.ts";
import { nearestNames } from "../../common/suggest.ts";
import type { Cursor } from "./cursor.ts";
import { parseAttach, parseDetach } from "./attach.ts";
import { parseAuth } from "./auth.ts";
import { parseAlter, parseCreate, parseDrop, parseRefresh, parseTruncate } from "./ddl.ts";
import { parseCopy } from "./copy.ts";
import { parseExec } from "./exec.ts";
import { parseQuery, parseQueryAfterWith, parseWith } from "./query.ts";
import { parsePurge, parseSet, parseSleep, parseUse } from "./session.ts";
import { parseDescribe, parseRegistry, parseShow } from "./show.ts";
import { parseTransaction } from "./transaction.ts";
import { parseDelete, parseInsert, parseUpdate } from "./write.ts";

const statements: Readonly<Record<string, (cursor: Cursor) => Statement>> = {
  SELECT: parseQuery,
  VALUES: parseQuery,
  "(": parseQuery,
  WITH: parseAfterWith,
  INSERT: (cursor) => parseInsert(cursor),
  UPDATE: (cursor) => parseUpdate(cursor),
  REPLACE: (cursor) => parseUpdate(cursor),
  DELETE: (cursor) => parseDelete(cursor),
  EXEC: parseExec,
  SHOW: parseShow,
  DESCRIBE: parseDescribe,
  DESC: parseDescribe,
  EXPLAIN: parseDescribe,
  REGISTRY: parseRegistry,
  BEGIN: parseTransaction,
  START: parseTransaction,
  COMMIT: parseTransaction,
  ROLLBACK: parseTransaction,
  SAVEPOINT: parseTransaction,
  RELEASE: parseTransaction,
  ALTER: parseAlter,
  ATTACH: parseAttach,
  AUTH: parseAuth,
  DETACH: parseDetach,
  CREATE: (cursor) => parseCreate(cursor, () => failStatement(cursor)),
  DROP: (cursor) => parseDrop(cursor, () => failStatement(cursor)),
  REFRESH: parseRefresh,
  TRUNCATE: parseTruncate,
  COPY: parseCopy,
  USE: parseUse,
  SLEEP: parseSleep,
  PURGE: parsePurge,
  SET: parseSet,
};

/** The words that begin a statement, in alphabetical order. */
const verbs: readonly string[] = Object.keys(statements)
  .filter((word) => word !== "(")
  .sort();

/** Verbs of the incumbent and of SQL at large that mean something, only not here yet. */
const unsupportedVerbs: ReadonlySet<string> = new Set(
  [
    "ANALYZE CALL CREATE DECLARE DO DROP EXECUTE FLUSH GRANT LOCK MERGE",
    "NATIVEQUERY OPTIMIZE PRAGMA PREPARE RENAME REPAIR REVOKE",
    "STREAM TABLE UNLOCK VACUUM",
  ].flatMap((line) => line.split(" ")),
);

/** statement → the rule of its first word */
export function parseStatementAt(cursor: Cursor): Statement {
  const { kind, text } = cursor.peek();
  const isVerb = kind === "word" || kind === "symbol";
  const rule = isVerb && Object.hasOwn(statements, text) ? statements[text] : undefined;
  return rule === undefined ? failStatement(cursor) : rule(cursor);
}

/** after-with → with (query | insert | update | delete) */
function parseAfterWith(cursor: Cursor): Statement {
  const tables = parseWith(cursor);
  if (cursor.at("INSERT")) return parseInsert(cursor, tables);
  if (cursor.at("UPDATE", "REPLACE")) return parseUpdate(cursor, tables);
  if (cursor.at("DELETE")) return parseDelete(cursor, tables);
  return parseQueryAfterWith(cursor, tables);
}

function failStatement(cursor: Cursor): never {
  const { kind, text, value } = cursor.peek();
  if (kind === "word" && unsupportedVerbs.has(text)) {
    throw cursor.notSupported(unsupportedName(cursor), cursor.peek(), `Statements begin with ${verbs.join(", ")}.`);
  }
  const [near] = kind === "word" ? nearestNames(value, verbs) : [];
  const known = `Statements begin with ${verbs.join(", ")}.`;
  return cursor.fail("a statement", near === undefined ? known : `Did you mean ${near}?`);
}

/** `CREATE [OR REPLACE] [TEMP] [MATERIALIZED] VIEW` and the like, without the words that change little. */
function unsupportedName(cursor: Cursor): string {
  const words = [cursor.peek().text];
  const minor = new Set(["OR", "REPLACE", "TEMP", "TEMPORARY", "UNIQUE"]);
  const objects = new Set("DATABASE FUNCTION INDEX LOGIN SCHEMA TABLE TRANSACTION TRIGGER VIEW".split(" "));
  for (let offset = 1; offset < 5; offset++) {
    const { kind, text } = cursor.peek(offset);
    if (kind !== "word") break;
    if (text === "MATERIALIZED" || objects.has(text)) words.push(text);
    else if (!minor.has(text)) break;
  }
  return words.join(" ");
}

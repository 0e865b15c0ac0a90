import { describe, expect, it } from "vitest";
import { EngineError } from "../common/error.ts";
import { positionAt } from "../common/span.ts";
import { parseScript } from "./parser.ts";

/** What goes wrong with a text: `line:column condition: message | hint`. */
function failure(text: string): string {
  try {
    parseScript(text);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    expect([error.stage, error.sql]).toEqual(["parse", text]);
    const { line, column } = positionAt(text, error.span?.start ?? -1);
    return `${line}:${column} ${error.code} ${error.message}${error.hint === undefined ? "" : ` | ${error.hint}`}`;
  }
  return "no error";
}

const transactionModes =
  "ISOLATION LEVEL SERIALIZABLE, ISOLATION LEVEL REPEATABLE READ, ISOLATION LEVEL READ COMMITTED, ISOLATION LEVEL READ UNCOMMITTED, READ ONLY, READ WRITE, NOT DEFERRABLE, DEFERRABLE";
const verbs =
  "ALTER, ATTACH, AUTH, BEGIN, COMMIT, COPY, CREATE, DELETE, DESC, DESCRIBE, DETACH, DROP, EXEC, EXPLAIN, INSERT, PURGE, REFRESH, REGISTRY, RELEASE, REPLACE, ROLLBACK, SAVEPOINT, SELECT, SET, SHOW, SLEEP, START, TRUNCATE, UPDATE, USE, VALUES, WITH";

const cases: readonly (readonly [string, string])[] = [
  ["SELECT a FROM t WHERE x = = 1", '1:27 42601 expected an expression, found "="'],
  ["SELECT a,\n  FROM t", '2:3 42601 expected an expression, found "FROM" | Is the comma before it one too many?'],
  ["SELECT a FROM", "1:14 42601 expected a table, found the end of the text"],
  ["SELECT * FORM t", '1:10 42601 expected the end of the statement, found "FORM" | Did you mean FROM?'],
  ["SELECT a FORM t", '1:15 42601 expected the end of the statement, found "t" | Did you mean FROM?'],
  ["SELECT a FROM t WEHRE b", '1:23 42601 expected the end of the statement, found "b" | Did you mean WHERE?'],
  ["SELECT a FROM t GROUP a", '1:23 42601 expected BY, found "a"'],
  [
    "SELECT a b c FROM t",
    '1:12 42601 expected the end of the statement, found "c" | Is a comma or ";" missing before "c"?',
  ],
  ["SELECT f(a b)", '1:12 42601 expected ")", found "b" | Is a comma missing before "b"?'],
  ["SELECT (1 2)", '1:11 42601 expected ")", found "2" | Is a comma missing before "2"?'],
  ["SELECT a IN (1 'x')", `1:16 42601 expected ")", found 'x' | Is a comma missing before 'x'?`],
  [
    "SELECT start, end FROM t",
    '1:15 42601 expected an expression, found "end" | END is a reserved word; as a name it needs double quotes: "end".',
  ],
  ["SELECT CASE WHEN a THEN END", '1:25 42601 expected an expression, found "END"'],
  [
    "SELECT a + order FROM t",
    '1:12 42601 expected an expression, found "order" | ORDER is a reserved word; as a name it needs double quotes: "order".',
  ],
  [
    "SELECT a FROM 'x'",
    "1:15 42601 expected a table, found 'x' | Single quotes hold text; write a name bare or in double quotes.",
  ],
  [
    "SELECT a FROM order",
    '1:15 42601 expected a table, found "order" | ORDER is a reserved word; as a name it needs double quotes: "order".',
  ],
  [
    'SHOW PROVIDERS LIKE "x"',
    "1:21 42601 expected a string, found \"x\" | Double quotes name columns; write text in single quotes: 'x'.",
  ],
  ["SELECT 1abc", '1:9 42601 expected a blank after the number 1, found "abc"'],
  [
    "SELECT a + *",
    '1:12 42601 expected an expression, found "*" | A star stands alone: SELECT *, SELECT t.*, COUNT(*).',
  ],
  ["SELECT a.", '1:10 42601 expected a name after ".", found the end of the text'],
  ["SELECT a FROM a.b.c.d.e", "1:23 42601 a dotted name has at most four parts"],
  ["SELECT 'abc", "1:8 42601 string is not closed | End it with '."],
  ['SELECT "abc', '1:8 42601 quoted name is not closed | End it with ".'],
  ["SELECT ``", "1:8 42601 a quoted name is empty"],
  ["SELECT $q$ abc", "1:8 42601 dollar-quoted string is not closed | End it with $q$."],
  ["SELECT E'a\\'", "1:8 42601 string is not closed | End it with '."],
  ["SELECT 1\n/* a /* b */", '2:1 42601 comment is not closed | End it with "*/".'],
  ["SELECT x'0g'", "1:8 42601 hexadecimal string is malformed | Write pairs of the digits 0-9 and A-F."],
  ["SELECT a[1]", '1:9 42601 unexpected character "[" | A list is json_array(1, 2), and list -> 0 its first element.'],
  ["SELECT ‘a’", '1:8 42601 unexpected character "‘" | Use straight quotes: \' for text and " for names.'],
  ["SELECT \u0000", '1:8 42601 unexpected character "\\u0000"'],
  ["SELECT CASE WHEN a THEN b", "1:26 42601 expected WHEN, ELSE or END, found the end of the text"],
  ["SELECT CASE WHEN a THEN b ELS c END", '1:27 42601 expected WHEN, ELSE or END, found "ELS" | Did you mean ELSE?'],
  ["SELECT a FROM t LEFT JION u", '1:22 42601 expected JOIN, found "JION" | Did you mean JOIN?'],
  ["SELECT a FROM t LEFT JOIN u", "1:28 42601 expected ON or USING, found the end of the text"],
  ["SELECT a FROM t CROSS JOIN u ON b", "1:30 42601 a CROSS JOIN has no ON"],
  ["SELECT a FROM t LIMIT 1 LIMIT 2", "1:25 42601 LIMIT is given twice"],
  ["SELECT CAST(a AS 1)", '1:18 42601 expected the name of a type, found "1"'],
  [
    "SELECT @@json",
    "1:8 42601 expected an expression, found \"@@json\" | @@json stands only after EXEC, as @@json = '{…}'.",
  ],
  ["INSERT INTO t (a) VALEUS (1)", '1:19 42601 expected VALUES or SELECT, found "VALEUS"'],
  ["INSERT INTO t (a.) VALUES (1)", '1:18 42601 expected a name after ".", found ")"'],
  ["UPDATE t a = 1", '1:12 42601 expected SET, found "="'],
  ["DELETE t", '1:8 42601 expected FROM, found "t"'],
  ["EXEC p.s.r.m a = 1", '1:14 42601 expected @name = value, found "a" | Arguments are written @name = value.'],
  [
    "EXEC p.s.r.m @a = 1 @b = 2",
    '1:21 42601 expected "," or the end of the statement, found "@b" | Is a comma missing?',
  ],
  ["EXEC p.s.r.m :a = 1", '1:14 42601 expected @name = value, found ":a" | Arguments are written @name = value.'],
  ["SHOW SERVICE FROM x", '1:6 42601 expected what to show, found "SERVICE" | Did you mean SERVICES?'],
  ["SHOW METHODS", "1:13 42601 expected FROM provider.service.resource, found the end of the text"],
  ["REGISTRY PUSH x", '1:10 42601 expected LIST or PULL, found "PUSH"'],
  ["EXPLAIN (FORMAT xml) SELECT 1", '1:17 42601 expected JSON or TEXT, found "xml"'],
  [
    "ATTACH shop",
    "1:8 42601 expected the file or the address of a database in quotes, found \"shop\" | For example: ATTACH 'shop.db' AS shop.",
  ],
  ["ATTACH 'a' AS b (FORMAT c)", '1:18 42601 expected TYPE or READ_ONLY, found "FORMAT"'],
  ["ATTACH 'a' (TYPE 1)", '1:18 42601 expected SQLITE or POSTGRES, found "1"'],
  ["DETACH", "1:7 42601 expected the name of a database, found the end of the text"],
  ["SELCT 1", '1:1 42601 expected a statement, found "SELCT" | Did you mean SELECT?'],
  ["42", `1:1 42601 expected a statement, found "42" | Statements begin with ${verbs}.`],
  ["SAVEPOINT", "1:10 42601 expected the name of a savepoint, found the end of the text"],
  ["CREATE OR REPLACE TRIGGER t", `1:1 0A000 CREATE TRIGGER is not supported yet | Statements begin with ${verbs}.`],
  ["CREATE VIEW v SELECT 1", '1:15 42601 expected AS, found "SELECT"'],
  ["CREATE VIEW a.v AS SELECT 1", "1:14 42601 a view, table, index or function has a name of one part"],
  ["CREATE TABLE t", '1:15 42601 expected "(" or AS, found the end of the text'],
  ["CREATE TABLE t (a)", '1:18 42601 expected the name of a type, found ")"'],
  ["CREATE TABLE t (a text,)", '1:24 42601 expected a column name, found ")"'],
  [
    "CREATE TABLE t (a text CONSTRAINT c UNIQUE)",
    "1:24 0A000 the name of a constraint of a column is not supported yet | Write CONSTRAINT name … after the columns, or leave the name out.",
  ],
  [
    "CREATE OR REPLACE TABLE t (a text)",
    '1:19 42601 expected VIEW, MATERIALIZED VIEW, TABLE, INDEX, FUNCTION or CONNECTION, found "TABLE"',
  ],
  ["DROP VIEW IF EXISTS", "1:20 42601 expected the name of what to drop, found the end of the text"],
  ["ALTER TABLE t CHANGE a", '1:15 42601 expected ADD, DROP or RENAME, found "CHANGE"'],
  ["ALTER VIEW v RENAME TO w", "1:7 0A000 ALTER VIEW is not supported yet"],
  ["REFRESH VIEW v", '1:9 42601 expected MATERIALIZED, found "VIEW"'],
  ["SELECT a < ANY (1, 2)", `1:18 42601 expected ")", found ","`],
  ["SHOW SCHEMAS", "1:6 0A000 SHOW SCHEMAS is not supported yet"],
  ["SLEEP 1.5", '1:7 42601 expected a whole number of milliseconds, found "1.5"'],
  ["SET a", '1:6 42601 expected "=", found the end of the text'],
  ["SET TRANSACTION", `1:16 42601 expected one of ${transactionModes}, found the end of the text`],
  ["BEGIN READ", `1:7 42601 expected one of ${transactionModes}, found "READ"`],
  ["BEGIN READ ONLY,", `1:17 42601 expected one of ${transactionModes}, found the end of the text`],
  ["ROLLBACK TO", "1:12 42601 expected the name of a savepoint, found the end of the text"],
  [
    "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1",
    "1:26 0A000 ON DUPLICATE KEY is not supported yet | Write ON CONFLICT (columns) DO UPDATE SET ….",
  ],
  [
    "INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = 1",
    "1:41 42601 DO UPDATE needs the columns that may conflict | Write ON CONFLICT (columns) DO UPDATE ….",
  ],
  ["DELETE FROM t LIMIT", "1:20 42601 expected an expression, found the end of the text"],
  ["INSERT INTO t (a) DEFAULT VALUES", "1:19 42601 DEFAULT VALUES takes no list of columns"],
  [
    "WITH x AS (DELETE FROM t RETURNING a) SELECT 1",
    "1:12 0A000 DELETE in WITH is not supported yet | Run the DELETE on its own, before: RETURNING makes rows of it.",
  ],
  [`SELECT ${"(".repeat(300)}`, "1:208 42601 nested more than 200 levels deep"],
  [`SELECT ${"NOT ".repeat(300)}a`, "1:808 42601 nested more than 200 levels deep"],
  [`SELECT 1 FROM ${"(".repeat(300)}`, "1:215 42601 nested more than 200 levels deep"],
  [
    `SELECT ${Array.from({ length: 2000 }, () => "a").join("+")}`,
    "1:1 42601 more than 1000 operators are chained or nested | Write a long OR of equalities as IN (…), and a long UNION ALL of rows as VALUES.",
  ],
];

describe("a text that does not parse", () => {
  it.each(cases)("%s", (text, expected) => {
    expect(failure(text)).toBe(expected);
  });

  it("is shown with its place", () => {
    const error = ((): unknown => {
      try {
        return parseScript("SELECT a\nFORM t");
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(String(error)).toBe(
      'ERROR 42601 (syntax_error): expected the end of the statement, found "t"\n2 | FORM t\n         ^\nHINT: Did you mean FROM?',
    );
  });
});

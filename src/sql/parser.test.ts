import { describe, expect, it } from "vitest";
import type { Node } from "./ast.ts";
import { format } from "./format/format.ts";
import { parseExpression, parseScript, parseStatement } from "./parser.ts";
import { print } from "./printer.ts";
import { heightOf } from "./traverse.ts";

/** [written, as it is printed]: the many ways to write one tree. */
const folded: readonly (readonly [string, string])[] = [
  ["select a b from t u", "SELECT a AS b FROM t AS u"],
  ["SELECT a AS 'x y' FROM t", 'SELECT a AS "x y" FROM t'],
  ["SELECT `a``b` FROM `t`", 'SELECT "a`b" FROM "t"'],
  ["SELECT ALL a FROM t", "SELECT a FROM t"],
  ["SELECT DISTINCTROW a FROM t", "SELECT DISTINCT a FROM t"],
  ["SELECT SQL_NO_CACHE a FROM t", "SELECT a FROM t"],
  ["SELECT STRAIGHT_JOIN a FROM t", "SELECT a FROM t"],
  ["SELECT distinctrow, sql_cache FROM t", "SELECT distinctrow, sql_cache FROM t"],
  ["SELECT * EXCLUDE a FROM t", "SELECT * EXCLUDE (a) FROM t"],
  ["SELECT a != b, a == b, a && b, a MOD b, !a", "SELECT a <> b, a = b, a AND b, a % b, NOT a"],
  ["SELECT !a = b", "SELECT (NOT a) = b"],
  ["SELECT a RLIKE 'x'", "SELECT a REGEXP 'x'"],
  ["SELECT a ~ 'x', a !~ 'x', ~a", "SELECT a REGEXP 'x', a NOT REGEXP 'x', ~a"],
  ["SELECT a ~* 'x' || b AND a !~* b", "SELECT a ~* 'x' || b AND a !~* b"],
  ["SELECT a ISNULL, a NOTNULL, a NOT NULL", "SELECT a IS NULL, a IS NOT NULL, a IS NOT NULL"],
  ["SELECT a IS UNKNOWN", "SELECT a IS NULL"],
  ["SELECT a IS b, a IS NOT b", "SELECT a IS NOT DISTINCT FROM b, a IS DISTINCT FROM b"],
  [
    "SELECT a::int, -1::text, a::double precision",
    "SELECT CAST(a AS INT), -CAST(1 AS TEXT), CAST(a AS DOUBLE PRECISION)",
  ],
  ["SELECT a::timestamp(3) with time zone", "SELECT CAST(a AS TIMESTAMP(3) WITH TIME ZONE)"],
  ["SELECT CONVERT(a, CHAR(3))", "SELECT CAST(a AS CHAR(3))"],
  ["SELECT DATE '2026-01-01'", "SELECT CAST('2026-01-01' AS DATE)"],
  ["SELECT EXTRACT(year FROM a)", "SELECT EXTRACT('year', a)"],
  ["SELECT SUBSTRING(a FROM 2 FOR 3), SUBSTRING(a FOR 3)", "SELECT SUBSTRING(a, 2, 3), SUBSTRING(a, 1, 3)"],
  [
    "SELECT overlay(a PLACING 'x' FROM 2 FOR 3), overlay(a PLACING b FROM 2), overlay(a, b, 2)",
    "SELECT overlay(a, 'x', 2, 3), overlay(a, b, 2), overlay(a, b, 2)",
  ],
  ["SELECT mode() WITHIN GROUP (ORDER BY a)", "SELECT mode(a)"],
  ["SELECT POSITION('x' IN a)", "SELECT POSITION('x', a)"],
  ["SELECT POSITION(a = b, c)", "SELECT POSITION(a = b, c)"],
  ["SELECT TRIM(a), TRIM('x' FROM a), TRIM(LEADING 'x' FROM a)", "SELECT TRIM(a), TRIM(a, 'x'), ltrim(a, 'x')"],
  ["SELECT TRIM(TRAILING FROM a), TRIM(leading)", "SELECT rtrim(a), TRIM(leading)"],
  ["SELECT GROUP_CONCAT(a ORDER BY b SEPARATOR ';')", "SELECT GROUP_CONCAT(a, ';' ORDER BY b)"],
  ["SELECT count(ALL a)", "SELECT count(a)"],
  ["SELECT E'a\\n\\x41\\u00e9\\'b', $$x'y$$, $q$a$$b$q$", "SELECT 'a\nAé''b', 'x''y', 'a$$b'"],
  ["SELECT X'0AFF', b'101'", "SELECT x'0aff', x'05'"],
  ["SELECT 1 -- one\n, 2 # two\n, 3 // three\n /* four /* five */ */", "SELECT 1, 2, 3"],
  ["SELECT (((a)))", "SELECT a"],
  ["((SELECT 1))", "SELECT 1"],
  ["SELECT ((SELECT 1) UNION SELECT 2)", "SELECT (SELECT 1 UNION SELECT 2)"],
  ["SELECT a IN ((SELECT 1) UNION SELECT 2)", "SELECT a IN (SELECT 1 UNION SELECT 2)"],
  ["(SELECT 1) UNION DISTINCT (SELECT 2)", "SELECT 1 UNION SELECT 2"],
  ["SELECT 1 UNION SELECT 2 INTERSECT SELECT 3", "SELECT 1 UNION (SELECT 2 INTERSECT SELECT 3)"],
  ["SELECT * FROM ((SELECT 1)) x", "SELECT * FROM (SELECT 1) AS x"],
  ["SELECT * FROM ((SELECT 1) UNION (SELECT 2)) x", "SELECT * FROM (SELECT 1 UNION SELECT 2) AS x"],
  ["SELECT * FROM ((SELECT 1) a JOIN b ON c)", "SELECT * FROM (SELECT 1) AS a JOIN b ON c"],
  ["SELECT * FROM (t)", "SELECT * FROM t"],
  ["SELECT * FROM a INNER JOIN b ON c STRAIGHT_JOIN d", "SELECT * FROM a JOIN b ON c JOIN d"],
  ["SELECT * FROM a LEFT OUTER JOIN b ON c", "SELECT * FROM a LEFT JOIN b ON c"],
  ["SELECT a FROM t GROUP BY a, b WITH ROLLUP", "SELECT a FROM t GROUP BY ROLLUP (a, b)"],
  [
    "SELECT a = ANY (SELECT b FROM u), a <> ALL ((SELECT 1) UNION SELECT 2)",
    "SELECT a IN (SELECT b FROM u), a NOT IN (SELECT 1 UNION SELECT 2)",
  ],
  ["SELECT a > SOME (b)", "SELECT a > ANY (SELECT element.value FROM json_each(b) AS element)"],
  ["SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a)", "SELECT percentile_cont(a, 0.5)"],
  ["SELECT string_agg(a, ',') WITHIN GROUP (ORDER BY b)", "SELECT string_agg(a, ',' ORDER BY b)"],
  ["SELECT a FROM t ORDER BY a ASC", "SELECT a FROM t ORDER BY a"],
  ["SELECT a FROM t LIMIT 5, 10", "SELECT a FROM t LIMIT 10 OFFSET 5"],
  ["SELECT a FROM t OFFSET 5 LIMIT 10", "SELECT a FROM t LIMIT 10 OFFSET 5"],
  ["SELECT a FROM t LIMIT ALL", "SELECT a FROM t"],
  ["SELECT a FROM t OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY", "SELECT a FROM t LIMIT 10 OFFSET 5"],
  ["SELECT a FROM t FETCH FIRST ROW ONLY", "SELECT a FROM t LIMIT 1"],
  ["SELECT a FROM t FOR UPDATE SKIP LOCKED", "SELECT a FROM t"],
  ["SELECT a FROM t LOCK IN SHARE MODE", "SELECT a FROM t"],
  ["INSERT IGNORE p.s.r (a) VALUES (1)", "INSERT INTO p.s.r (a) VALUES (1)"],
  ["INSERT INTO t ((SELECT 1))", "INSERT INTO t SELECT 1"],
  ["EXEC p.s.r.m @a = 1 @@json = '{}'", "EXEC p.s.r.m @a = 1, @@json = '{}'"],
  ["SHOW SERVICES EXTENDED IN aws", "SHOW EXTENDED SERVICES FROM aws"],
  ["SHOW AUTH p", "SHOW AUTH FROM p"],
  ["AUTH CHECK", "SHOW CREDENTIALS"],
  ["AUTH CHECK p", "SHOW CREDENTIALS FROM p"],
  ["auth login p serviceaccount 'k.json'", "AUTH LOGIN p SERVICEACCOUNT 'k.json'"],
  ["SHOW VERSION EXTENDED", "SHOW EXTENDED VERSION"],
  ["SHOW INSERT /*+ required */ INTO p.s.r (a, b)", "SHOW INSERT /*+ REQUIRED */ INTO p.s.r (a, b)"],
  ["SET SESSION a TO 1", "SET a = 1"],
  ["SET GLOBAL \"$.a\" = 'x'", "SET \"$.a\" = 'x'"],
  ["PURGE", "PURGE"],
  ["EXPLAIN USE p", "EXPLAIN USE p"],
  ["SLEEP 10", "SLEEP 10"],
  ["DESC p.s.r", "DESCRIBE p.s.r"],
  ["EXPLAIN p.s.r", "DESCRIBE p.s.r"],
  ["DESCRIBE method", "DESCRIBE method"],
  ["DESCRIBE EXTENDED METHOD p.s.r.m", "DESCRIBE METHOD EXTENDED p.s.r.m"],
  ["EXPLAIN show.a.b", "DESCRIBE show.a.b"],
  ["DESC SELECT 1", "EXPLAIN SELECT 1"],
  ["EXPLAIN ANALYZE SELECT 1", "EXPLAIN (ANALYZE) SELECT 1"],
  ["EXPLAIN FORMAT=JSON SELECT 1", "EXPLAIN (FORMAT json) SELECT 1"],
  ["EXPLAIN (FORMAT text, ANALYZE false, VERBOSE) SELECT 1", "EXPLAIN SELECT 1"],
  ["EXPLAIN QUERY PLAN SELECT 1", "EXPLAIN SELECT 1"],
  ["REGISTRY PULL google 'v1.2.3'", "REGISTRY PULL google v1.2.3"],
  // verifies: text.version-token
  ["REGISTRY PULL google v1.2.3-rc1 ;", "REGISTRY PULL google 'v1.2.3-rc1'"],
];

describe("parse", () => {
  it.each(folded)("reads %s", (written, printed) => {
    expect(print(parseStatement(written))).toBe(printed);
  });

  it("reads a script as its statements, leaving out empty ones", () => {
    const { statements } = parseScript(";; SELECT 1;\n;REGISTRY LIST; ");
    expect(statements.map((statement) => statement.kind)).toEqual(["query", "registry-list"]);
  });

  it("gives every node the place where it was written", () => {
    const text = "SELECT (a + b) * c FROM p.s.r t WHERE x IN (1, 2)";
    const { body } = parseStatement(text) as unknown as {
      body: Record<"from" | "where", Node> & { items: [Node] };
    };
    const written = ({ span }: Node): string => text.slice(span.start, span.end);
    expect([written(body.items[0]), written(body.from), written(body.where)]).toEqual([
      "(a + b) * c",
      "p.s.r t",
      "x IN (1, 2)",
    ]);
  });

  it("keeps comments by place and hints by verb", () => {
    const script = parseScript("/* a */ SELECT /*+ await,MAX_ROWS(5) */ 1 /*+ b */; -- c");
    expect(script.comments.map(({ text }) => text)).toEqual(["/* a */", "/*+ b */", "-- c"]);
    expect(script.statements[0]).toMatchObject({ body: { hints: ["AWAIT", "MAX_ROWS(5)"] } });
  });

  it("keeps whole numbers exact", () => {
    expect(parseExpression("9007199254740993")).toMatchObject({ value: 9007199254740993n, raw: "9007199254740993" });
    expect(parseExpression("0xFF")).toMatchObject({ value: 255, raw: "0xFF" });
  });

  it("leaves out what is absent", () => {
    expect(Object.keys(parseStatement("SELECT 1"))).toEqual(["kind", "body", "orderBy", "span"]);
  });
});

describe("parse, on long texts", () => {
  it("reads a list of 10,000 items", () => {
    const items = Array.from({ length: 10_000 }, (_, index) => index);
    expect(parseExpression(`a IN (${items.join(", ")})`)).toMatchObject({ items: { length: 10_000 } });
  });

  it("reads a script of a megabyte", () => {
    const { statements } = parseScript("SELECT a, b, 'c' FROM p.s.r WHERE d = 1;\n".repeat(25_000));
    expect(statements).toHaveLength(25_000);
  });

  // verifies: text.nesting
  it("reads 200 levels of parentheses", () => {
    expect(parseExpression("(".repeat(199) + "1" + ")".repeat(199))).toMatchObject({ kind: "literal", value: 1 });
    expect(print(parseExpression("f(1 + ".repeat(199) + "1" + ")".repeat(199)))).toHaveLength(199 * 7 + 1);
  });

  // verifies: text.nesting
  it.each([
    ["derived tables", "SELECT a FROM (", "SELECT 1 AS a", ") AS t"],
    ["subqueries", "SELECT (", "SELECT 1", ") AS a"],
    ["subqueries in conditions", "SELECT 1 WHERE a IN (", "SELECT 1", ")"],
    ["common tables", "WITH t AS (", "SELECT 1 AS a", ") SELECT a FROM t"],
    ["queries in parentheses", "(", "SELECT 1", " LIMIT 2)"],
    ["branches", "CASE WHEN a THEN ", "1", " END"],
    ["functions", "f(", "1", ")"],
  ])("reads, prints and lays out 199 levels of %s", (_what, before, inside, after) => {
    const nest = before.repeat(199) + inside + after.repeat(199);
    const text = /^(?:SELECT|WITH|\()/.test(before) ? nest : `SELECT ${nest}`;
    const printed = print(parseScript(text));
    expect(print(parseScript(printed))).toBe(printed);
    expect(print(parseScript(format(text)))).toBe(printed);
  });

  it("makes trees of chains of 100,000 conditions that are not high, and reads their print as the same tree", () => {
    for (const operator of ["AND", "OR"]) {
      const tree = parseExpression(Array.from({ length: 100_000 }, (_, i) => `a = ${i}`).join(` ${operator} `));
      expect(heightOf(tree)).toBeLessThan(700);
      const printed = print(tree);
      expect(printed.match(/= \d+/g)).toHaveLength(100_000);
      expect(print(parseExpression(printed))).toBe(printed);
    }
  });

  it("prints the highest tree that it reads", () => {
    const chain = Array.from({ length: 990 }, () => "a").join(" + ");
    expect(print(parseExpression(chain))).toBe(chain);
  });
});

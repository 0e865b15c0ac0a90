import { expect, it } from "vitest";
import { lint } from "./lint.ts";

it.each([
  ["DELETE FROM a.b.c", ["write-without-where a.b.c"]],
  ["UPDATE a.b.c SET x = 1", ["write-without-where a.b.c"]],
  ["SELECT a FROM t WHERE a = NULL OR NULL <> b", ["equals-null a = NULL", "equals-null NULL <> b"]],
  ["SELECT a FROM t WHERE a NOT IN (SELECT b FROM u)", ["not-in-query a NOT IN (SELECT b FROM u)"]],
  ["SELECT a FROM t, u", ["comma-join u"]],
  ["SELECT a FROM t, u WHERE t.a = u.a", []],
  ["SELECT a FROM t, json_each(t.b)", []],
  ["INSERT INTO a.b.c (x) SELECT * FROM t", ["insert-star *"]],
  ["SELECT a FROM t LIMIT 10", ["limit-without-order 10"]],
  ["SELECT a FROM t WHERE a LIKE 'x'", ["like-without-wildcard a LIKE 'x'"]],
  ["WITH u AS (SELECT 1 AS a), v AS (SELECT 2 AS a) SELECT * FROM V", ["unused-table u"]],
  ["SELECT * FROM (SELECT a, b + 1, upper(c) AS d FROM t) AS u", ["unaliased-derived-column b + 1"]],
  ["WITH u AS (SELECT count(*) FROM t) SELECT * FROM u", ["unaliased-derived-column count(*)"]],
  ["WITH u (n) AS (SELECT count(*) FROM t) SELECT * FROM u", []],
  ["SELECT count(*) FROM t", []],
  ["SELECT a FROM t WHERE a OR b || c", ["joined-after-or b || c"]],
  ["SELECT a FROM t WHERE a OR b || c = 'x'", []],
  ["SELECT a FROM t WHERE a IS NULL AND b LIKE 'x%' AND c IN (SELECT d FROM u) ORDER BY a LIMIT 1", []],
])("%s", (sql, expected) => {
  expect(lint(sql).map(({ code, span }) => `${code} ${sql.slice(span.start, span.end)}`)).toEqual(expected);
});

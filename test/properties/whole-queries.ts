/** Random queries of the whole language over `items`: every clause, nested, in SQL that plain SQLite takes as well. */
import fc from "fast-check";
import { condition } from "./queries.ts";

const pick = fc.constantFrom<string[]>;
const some = <T>(parts: fc.Arbitrary<T>, least = 1, most = 3): fc.Arbitrary<T[]> =>
  fc.array(parts, { minLength: least, maxLength: most });

/** Expressions over `i`, one row of the items. */
const scalar: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    pick("i.id", "i.t", "i.n", "i.b", "1", "2.5", "'a'", "NULL"),
    fc.tuple(pick("i.id", "i.n", "3"), pick("+", "-", "*"), pick("i.n", "2", "0.5")).map((parts) => parts.join(" ")),
    tie("node").map((inner) => `coalesce(${inner}, 'none')`),
    fc
      .tuple(condition("i."), tie("node"), tie("node"))
      .map(([when, a, b]) => `CASE WHEN ${when} THEN ${a} ELSE ${b} END`),
    tie("node").map((inner) => `nullif(${inner}, 'a')`),
    pick("length(i.t)", "lower(i.t)", "i.t || '!'", "abs(i.n)", "typeof(i.id)", "(i.id IS NOT NULL)"),
    pick(
      "(SELECT max(o.n) FROM {items} o WHERE o.t = i.t)",
      "(SELECT count(*) FROM {items} o WHERE o.id > i.id)",
      "EXISTS (SELECT 1 FROM {items} o WHERE o.t = i.t AND o.id IS NOT i.id)",
    ),
  ),
})).node;

const predicate: fc.Arbitrary<string> = fc.oneof(
  condition("i."),
  pick(
    "i.id IN (SELECT o.id FROM {items} o WHERE o.b)",
    "i.id NOT IN (SELECT o.id FROM {items} o WHERE o.id IS NOT NULL AND o.n > 0)",
    "i.t NOT IN (SELECT o.t FROM {items} o WHERE o.b)",
    "EXISTS (SELECT 1 FROM {items} o WHERE o.t = i.t AND o.n > i.n)",
    "NOT EXISTS (SELECT 1 FROM {items} o WHERE o.id < i.id)",
    "i.n BETWEEN 0 AND 10",
    "i.id NOT BETWEEN 0 AND 5",
    "i.n >= (SELECT avg(o.n) FROM {items} o)",
    "(i.id, i.t) IN (SELECT o.id, o.t FROM {items} o WHERE o.n > 0)",
    "i.id IS NOT DISTINCT FROM 1",
    "i.t IN ('a', 'ab') AND i.id <> 1",
  ),
  fc.tuple(scalar, pick("=", "<>", "<", ">="), scalar).map((parts) => parts.join(" ")),
);

const where = fc
  .array(predicate, { maxLength: 2 })
  .map((terms) => (terms.length === 0 ? "" : ` WHERE ${terms.map((term) => `(${term})`).join(" AND ")}`));

const relation = fc.oneof(
  { weight: 3, arbitrary: fc.constant("{items} i") },
  { weight: 1, arbitrary: where.map((filter) => `(SELECT * FROM {items} i${filter}) i`) },
  { weight: 1, arbitrary: fc.constant("(SELECT * FROM {items} UNION ALL SELECT * FROM {items}) i") },
);

const named = (expressions: readonly string[]): string =>
  expressions.map((expression, index) => `${expression} AS c${index}`).join(", ");

const plain = fc
  .tuple(pick("", "DISTINCT "), some(scalar), relation, where)
  .map(([distinct, items, from, filter]) => `SELECT ${distinct}${named(items)} FROM ${from}${filter}`);

const aggregate = pick(
  "count(*)",
  "count(i.id)",
  "count(DISTINCT i.t)",
  "sum(i.b)",
  "min(i.t)",
  "max(i.n)",
  "total(i.b)",
);
const grouped = fc
  .tuple(
    some(pick("i.t", "i.b", "i.id", "i.n > 0"), 1, 2),
    some(aggregate),
    relation,
    where,
    pick("", " HAVING count(*) > 1"),
  )
  .map(([keys, aggregates, from, filter, having]) => {
    const list = keys.map((key) => `(${key})`);
    return `SELECT ${named([...list, ...aggregates])} FROM ${from}${filter} GROUP BY ${list.join(", ")}${having}`;
  });

/** Windows whose value does not depend on the order of equal rows. */
const window = pick(
  "rank() OVER (ORDER BY i.n)",
  "dense_rank() OVER (PARTITION BY i.b ORDER BY i.id DESC)",
  "count(*) OVER (PARTITION BY i.t)",
  "sum(i.b) OVER (ORDER BY i.id RANGE UNBOUNDED PRECEDING)",
  "max(i.n) OVER (ORDER BY i.id GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW)",
  "min(i.id) FILTER (WHERE i.b) OVER (PARTITION BY i.t)",
  "percent_rank() OVER w",
);
const windowed = fc
  .tuple(some(window, 1, 2), relation, where)
  .map(
    ([windows, from, filter]) =>
      `SELECT ${named(["i.id", "i.t", ...windows])} FROM ${from}${filter} WINDOW w AS (ORDER BY i.n)`,
  );

const joined = fc
  .tuple(
    pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"),
    pick("o.t = i.t", "o.id = i.id AND o.b", "o.n > i.n", "o.id = i.id AND i.b"),
    where,
  )
  .map(
    ([kind, on, filter]) =>
      `SELECT i.id AS c0, i.t AS c1, o.n AS c2 FROM {items} i ${kind} {items} o ON ${on}${filter}`,
  );

const compound = fc
  .tuple(pick("UNION", "UNION ALL", "EXCEPT", "INTERSECT"), where, where)
  .map(([word, a, b]) => `SELECT i.id AS c0, i.t AS c1 FROM {items} i${a} ${word} SELECT i.id, i.t FROM {items} i${b}`);

const common = fc
  .tuple(pick("", "RECURSIVE "), where, fc.oneof(plain, joined))
  .map(
    ([recursive, filter, query]) =>
      `WITH ${recursive}i0 AS (SELECT * FROM {items} i${filter}) ${query.replaceAll("{items}", "i0")}`,
  );

const body = fc.oneof(plain, grouped, windowed, joined, compound, common);

/** Any of these, or one around another. Its rows come in no order. */
export const wholeQuery: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: body },
    {
      weight: 1,
      arbitrary: body.map((inner) => `SELECT count(*), count(DISTINCT x.c0), min(x.c1 IS NULL) FROM (${inner}) x`),
    },
  )
  .filter((query) => !query.includes("x.c1") || /AS c1\b/.test(query));

/** A query ordered by every column that it shows: rows that are alike in all are alike. */
export const orderedQuery: fc.Arbitrary<string> = fc
  .tuple(
    some(pick("i.id", "i.t", "i.n", "i.b"), 1, 4),
    where,
    pick("", " DESC"),
    pick("", " NULLS LAST"),
    fc.nat(5),
    fc.nat(3),
  )
  .map(([columns, filter, direction, nulls, limit, offset]) => {
    const keys = columns.map((_, index) => `c${index}${direction}${nulls}`);
    return `SELECT ${named(columns)} FROM {items} i${filter} ORDER BY ${keys.join(", ")} LIMIT ${limit} OFFSET ${offset}`;
  });

/** Random queries in the forms that no local engine has, each with the plain SQL that it means. */
import fc from "fast-check";
import { condition } from "./queries.ts";

/** `{items}`, `{kids}` and dot paths in braces stand for what `remote` and `local` make of them. */
export interface Pair {
  readonly form: string;
  readonly plain: string;
}

const columns = ["i.t", "i.b", "i.id", "i.n"] as const;
const column = fc.constantFrom(...columns);
const where = condition("i.");
const direction = fc.constantFrom("", " DESC");

const qualify: fc.Arbitrary<Pair> = fc
  .tuple(where, column, column, direction, fc.integer({ min: 1, max: 3 }))
  .map(([cond, part, order, way, most]) => {
    const window = `rank() OVER (PARTITION BY ${part} ORDER BY ${order}${way})`;
    return {
      form: `SELECT i.t, i.id, ${window} AS place FROM {items} i WHERE ${cond} QUALIFY place <= ${most} AND i.t IS NOT NULL`,
      plain: `SELECT t, id, place FROM (SELECT i.t, i.id, ${window} AS place FROM {items} i WHERE ${cond}) WHERE place <= ${most} AND t IS NOT NULL`,
    };
  });

const distinctOn: fc.Arbitrary<Pair> = fc.tuple(where, column, direction).map(([cond, key, way]) => {
  const order = `i.t${way}, i.id, i.n, i.b`;
  const number = `row_number() OVER (PARTITION BY ${key} ORDER BY ${order})`;
  return {
    form: `SELECT DISTINCT ON (${key}) i.t, i.id AS t, i.n FROM {items} i WHERE ${cond} ORDER BY ${key}, ${order}`,
    plain: `SELECT t, id, n FROM (SELECT i.*, ${number} AS place FROM {items} i WHERE ${cond}) WHERE place = 1`,
  };
});

const groupings: readonly (readonly [string, readonly (readonly string[])[]])[] = [
  ["ROLLUP (i.t, i.b)", [["i.t", "i.b"], ["i.t"], []]],
  ["CUBE (i.t, i.b)", [["i.t", "i.b"], ["i.t"], ["i.b"], []]],
  ["GROUPING SETS (i.t, (i.b, i.t), (), ())", [["i.t"], ["i.t", "i.b"], [], []]],
  ["i.t, ROLLUP (i.b)", [["i.t", "i.b"], ["i.t"]]],
  ["ROLLUP (1), GROUPING SETS (i.b, ())", [["i.t", "i.b"], ["i.t"], ["i.b"], []]],
];

const grouping: fc.Arbitrary<Pair> = fc
  .tuple(where, fc.constantFrom(...groupings), fc.nat(2))
  .map(([cond, [written, sets], least]) => {
    const branch = (set: readonly string[]): string => {
      const [t, b] = ["i.t", "i.b"].map((key) => (set.includes(key) ? key : "NULL"));
      const bits = (set.includes("i.t") ? 0 : 2) + (set.includes("i.b") ? 0 : 1);
      const keys = set.length === 0 ? "" : ` GROUP BY ${set.join(", ")}`;
      const rows = `SELECT ${t} AS t, ${b} AS b, ${bits} AS g, count(*) AS c, sum(i.id) AS s FROM {items} i WHERE ${cond}${keys}`;
      return `SELECT t, b, g, c, s FROM (${rows}) WHERE c >= ${least}`;
    };
    return {
      form: `SELECT i.t, i.b, GROUPING(i.t, i.b), count(*), sum(i.id) FROM {items} i WHERE ${cond} GROUP BY ${written} HAVING count(*) >= ${least}`,
      plain: sets.map(branch).join(" UNION ALL "),
    };
  });

const copies: fc.Arbitrary<Pair> = fc
  .tuple(where, where, fc.constantFrom("INTERSECT", "EXCEPT"))
  .map(([left, right, operator]) => {
    const numbered = `SELECT i.t, i.b, row_number() OVER (PARTITION BY i.t, i.b) AS copy FROM {items} i WHERE ${left}`;
    const others = `(SELECT count(*) FROM {items} i WHERE (${right}) AND i.t IS l.t AND i.b IS l.b)`;
    return {
      form: `SELECT i.t, i.b FROM {items} i WHERE ${left} ${operator} ALL SELECT i.t, i.b FROM {items} i WHERE ${right}`,
      plain: `SELECT l.t, l.b FROM (${numbered}) l WHERE copy ${operator === "EXCEPT" ? ">" : "<="} ${others}`,
    };
  });

const laterals: readonly Pair[] = [
  {
    form: "SELECT i.id, x.k, x.v FROM {items} i, LATERAL (SELECT k.k, k.v FROM {kids} k WHERE k.item = i.id) x",
    plain: "SELECT i.id, k.k, k.v FROM {items} i JOIN {kids} k ON k.item = i.id",
  },
  {
    form: "SELECT i.id, x.* FROM {items} i LEFT JOIN LATERAL (SELECT k.k, k.v FROM {kids} k WHERE k.item = i.id) x ON x.k > 0",
    plain: "SELECT i.id, k.k, k.v FROM {items} i LEFT JOIN {kids} k ON k.item = i.id AND k.k > 0",
  },
  {
    form: "SELECT i.id, x.c, x.m FROM {items} i, LATERAL (SELECT count(*), max(k.v) FROM {kids} k WHERE k.item = i.id) x (c, m)",
    plain:
      "SELECT i.id, (SELECT count(*) FROM {kids} k WHERE k.item = i.id), (SELECT max(k.v) FROM {kids} k WHERE k.item = i.id) FROM {items} i",
  },
  {
    form: "SELECT x.t, x.n, x.b, x.j, y.third FROM {items} i, LATERAL (SELECT i.*) x, LATERAL (SELECT x.n / 3 AS third) y",
    plain: "SELECT i.t, i.n, i.b, i.j, i.n / 3 FROM {items} i",
  },
];

const lateral: fc.Arbitrary<Pair> = fc.tuple(fc.constantFrom(...laterals), where).map(([{ form, plain }, cond]) => ({
  form: `${form} WHERE ${cond}`,
  plain: `${plain} WHERE ${cond}`,
}));

const quantified: fc.Arbitrary<Pair> = fc
  .tuple(
    fc.constantFrom("i.n", "i.id"),
    fc.constantFrom("=", "<>", "<", "<=", ">", ">="),
    fc.constantFrom("ANY", "ALL"),
    where,
  )
  .map(([operand, operator, quantifier, cond]) => {
    const outer = operand.replace("i.", "o.");
    const rows = `SELECT 1 FROM {items} i WHERE (${cond}) AND`;
    const decided = quantifier === "ANY" ? `${outer} ${operator} i.n` : `NOT (${outer} ${operator} i.n)`;
    const [found, otherwise] = quantifier === "ANY" ? [1, 0] : [0, 1];
    return {
      form: `SELECT o.t, ${outer} ${operator} ${quantifier} (SELECT i.n FROM {items} i WHERE ${cond}) FROM {items} o`,
      plain: `SELECT o.t, CASE WHEN EXISTS (${rows} ${decided}) THEN ${found} WHEN EXISTS (${rows} (${outer} ${operator} i.n) IS NULL) THEN NULL ELSE ${otherwise} END FROM {items} o`,
    };
  });

const cell = fc.constantFrom("0", "1", "2", "7", "NULL");
const rowValues: fc.Arbitrary<Pair> = fc
  .array(fc.tuple(cell, cell), { minLength: 1, maxLength: 4 })
  .map((pairs) => pairs.map((pair) => `(${pair.join(", ")})`).join(", "))
  .map((rows) => ({
    form: `SELECT k.item, k.k, k.v FROM {kids} k WHERE (k.item, k.k) IN (${rows})`,
    plain: `SELECT k.item, k.k, k.v FROM {kids} k WHERE (k.item, k.k) IN (VALUES ${rows})`,
  }));

/** Rows come in any order. */
export const rewritten: fc.Arbitrary<Pair> = fc.oneof(
  qualify,
  distinctOn,
  grouping,
  copies,
  lateral,
  quantified,
  rowValues,
);

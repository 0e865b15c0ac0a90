/** Random rows and random queries over them. */
import fc from "fast-check";
import type { JsonValue } from "../../src/common/value.ts";
import type { Data, JsonRow } from "./random-cloud.ts";

const texts = ["", "a", "A", "ab", "aB%", "it's", "é", "É", "1", "10", "x_y", "\u{1F600}", "a\nb"];
const integers: readonly (number | bigint)[] = [0, 1, -1, 2, 7, 10, 9007199254740993n, -9007199254740993n];
const numbers = [0, 1, -1, 0.5, -2.5, 10, 1e10, 0.1];

const text = fc.constantFrom(...texts);
const integer = fc.constantFrom(...integers);
const number = fc.constantFrom(...numbers);
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 5 });

const object: fc.Arbitrary<JsonValue> = fc.record(
  { a: fc.oneof(text, integer, fc.boolean(), fc.constant(null)) },
  { requiredKeys: [] },
);

/** Rows whose values are what the schema promises. */
const item: fc.Arbitrary<JsonRow> = fc.record({
  id: orNull(integer),
  t: orNull(text),
  n: orNull(number),
  b: orNull(fc.boolean()),
  j: orNull(object),
});
const kid: fc.Arbitrary<JsonRow> = fc.record({ item: integer, k: orNull(integer), v: orNull(text) });

export const data: fc.Arbitrary<Data> = fc.record({
  items: fc.array(item, { maxLength: 8 }),
  kids: fc.array(kid, { maxLength: 8 }),
});

/** Rows with values of any type in any column, and columns that are absent. */
const anything: fc.Arbitrary<JsonValue> = fc.oneof(text, integer, number, fc.boolean(), fc.constant(null), object);
const strangeItem: fc.Arbitrary<JsonRow> = fc.record(
  { id: anything, t: anything, n: anything, b: anything, j: anything },
  { requiredKeys: [] },
);

export const strangeData: fc.Arbitrary<Data> = fc.record({
  items: fc.array(strangeItem, { maxLength: 8 }),
  kids: fc.constant([]),
});

const quote = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const joined = (parts: fc.Arbitrary<string>, between: string): fc.Arbitrary<string> =>
  fc.array(parts, { minLength: 1, maxLength: 4 }).map((list) => list.join(between));

const literals = {
  number: fc.oneof(integer.map(String), number.map(String), fc.constant("NULL")),
  text: fc.oneof(text.map(quote), fc.constant("NULL")),
  boolean: fc.constantFrom("TRUE", "FALSE", "NULL"),
};

/** Conditions over columns that `prefix` qualifies; all are of the kinds that stream. */
export function condition(prefix = ""): fc.Arbitrary<string> {
  const number = fc.constantFrom(`${prefix}id`, `${prefix}n`);
  const operator = fc.constantFrom("=", "<>", "<", "<=", ">", ">=");
  const field = `{${prefix}j.a}`;
  const not = fc.constantFrom("", "NOT ");
  const leaf = fc.oneof(
    fc.tuple(number, operator, fc.oneof(literals.number, number)).map((parts) => parts.join(" ")),
    fc.tuple(fc.constant(`${prefix}t`), fc.constantFrom("=", "<>"), literals.text).map((parts) => parts.join(" ")),
    fc.tuple(fc.constant(`${prefix}b`), operator, literals.boolean).map((parts) => parts.join(" ")),
    fc.tuple(number, not, joined(literals.number, ", ")).map(([column, no, list]) => `${column} ${no}IN (${list})`),
    fc.tuple(not, joined(literals.text, ", ")).map(([no, list]) => `${prefix}t ${no}IN (${list})`),
    fc
      .tuple(not, fc.constantFrom("%", "a%", "_", "%_b", "A_", "it''s", "é%", "%\n%"))
      .map(([no, pattern]) => `${prefix}t ${no}LIKE '${pattern}'`),
    fc
      .tuple(fc.constantFrom(`${prefix}id`, `${prefix}t`, `${prefix}b`, field), not)
      .map(([operand, no]) => `${operand} IS ${no}NULL`),
    fc.constantFrom(`${prefix}b`, `NOT ${prefix}b`),
  );
  return fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc
        .tuple(tie("node"), fc.constantFrom("AND", "OR"), tie("node"))
        .map(([left, word, right]) => `(${left} ${word} ${right})`),
      tie("node").map((inner) => `NOT (${inner})`),
    ),
  })).node;
}

const outputs = fc.uniqueArray(fc.constantFrom("id", "t", "n", "b", "j", "{j.a}", "7", "'x'"), {
  minLength: 1,
  maxLength: 4,
});

/** `SELECT … FROM {items} [WHERE …] [LIMIT …] [OFFSET …]`: what may stream. `{items}` stands for the table. */
export const streamable: fc.Arbitrary<string> = fc
  .tuple(
    outputs,
    fc.option(condition(), { nil: undefined }),
    fc.option(fc.nat(6), { nil: undefined }),
    fc.option(fc.nat(4), { nil: undefined }),
  )
  .map(([items, where, limit, offset]) =>
    [
      `SELECT ${items.join(", ")} FROM {items}`,
      where === undefined ? "" : `WHERE ${where}`,
      limit === undefined ? "" : `LIMIT ${limit}`,
      // Only after LIMIT: plain SQLite knows no other place for it.
      limit === undefined || offset === undefined ? "" : `OFFSET ${offset}`,
    ]
      .filter((part) => part !== "")
      .join(" "),
  );

const joins = [
  "{items} i JOIN {kids} k ON k.item = i.id",
  "{kids} k JOIN {items} i ON i.id = k.item",
  "{items} i LEFT JOIN {kids} k ON k.item = i.id",
  "{kids} k RIGHT JOIN {items} i ON k.item = i.id",
  "{items} i LEFT JOIN {kids} k ON k.item = i.id AND k.v = 'a'",
  "{items} i CROSS JOIN {items} o LEFT JOIN {kids} k ON k.item = i.id",
  "{items} i, {kids} k",
] as const;

const kidCondition = fc.constantFrom(
  "k.v = 'a'",
  "k.k > 0",
  "k.v IS NULL",
  "k.item = 1",
  "k.item IN (0, 1, 7)",
  "i.t = k.v",
  "i.t IN ('a', 'A')",
  "i.t = 'a'",
);
const shapes = [
  "SELECT i.id, i.t, k.k, k.v FROM",
  "SELECT DISTINCT i.t, k.v FROM",
  "SELECT count(*), count(k.k), max(i.n) FROM",
  "SELECT i.t, count(*), min(k.k), sum(i.b) FROM",
];

/** Joins in which `kids` gets its argument from `items`, or from WHERE. Rows come in any order. */
export const joining: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...shapes),
    fc.constantFrom(...joins),
    fc.array(fc.oneof(kidCondition, condition("i.")), { maxLength: 3 }),
  )
  .map(([select, from, terms]) => {
    const all = from === "{items} i, {kids} k" ? ["k.item = i.id", ...terms] : terms;
    const where = all.length === 0 ? "" : ` WHERE ${all.join(" AND ")}`;
    return `${select} ${from}${where}${select.includes("min(") ? " GROUP BY i.t" : ""}`;
  });

/** The query as the engine is asked it. */
export function remote(query: string): string {
  return tables(query, "random.data.items", "random.data.kids").replaceAll(/\{([\w.]+)\}/g, "$1");
}

/** The query as plain SQLite is asked it: a dot path is the value there, NULL where there is no JSON. */
export function local(query: string): string {
  return tables(query, "items", "kids").replaceAll(
    /\{((?:\w\.)?j)\.a\}/g,
    `CASE WHEN json_valid($1) THEN json_extract($1, '$$."a"') END`,
  );
}

function tables(query: string, items: string, kids: string): string {
  return query.replaceAll("{items}", items).replaceAll("{kids}", kids);
}

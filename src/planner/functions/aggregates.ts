/** Functions of many rows: aggregates and windows. */
import { describe, type FunctionDescription } from "./description.ts";

const numbers = "FROM (VALUES (1), (2), (10)) AS t (n)";
const truths = "FROM (VALUES (true), (false)) AS t (b)";
const pairs = "FROM (VALUES ('a', 1), ('b', 2)) AS t (k, v)";

export const aggregates: readonly FunctionDescription[] = [
  describe(["count", "[* | [DISTINCT] x]", "integer"], "Rows, or values that are not NULL.", `count(n) ${numbers}`),
  describe(["sum", "x", "any"], "The sum; NULL of no rows.", `sum(n) ${numbers}`),
  describe(["total", "x", "number"], "The sum as a real number; 0 of no rows.", `total(n) ${numbers}`),
  describe(["avg", "x", "number"], "The mean.", `avg(n) ${numbers}`),
  describe(
    ["min", "x [, y …]", "same"],
    "The least value; of several arguments, the least of them.",
    `min(n) ${numbers}`,
  ),
  describe(["max", "x [, y …]", "same"], "The greatest value, or the greatest argument.", `max(n) ${numbers}`),
  describe(
    ["group_concat", "x [, separator]", "text"],
    "Values joined by a comma or the separator.",
    `group_concat(k, '-') ${pairs}`,
  ),
  describe(
    ["string_agg", "x, separator", "text"],
    "Values joined by the separator.",
    `string_agg(k, '; ' ORDER BY k DESC) ${pairs}`,
  ),
  describe(["json_group_array", "x", "json"], "Values as a JSON list.", `json_group_array(n) ${numbers}`),
  describe(["json_group_object", "key, value", "json"], "Pairs as a JSON object.", `json_group_object(k, v) ${pairs}`),
  describe(["array_agg", "x", "json"], "Values as a JSON list.", `array_agg(n) ${numbers}`),
  describe(["median", "x", "number"], "The value in the middle.", `median(n) ${numbers}`),
  describe(
    ["percentile", "x, p", "number"],
    "The value below which p of 100 lie, interpolated.",
    `percentile(n, 25) ${numbers}`,
  ),
  describe(
    ["percentile_cont", "x, fraction", "number"],
    "The same with a fraction between 0 and 1.",
    `percentile_cont(n, 0.25) ${numbers}`,
  ),
  describe(
    ["percentile_disc", "x, fraction", "number"],
    "The same, but always one of the values.",
    `percentile_disc(n, 0.25) ${numbers}`,
  ),
  describe(["bool_and", "b", "boolean"], "True where all are true; NULLs do not count.", `bool_and(b) ${truths}`),
  describe(["bool_or", "b", "boolean"], "True where any is true.", `bool_or(b) ${truths}`),
  describe(["every", "b", "boolean"], "Another name of bool_and.", `every(b) ${truths}`),
];

const ordered = "OVER (ORDER BY n) AS x FROM (VALUES (1), (2), (2)) AS t (n)";

export const windows: readonly FunctionDescription[] = [
  describe(["row_number", "", "integer"], "The number of the row.", `row_number() ${ordered}`),
  describe(["rank", "", "integer"], "The rank, with gaps after equals.", `rank() ${ordered}`),
  describe(["dense_rank", "", "integer"], "The rank, without gaps.", `dense_rank() ${ordered}`),
  describe(["percent_rank", "", "number"], "The rank as a fraction of the rows.", `percent_rank() ${ordered}`),
  describe(
    ["cume_dist", "", "number"],
    "The fraction of rows that are not behind this one.",
    `round(cume_dist() OVER (ORDER BY n), 2) AS x FROM (VALUES (1), (2), (2)) AS t (n)`,
  ),
  describe(["ntile", "groups", "integer"], "The number of its group, of as many equal groups.", `ntile(2) ${ordered}`),
  describe(["lag", "x [, rows [, default]]", "same"], "The value some rows before.", `lag(n) ${ordered}`),
  describe(["lead", "x [, rows [, default]]", "same"], "The value some rows after.", `lead(n, 1, 0) ${ordered}`),
  describe(["first_value", "x", "same"], "The value in the first row of the frame.", `first_value(n) ${ordered}`),
  describe(["last_value", "x", "same"], "The value in the last row of the frame.", `last_value(n) ${ordered}`),
  describe(["nth_value", "x, n", "same"], "The value in the nth row of the frame.", `nth_value(n, 2) ${ordered}`),
];

/** Only beside GROUP BY with several sets. */
export const groupings: readonly FunctionDescription[] = [
  describe(
    ["grouping", "x, …", "integer"],
    "1 where the row stands for all values of a grouped column; of several, a bit for each.",
    "k, grouping(k) FROM (VALUES ('a'), ('b')) AS t (k) GROUP BY ROLLUP (k)",
  ),
];

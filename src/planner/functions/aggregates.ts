/** Functions of many rows: aggregates and windows. */
import { describe, type FunctionDescription } from "./description.ts";

const numbers = "FROM (VALUES (1), (2), (10)) AS t (n)";
const truths = "FROM (VALUES (true), (false)) AS t (b)";
const pairs = "FROM (VALUES ('a', 1), ('b', 2)) AS t (k, v)";

const points = "FROM (VALUES (1, 2.1), (2, 3.9), (3, 6.2)) AS t (x, y)";

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
    ["string_agg", "[DISTINCT] x, separator", "text"],
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
  describe(["json_agg", "x", "json"], "Another name of json_group_array; jsonb_agg too.", `json_agg(n) ${numbers}`),
  describe(["jsonb_agg", "x", "json"], "Another name of json_group_array.", `jsonb_agg(n) ${numbers}`),
  describe(
    ["json_object_agg", "key, value", "json"],
    "Another name of json_group_object; jsonb_object_agg too.",
    `json_object_agg(k, v) ${pairs}`,
  ),
  describe(
    ["jsonb_object_agg", "key, value", "json"],
    "Another name of json_group_object.",
    `jsonb_object_agg(k, v) ${pairs}`,
  ),
  describe(["count_if", "condition", "integer"], "Rows for which it is true.", `count_if(n > 1) ${numbers}`),
  describe(["any_value", "x", "same"], "One of the values that are not NULL.", `any_value(n) ${numbers}`),
  describe(
    ["mode", "x", "same"],
    "The most frequent value; `mode() WITHIN GROUP (ORDER BY x)` is the same.",
    "mode(n) FROM (VALUES (1), (2), (2)) AS t (n)",
  ),
  describe(
    ["arg_max", "x, y", "any"],
    "x of the row where y is greatest; max_by is the same.",
    `arg_max(k, v) ${pairs}`,
  ),
  describe(["arg_min", "x, y", "any"], "x of the row where y is least.", `arg_min(k, v) ${pairs}`),
  describe(["max_by", "x, y", "any"], "Another name of arg_max.", `max_by(k, v) ${pairs}`),
  describe(["min_by", "x, y", "any"], "Another name of arg_min.", `min_by(k, v) ${pairs}`),
  describe(["product", "x", "number"], "All multiplied.", `product(n) ${numbers}`),
  describe(
    ["stddev", "x", "number"],
    "The standard deviation of a sample; stddev_samp is the same.",
    `round(stddev(n), 4) ${numbers}`,
  ),
  describe(["stddev_samp", "x", "number"], "Another name of stddev.", `round(stddev_samp(n), 4) ${numbers}`),
  describe(
    ["stddev_pop", "x", "number"],
    "The standard deviation of all there is.",
    `round(stddev_pop(n), 4) ${numbers}`,
  ),
  describe(
    ["variance", "x", "number"],
    "The variance of a sample; var_samp is the same.",
    `round(variance(n), 4) ${numbers}`,
  ),
  describe(["var_samp", "x", "number"], "Another name of variance.", `round(var_samp(n), 4) ${numbers}`),
  describe(["var_pop", "x", "number"], "The variance of all there is.", `round(var_pop(n), 4) ${numbers}`),
  describe(["corr", "y, x", "number"], "The correlation of pairs, from -1 to 1.", `round(corr(y, x), 4) ${points}`),
  describe(["covar_pop", "y, x", "number"], "The covariance of all there is.", `round(covar_pop(y, x), 4) ${points}`),
  describe(["covar_samp", "y, x", "number"], "The covariance of a sample.", `round(covar_samp(y, x), 4) ${points}`),
  describe(
    ["regr_slope", "y, x", "number"],
    "The slope of the line through the points.",
    `round(regr_slope(y, x), 4) ${points}`,
  ),
  describe(
    ["regr_intercept", "y, x", "number"],
    "Where that line meets x = 0.",
    `round(regr_intercept(y, x), 4) ${points}`,
  ),
  describe(["bit_and", "x", "integer"], "The bits that all have.", "bit_and(n) FROM (VALUES (6), (3)) AS t (n)"),
  describe(["bit_or", "x", "integer"], "The bits that any has.", "bit_or(n) FROM (VALUES (6), (3)) AS t (n)"),
  describe(
    ["bit_xor", "x", "integer"],
    "The bits that an odd number of them have.",
    "bit_xor(n) FROM (VALUES (6), (3)) AS t (n)",
  ),
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

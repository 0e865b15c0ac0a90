// The outcomes as one table for the terminal.

const columns = ["case", "requests", "rows", "floor ms", "bare ms", "tributary ms", "ratio", "cpu bare", "cpu trib"];

/**
 * @param {{ node: string, cpus: number, quick: boolean }} environment
 * @param {readonly import("./run.js").Outcome[]} outcomes
 */
export function reportOf({ node, cpus, quick }, outcomes) {
  const rows = [columns, ...outcomes.map(cellsOf)];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))));
  return [
    `Node ${node}, ${cpus} CPUs${quick ? ", quick: the times mean nothing" : ""}. Median (least–most) of wall time.`,
    "",
    ...lines.map((cells) => cells.join("  ")),
    "",
    ...outcomes.map(({ name, title }) => `${name.padEnd(widths[0])}  ${title}`),
    ...outcomes.flatMap(({ name, mistakes }) => mistakes.map((mistake) => `WRONG ${name}: ${mistake}`)),
  ].join("\n");
}

/** @param {import("./run.js").Outcome} outcome */
function cellsOf({ name, inProcess, floor, bare, tributary, ratio }) {
  return [
    name,
    String(tributary.requests),
    String(tributary.rows),
    floor === undefined ? "–" : String(floor),
    timeOf(bare),
    timeOf(tributary),
    ratio.toFixed(2),
    // What other processes use is not counted here.
    ...[bare, tributary].map(({ cpu }) => (inProcess ? cpu.toFixed(0) : "–")),
  ];
}

/** @param {import("./measure.js").Summary} summary */
function timeOf({ median, least, most }) {
  return `${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;
}

const parsingColumns = ["case", "postgres µs", "tributary µs", "ratio", "growth"];

/** What parsing and planning took, as a table of its own. @param {readonly import("./parse.js").ParseRow[]} rows */
export function parsingOf(rows) {
  if (rows.length === 0) return "";
  const cells = rows.map(({ name, reference, tributary, growth }) => [
    name,
    reference.toFixed(1),
    tributary.toFixed(1),
    (tributary / reference).toFixed(2),
    growth === 0 ? "–" : growth.toFixed(2),
  ]);
  const lines = [parsingColumns, ...cells];
  const widths = parsingColumns.map((_, i) => Math.max(...lines.map((row) => row[i].length)));
  const aligned = lines.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
  );
  return ["", ...aligned, "", ...rows.map(({ name, title }) => `${name.padEnd(widths[0])}  ${title}`)].join("\n");
}

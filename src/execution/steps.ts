/**
 * How many rows a local query may have to look at: an upper bound from the shape of the query and the rows of its
 * tables. It decides where the query runs, so it may be far too high, but not too low.
 */
import type { AnyNode, FunctionCall, Query, QueryBody, Select, TableRef, WindowFrame } from "../sql/ast.ts";
import { childrenOf, visit } from "../sql/traverse.ts";

/** The rows of a table that the query names; undefined where they are not known. */
export type RowsOf = (name: readonly string[]) => number | undefined;

export interface Steps {
  /** Combinations of rows that are looked at, at most. */
  readonly most: number;
  /** False where one step may take long by itself: ticks between steps would not end it in time. */
  readonly areShort: boolean;
}

/** What a query comes to, at most. */
interface Size {
  readonly rows: number;
  readonly steps: number;
}

/** Where names of common tables lead. */
type Tables = ReadonlyMap<string, Size>;

/** Of the rows that `json_each` and its like yield for one value. */
const rowsOfFunction = 10_000;

/** An upper bound of the steps of a query. */
export function stepsOf(query: Query, rowsOf: RowsOf): Steps {
  const { steps } = new Estimate(rowsOf).query(query, new Map());
  return { most: steps, areShort: !hasLongSteps(query, steps) };
}

class Estimate {
  readonly #rowsOf: RowsOf;

  constructor(rowsOf: RowsOf) {
    this.#rowsOf = rowsOf;
  }

  query({ with: tables, body, orderBy, limit, offset }: Query, outer: Tables): Size {
    const known = new Map(outer);
    for (const { name, query } of tables?.tables ?? []) {
      const isRecursive = tables?.recursive === true && namesTable(query, name.name);
      known.set(name.name.toLowerCase(), isRecursive ? { rows: Infinity, steps: Infinity } : this.query(query, known));
    }
    const { rows, steps } = this.#body(body, known);
    const clauses = [...orderBy, limit, offset].filter((node) => node !== undefined);
    const most = limit?.kind === "literal" && Number(limit.value) >= 0 ? Number(limit.value) : Infinity;
    return { rows: Math.min(rows, most), steps: steps + times(rows, this.#inside(clauses, known)) };
  }

  #body(body: QueryBody, tables: Tables): Size {
    switch (body.kind) {
      case "query":
        return this.query(body, tables);
      case "select":
        return this.#select(body, tables);
      case "set-operation": {
        const [left, right] = [this.#body(body.left, tables), this.#body(body.right, tables)];
        return { rows: left.rows + right.rows, steps: left.steps + right.steps };
      }
      case "values":
        return { rows: body.rows.length, steps: body.rows.length + this.#inside([body], tables) };
    }
  }

  #select(select: Select, tables: Tables): Size {
    const { from, groupBy } = select;
    const source = from === undefined ? { rows: 1, steps: 1 } : this.#table(from, tables);
    const parts = childrenOf(select).filter((child) => child !== from);
    const inside = this.#inside(from === undefined ? parts : [...parts, ...conditionsOf(from)], tables);
    const isOneRow = groupBy.length === 0 && select.items.some(({ expression }) => isAggregate(expression));
    return {
      rows: isOneRow ? 1 : source.rows,
      steps: source.steps + source.rows + times(source.rows, inside) + framed(select, source.rows),
    };
  }

  #table(table: TableRef, tables: Tables): Size {
    switch (table.kind) {
      case "join": {
        const [left, right] = [this.#table(table.left, tables), this.#table(table.right, tables)];
        // An outer join has at least the rows of each side, also where the other has none.
        return {
          rows: times(Math.max(1, left.rows), Math.max(1, right.rows)),
          steps: left.steps + times(Math.max(1, left.rows), right.steps),
        };
      }
      case "derived-table":
        return this.query(table.query, tables);
      case "named-table": {
        const parts = table.name.parts.map(({ name }) => name);
        const [only = ""] = parts;
        const common = parts.length === 1 ? tables.get(only.toLowerCase()) : undefined;
        if (common !== undefined) return common;
        const rows = this.#rowsOf(parts) ?? Infinity;
        return { rows, steps: rows };
      }
      default:
        return { rows: rowsOfFunction, steps: rowsOfFunction };
    }
  }

  /** The steps of all queries inside expressions, each run once. */
  #inside(nodes: readonly AnyNode[], tables: Tables): number {
    let steps = 0;
    for (const node of nodes) {
      visit(node, {
        query: (query) => {
          steps += this.query(query, tables).steps;
          return false;
        },
      });
    }
    return steps;
  }
}

/** Nothing, however often, is nothing. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function conditionsOf(table: TableRef): AnyNode[] {
  if (table.kind !== "join") return [];
  const inner = [...conditionsOf(table.left), ...conditionsOf(table.right)];
  return table.on === undefined ? inner : [...inner, table.on];
}

function namesTable(query: Query, name: string): boolean {
  let found = false;
  visit(query, {
    "named-table": ({ name: { parts } }) => {
      if (parts.length === 1 && parts[0]?.name.toLowerCase() === name.toLowerCase()) found = true;
    },
  });
  return found;
}

const aggregates: ReadonlySet<string> = new Set(["count", "sum", "total", "avg", "min", "max"]);

function isAggregate(node: AnyNode): boolean {
  return node.kind === "function-call" && node.over === undefined && aggregates.has(nameOf(node));
}

function nameOf({ name }: FunctionCall): string {
  return (name.parts.at(-1)?.name ?? "").toLowerCase();
}

/** Frames that are computed anew for each row look at all rows for each row. */
function framed(select: Select, rows: number): number {
  let steps = 0;
  visit(select, {
    query: () => false,
    "window-frame": (frame) => {
      if (isRecomputed(frame)) steps += times(rows, rows);
    },
  });
  return steps;
}

function isRecomputed({ start, exclude }: WindowFrame): boolean {
  return start.bound !== "UNBOUNDED PRECEDING" || (exclude !== undefined && exclude !== "NO OTHERS");
}

// ---------------------------------------------------------------- long steps

/** Steps that are no longer than this many characters or rows at a time count as short. */
const shortWidth = 100_000;

/** Where the count of characters stands among the arguments of functions that make text of any length. */
const widthArguments: Readonly<Record<string, number>> = {
  repeat: 1,
  lpad: 1,
  rpad: 1,
  space: 0,
  zeroblob: 0,
  randomblob: 0,
};

/** Whether one step may take long: text that is made by the megabyte, or a frame of many rows. */
function hasLongSteps(query: Query, steps: number): boolean {
  let found = false;
  visit(query, {
    "function-call": (call) => {
      if (makesLongText(call)) found = true;
    },
    "window-frame": (frame) => {
      if (steps > shortWidth && isRecomputed(frame)) found = true;
    },
  });
  return found;
}

function makesLongText(call: FunctionCall): boolean {
  const name = nameOf(call);
  if (name === "printf" || name === "format") {
    const [pattern] = call.arguments;
    return pattern?.kind !== "literal" || /[*]|\d{6}/.test(String(pattern.value));
  }
  if (!Object.hasOwn(widthArguments, name)) return false;
  const width = call.arguments[widthArguments[name] ?? 0];
  return width?.kind !== "literal" || !(Number(width.value) <= shortWidth);
}

/** Where aggregates, windows and positions may stand: what the local engine would refuse without a place. */
import { EngineError, type ErrorCondition } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import type { AnyNode, Expression, FunctionCall, OrderItem, Select, TableRef } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import { isAggregate } from "../functions/functions.ts";
import { nameKey } from "./relations.ts";

/** A bound SELECT with the ORDER BY around it, before rewriting. */
interface Placed {
  readonly node: Select;
  readonly orderBy: readonly OrderItem[];
}

/** What a call must not be where it stands. */
interface Ban {
  readonly aggregates: boolean;
  readonly windows: boolean;
  /** `in WHERE`. */
  readonly place: string;
  readonly hint?: string;
}

const inHaving = "HAVING compares groups; it stands after GROUP BY.";
const inQualify = "QUALIFY compares the results of windows.";

/**
 * Throws `grouping_error`, `windowing_error` or `undefined_column` at the first call or position of a bound SELECT that
 * has no meaning where it stands. Names of outputs stand for their expressions.
 */
export function checkPlacement({ node, orderBy }: Placed): void {
  const outputs = outputsByName(node);
  const gathered = { aggregates: true, windows: true };
  const refuse = (root: AnyNode | undefined, ban: Ban): void => {
    if (root !== undefined) refuseCalls(root, ban, outputs);
  };
  for (const on of conditionsOf(node.from)) refuse(on, { ...gathered, place: "in ON" });
  refuse(node.where, { ...gathered, place: "in WHERE" });
  for (const item of node.groupBy) refuse(item, { ...gathered, place: "in GROUP BY" });
  refuse(node.having, { aggregates: false, windows: true, place: "in HAVING", hint: inQualify });
  const shown = [...node.items, ...orderBy, node.having, node.qualify];
  for (const root of shown) if (root !== undefined) refuseNested(root);
  refuseUnknownWindows(node, [...node.items, ...orderBy, node.qualify]);
  const keys = node.groupBy.flatMap((item) => (item.kind === "grouping-sets" ? item.sets.flat() : [item]));
  checkPositions(keys, node.items.length, "GROUP BY");
  const order = orderBy.map((item) => item.expression);
  checkPositions(order, node.items.length, "ORDER BY");
}

/** Outputs by their names: after binding, a reference of one part is one of them, any other column has two. */
function outputsByName(node: Select): ReadonlyMap<string, Expression> {
  return new Map(node.items.map((item) => [item.alias?.name ?? "", item.expression]));
}

function conditionsOf(from: TableRef | undefined): Expression[] {
  if (from?.kind !== "join") return [];
  return [...conditionsOf(from.left), ...conditionsOf(from.right), ...(from.on === undefined ? [] : [from.on])];
}

function refuseCalls(root: AnyNode, ban: Ban, outputs: ReadonlyMap<string, Expression>): void {
  const look = (from: AnyNode, shown: Span | undefined): void =>
    visit(from, {
      query: () => false,
      "column-ref": ({ parts, span }) => {
        const output = parts.length === 1 && shown === undefined ? outputs.get(parts[0]?.name ?? "") : undefined;
        if (output !== undefined) look(output, span);
      },
      "function-call": (call) => {
        const isWindow = call.over !== undefined;
        if (isWindow && ban.windows) throw misplacedWindow(call, ban, shown);
        if (!isWindow && ban.aggregates && isAggregate(call)) throw misplacedAggregate(call, ban, shown);
      },
    });
  look(root, undefined);
}

function misplacedWindow(call: FunctionCall, { place }: Ban, span: Span = call.span): EngineError {
  return refused("windowing_error", `${nameKey(call.name)}(…) OVER cannot stand ${place}`, span, inQualify);
}

function misplacedAggregate(call: FunctionCall, { place, hint = inHaving }: Ban, span: Span = call.span): EngineError {
  return refused("grouping_error", `the aggregate ${nameKey(call.name)} cannot stand ${place}`, span, hint);
}

/** An aggregate of aggregates has no meaning, unless a window gathers the groups: `sum(count(*)) OVER ()`. */
function refuseNested(root: AnyNode): void {
  visit(root, {
    query: () => false,
    "function-call": (call) => {
      if (call.over !== undefined || !isAggregate(call)) return;
      const place = `in the aggregate ${nameKey(call.name)}`;
      const hint = "Gather in a subquery first, then in the query around it.";
      const inside = [...call.arguments, ...call.orderBy, ...(call.filter === undefined ? [] : [call.filter])];
      for (const part of inside) refuseCalls(part, { aggregates: true, windows: true, place, hint }, new Map());
    },
  });
}

function refuseUnknownWindows(node: Select, places: readonly (AnyNode | undefined)[]): void {
  const known = node.windows.map((window) => window.name.name);
  const has = (name: string): boolean => known.some((one) => one.toLowerCase() === name.toLowerCase());
  for (const place of places) {
    if (place === undefined) continue;
    visit(place, {
      query: () => false,
      "function-call": ({ over }) => {
        const base = over?.kind === "identifier" ? over : over?.base;
        if (base === undefined || has(base.name)) return;
        const hint = known.length === 0 ? `Say what it is: WINDOW ${base.name} AS (…).` : `Known: ${known.join(", ")}.`;
        throw refused("undefined_column", `there is no window ${base.name}`, base.span, hint);
      },
    });
  }
  for (const { spec } of node.windows) refuseOutputNames(spec);
}

/** Windows are worked out before there are outputs. */
function refuseOutputNames(spec: AnyNode): void {
  visit(spec, {
    query: () => false,
    "column-ref": ({ parts, span }) => {
      const [only, ...rest] = parts;
      if (only === undefined || rest.length > 0) return;
      const message = `${only.name} is the name of an output, which a window cannot use`;
      throw refused("undefined_column", message, span, "Write its expression in place of the name.");
    },
  });
}

/** Throws `undefined_column` where a whole number in GROUP BY or ORDER BY is not the place of an output, from 1. */
export function checkPositions(keys: readonly Expression[], outputs: number, clause: string): void {
  for (const key of keys) {
    if (key.kind !== "literal" || key.type !== "number" || !Number.isInteger(Number(key.value))) continue;
    const position = Number(key.value);
    if (position >= 1 && position <= outputs) continue;
    const message = `${clause} ${position} is no output: there ${outputs === 1 ? "is 1" : `are ${outputs}`}`;
    const hint = "Positions count the outputs of SELECT from 1; a name or an expression is safer.";
    throw refused("undefined_column", message, key.span, hint);
  }
}

// oxlint-disable-next-line max-params -- the four parts of every error here
function refused(condition: ErrorCondition, message: string, span: Span, hint: string): EngineError {
  return new EngineError({ condition, stage: "bind", message, span, hint });
}

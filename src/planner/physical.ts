/** Logical plan → physical plan: which queries stream, which need no source at all, which go through the local database. */
import type { Expression, Query, Select } from "../sql/ast.ts";
import type { LogicalPlan, LogicalQuery, PhysicalPlan, PhysicalQuery, StreamPlan } from "./plan.ts";
import { keepsRows, wholeNumber } from "./rules/push-limit.ts";
import { isLiteral, isPredicate, isStreamable } from "./streamable.ts";

/** `streaming: false` sends every query through the local database; the rows must be the same. */
export function planPhysical(
  logical: LogicalPlan,
  options: { readonly streaming: boolean } = { streaming: true },
): PhysicalPlan {
  switch (logical.kind) {
    case "query":
      return physicalQuery(logical, options.streaming);
    case "call": {
      const { returning, ...call } = logical;
      const input = physicalQuery(logical.input, options.streaming);
      return returning === undefined
        ? { ...call, input }
        : { ...call, input, returning: physicalQuery(returning, options.streaming) };
    }
    case "explain":
      return { ...logical, plan: planPhysical(logical.plan, options) };
    case "copy":
      return { ...logical, input: physicalQuery(logical.input, options.streaming) };
    case "registry":
    case "session":
      return logical;
    case "store": {
      const { input, ...rest } = logical;
      if (input === undefined) return rest;
      const { columns, query, rounds } = input;
      return { ...rest, input: { kind: "staged", rounds, query, columns } };
    }
  }
}

function physicalQuery(logical: LogicalQuery, streaming: boolean): PhysicalQuery {
  const { columns, query, rounds } = logical;
  const constant = constantRows(query);
  if (constant !== undefined) return { kind: "constant", rows: constant, columns };
  return (streaming ? streamPlan(logical) : undefined) ?? { kind: "staged", rounds, query, columns };
}

/** The rows of VALUES or of a SELECT without FROM whose cells are all literals. */
function constantRows(query: Query): (readonly Expression[])[] | undefined {
  const { body } = query;
  if (query.with !== undefined || query.limit !== undefined || query.offset !== undefined || query.orderBy.length > 0)
    return undefined;
  if (body.kind === "query") return constantRows(body);
  const rows = body.kind === "values" ? body.rows : body.kind === "select" ? selectRow(body) : undefined;
  return rows?.every((row) => row.every(isLiteral)) === true ? [...rows] : undefined;
}

function selectRow(select: Select): (readonly Expression[])[] | undefined {
  if (select.from !== undefined || !keepsRows(select)) return undefined;
  return [select.items.map((item) => item.expression)];
}

/** A stream where one scan is filtered, projected and cut by what streams exactly as the local engine would. */
function streamPlan({ rounds, query, columns }: LogicalQuery): StreamPlan | undefined {
  const [round, ...later] = rounds;
  const [scan, ...others] = round ?? [];
  const { body } = query;
  if (scan === undefined || scan.once === true || others.length > 0 || later.length > 0 || body.kind !== "select")
    return undefined;
  if (query.with !== undefined || query.orderBy.length > 0 || body.from?.kind !== "named-table") return undefined;
  const { where, ...unfiltered } = body;
  if (!keepsRows(unfiltered) || (where !== undefined && !isPredicate(where, scan))) return undefined;
  const projection = body.items.map((item) => item.expression);
  if (!projection.every((expression) => isStreamable(expression, scan))) return undefined;
  const limit = wholeNumber(query.limit);
  const offset = query.offset === undefined ? 0 : wholeNumber(query.offset);
  if (offset === undefined || (query.limit !== undefined && limit === undefined)) return undefined;
  return {
    kind: "stream",
    scan,
    projection,
    columns,
    offset,
    ...(where === undefined ? {} : { predicate: where }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** The rows of a stream as pieces, where its source can tell them as text and nothing is left to be done with them. */
import type { Piece } from "../common/block.ts";
import type { StreamPlan } from "../planner/plan.ts";
import { columnOf } from "../planner/streamable.ts";
import type { Run } from "./run.ts";

/** Undefined where rows have to be made. */
export function piecesOf(plan: StreamPlan, run: Run): AsyncIterable<Piece> | undefined {
  const { scan, predicate, offset, limit } = plan;
  if (scan.access.kind !== "system" || scan.sources.length > 0 || run.provided.has(scan.id)) return undefined;
  const { pieces } = scan.access.relation;
  if (pieces === undefined || predicate !== undefined || offset > 0 || (limit ?? scan.limit) !== undefined)
    return undefined;
  const places = plan.projection.map((expression) => {
    const column = expression.kind === "column-ref" ? columnOf(expression, scan) : undefined;
    return column?.from.kind === "response" && column.type === "text" ? column.from.index : -1;
  });
  if (!places.every((place) => pieces.places.has(place))) return undefined;
  return untilAborted(pieces.read(run.catalog, places), run.signal);
}

async function* untilAborted(pieces: AsyncIterable<Piece>, signal: AbortSignal): AsyncIterable<Piece> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
}

/** Which object each row of a change means: every object is changed once. */
import { EngineError } from "../../common/error.ts";
import { type Row, textOf } from "../../common/value.ts";
import type { PhysicalCall } from "../../planner/plan.ts";

/**
 * The rows with one for each object. Throws `cardinality_violation` where two rows give one object different values:
 * which of them would win is chance.
 */
export function rowsForEach(rows: readonly Row[], plan: PhysicalCall): readonly Row[] {
  const { identity = 0, parameters } = plan;
  if (identity === 0) return rows;
  const byTarget = new Map<string, Row>();
  for (const row of rows) {
    const target = keyOf(row.slice(0, identity));
    const other = byTarget.get(target);
    if (other === undefined) byTarget.set(target, row);
    else if (keyOf(other.slice(0, parameters.length)) !== keyOf(row.slice(0, parameters.length))) {
      throw ambiguous(plan, row);
    }
  }
  return [...byTarget.values()];
}

function keyOf(cells: Row): string {
  return JSON.stringify(cells.map((cell) => (cell === null ? null : textOf(cell))));
}

function ambiguous({ verb, relation, parameters, identity }: PhysicalCall, row: Row): EngineError {
  const target = parameters.slice(0, identity).map((name, index) => `${name} = ${textOf(row[index] ?? null)}`);
  return new EngineError({
    condition: "cardinality_violation",
    stage: "execute",
    message: `${verb} of ${relation.resource.id} finds several rows for ${target.join(", ")}, with different values`,
    hint: "Nothing was sent. Let FROM yield one row for each object: aggregate it, or number its rows and keep the first.",
  });
}

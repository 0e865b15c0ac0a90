/** The rows that RETURNING reads: those of a response, each with the cells of the row that the call was made for. */
import type { Batch, Row } from "../../common/value.ts";
import { findArgument } from "../../planner/methods.ts";
import type { PhysicalCall } from "../../planner/plan.ts";

/**
 * A response without rows is one row, so that there is one for each call. Where a column of the response is NULL, the
 * argument of its name stands in it, unless the argument was part of the body: what an API stored it has to say itself.
 */
export function returnedRows(plan: PhysicalCall, input: Row, response: Batch): Batch {
  if (plan.verb === "EXEC") return response;
  const { columns } = (plan.await?.returned ?? plan.readBack ?? plan.method).response;
  const arguments_ = columns.map(({ name }) => {
    const index = plan.parameters.indexOf(name);
    const isGiven = index >= 0 && findArgument(plan.method, name)?.parameter.in !== "body";
    return isGiven ? (input[index] ?? null) : null;
  });
  const rows = response.length === 0 ? [[]] : response;
  return rows.map((row: Row) => [...columns.map((_, index) => row[index] ?? arguments_[index] ?? null), ...input]);
}

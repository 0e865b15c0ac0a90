/** COPY: the rows of a query into a file, which is there whole at the end or not at all. */
import type { Batch } from "../../common/value.ts";
import type { PhysicalCopy } from "../../planner/plan.ts";
import { writeWhole } from "../files/write.ts";
import { encoded } from "../files/encode.ts";
import type { Outcome } from "../outcome.ts";
import { runQuery } from "../query.ts";
import type { Run } from "../run.ts";

export function runCopy(plan: PhysicalCopy, run: Run): Outcome {
  let rows = 0;
  const counted = async function* (): AsyncIterable<Batch> {
    for await (const batch of runQuery(plan.input, run)) {
      run.signal.throwIfAborted();
      rows += batch.length;
      yield batch;
    }
  };
  let message: string | undefined;
  const write = async function* (): AsyncIterable<Batch> {
    await writeWhole(plan.path, encoded(counted(), plan.input.columns, plan));
    message = `COPY ${rows}`;
    yield* [];
  };
  return { columns: [], batches: write(), message: () => message };
}

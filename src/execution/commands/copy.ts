/** COPY: the rows of a query into a file, which is there whole at the end or not at all. */
import { uniqueNames } from "../../common/unique-names.ts";
import type { Batch } from "../../common/value.ts";
import type { PhysicalCopy } from "../../planner/plan.ts";
import { encoded } from "../files/encode.ts";
import { writeParquet } from "../files/parquet.ts";
import { replaceWhole, writeWhole } from "../files/write.ts";
import type { Outcome } from "../outcome.ts";
import { runQuery } from "../query.ts";
import type { Run } from "../run.ts";
import { explainedFailure, wholeRows } from "../source-failure.ts";

const use = "writes a file";

export function runCopy(plan: PhysicalCopy, run: Run): Outcome {
  let rows = 0;
  const counted = async function* (): AsyncIterable<Batch> {
    for await (const batch of runQuery(plan.input, wholeRows(run, use))) {
      run.signal.throwIfAborted();
      rows += batch.length;
      yield batch;
    }
  };
  let message: string | undefined;
  const write = async function* (): AsyncIterable<Batch> {
    await writeFile(plan, counted()).catch((error: unknown) => {
      throw explainedFailure(error, run, use);
    });
    message = `COPY ${rows}`;
    yield* [];
  };
  return { columns: [], batches: write(), message: () => message };
}

function writeFile(
  { path, format, header, delimiter, input: { columns } }: PhysicalCopy,
  rows: AsyncIterable<Batch>,
): Promise<void> {
  if (format !== "parquet") return writeWhole(path, encoded(rows, columns, { format, header, delimiter }));
  const names = uniqueNames(
    columns.map(({ name }) => name),
    { anyCase: true },
  );
  const named = columns.map(({ type }, index) => ({ name: names[index] ?? "", type }));
  return replaceWhole(path, (unfinished) => writeParquet({ path: unfinished, shown: path }, named, rows));
}

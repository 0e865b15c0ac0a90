/**
 * Local SQL holds the thread: no handler runs meanwhile, so whoever must be able to end the process then is told.
 */
import { EngineError } from "../common/error.ts";
import type { Batch } from "../common/value.ts";
import type { Run } from "./run.ts";

type Told = Pick<Run, "onEvent" | "signal">;

/** Runs local SQL that comes to an end before anything else happens. Throws `query_canceled`, and what `work` throws. */
export async function blocking<T>(run: Told, work: () => T): Promise<T> {
  await settled(run.signal);
  run.onEvent({ kind: "blocking", on: true });
  try {
    return work();
  } finally {
    run.onEvent({ kind: "blocking", on: false });
  }
}

/** How long local SQL may hold the thread: a moment, for which signals can wait, or for ever. */
export type Hold = "brief" | "long";

/** Between two batches the thread is given away after this long. */
const turnMilliseconds = 50;

/** Yields the rows of local SQL; it counts as running until the last of them. Throws as `blocking`. */
export async function* blockingRows(run: Told, rows: () => Iterable<Batch>, hold: Hold = "long"): AsyncIterable<Batch> {
  await settled(run.signal);
  const brief = hold === "brief";
  run.onEvent({ kind: "blocking", on: true, brief });
  try {
    let since = performance.now();
    for (const batch of rows()) {
      if (performance.now() - since > turnMilliseconds) {
        await settled(run.signal);
        since = performance.now();
      }
      yield batch;
    }
  } finally {
    run.onEvent({ kind: "blocking", on: false, brief });
  }
}

/** The batches of what holds the thread while it makes the next one, with turns of the event loop between. */
export async function* blockingBatches(run: Told, batches: AsyncIterable<Batch>): AsyncIterable<Batch> {
  const each = batches[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextOf(run, each);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await each.return?.();
  }
}

async function nextOf(run: Told, each: AsyncIterator<Batch>): Promise<IteratorResult<Batch>> {
  await settled(run.signal);
  run.onEvent({ kind: "blocking", on: true });
  try {
    return await each.next();
  } finally {
    run.onEvent({ kind: "blocking", on: false });
  }
}

/**
 * What has arrived before, such as Ctrl-C, is handled first: it would be lost with its handler. It takes two turns of
 * the event loop, for the first may begin behind the point where it asks for signals.
 */
async function settled(signal: AbortSignal): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((done) => setImmediate(done));
  if (!signal.aborted) return;
  throw new EngineError({
    condition: "query_canceled",
    stage: "execute",
    message: "the statement was cancelled",
    cause: signal.reason,
  });
}

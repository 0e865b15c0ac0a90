/** Runs many streams at once and yields what they yield, as it comes. */

interface Waiting {
  wake: () => void;
}

/**
 * Opens at most `limit` of the streams at a time. A slow consumer holds them back: each stream waits until what it
 * yielded last is taken. The first failure ends all, as does a consumer that stops.
 */
export async function* mergeStreams<T>(
  open: Iterable<(signal: AbortSignal) => AsyncIterable<T>>,
  limit: number,
  outer: AbortSignal,
): AsyncGenerator<T> {
  const abort = new AbortController();
  const signal = AbortSignal.any([abort.signal, outer]);
  const ready: { readonly value: T; readonly taken: () => void }[] = [];
  const consumer: Waiting = { wake: () => undefined };
  const flow: { running: number; failure?: { readonly error: unknown } } = { running: 0 };
  const tasks = open[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let task = tasks.next(); task.done !== true && !signal.aborted; task = tasks.next()) {
      for await (const value of task.value(signal)) {
        if (signal.aborted) return;
        await new Promise<void>((taken) => {
          ready.push({ value, taken });
          consumer.wake();
        });
      }
    }
  };
  const start = (): Promise<void> => {
    flow.running++;
    return worker()
      .catch((error: unknown) => {
        flow.failure ??= { error };
        abort.abort();
      })
      .finally(() => {
        flow.running--;
        consumer.wake();
      });
  };
  const workers = Array.from({ length: limit }, start);
  try {
    while (flow.running > 0 || ready.length > 0) {
      const next = ready.shift();
      if (flow.failure !== undefined) throw flow.failure.error;
      if (next === undefined) {
        await new Promise<void>((wake) => {
          consumer.wake = wake;
        });
        continue;
      }
      next.taken();
      yield next.value;
    }
    if (flow.failure !== undefined) throw flow.failure.error;
    // Streams that were not opened any more are missing: that is no end like any other.
    outer.throwIfAborted();
  } finally {
    abort.abort();
    for (const { taken } of ready) taken();
    await Promise.all(workers);
  }
}

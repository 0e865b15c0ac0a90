/** Waiting that can be interrupted. */
import { setTimeout as sleep } from "node:timers/promises";
import { canceled, throwIfCanceled } from "../failure.ts";

/** Resolves after so many milliseconds; throws `query_canceled` as soon as the signal fires. */
export async function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  throwIfCanceled(signal);
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    throw canceled();
  }
}

/** Resolves as `promise` does, or throws `query_canceled` as soon as the signal fires; `promise` itself goes on. */
export async function interruptible<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfCanceled(signal);
  let stop = (): void => undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    stop = (): void => reject(canceled());
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

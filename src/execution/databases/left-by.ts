/** Waiting that a signal can end: for what takes no signal itself. */
import { once } from "node:events";

/** What `work` comes to, or the reason of the signal where that is first; `work` itself goes on unheard. */
export async function leftBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const left = once(signal, "abort", { signal: over.signal }).then(() => Promise.reject(signal.reason as Error));
  try {
    return await Promise.race([work, left]);
  } finally {
    over.abort();
    left.catch(() => undefined);
  }
}

/**
 * Ctrl-C: the first aborts the work, the second ends the process. While local SQL holds the thread no handler could
 * run, so there the signal gets its own way back: it ends the process at once.
 */
import type { EngineEvent } from "../common/event.ts";

export interface Interruption {
  readonly signal: AbortSignal;
  /** Give every engine event to this. */
  readonly onEvent: (event: EngineEvent) => void;
  /** Stops listening. */
  readonly end: () => void;
}

/** The exit code of a process that Ctrl-C ended: 128 and the number of SIGINT. */
export const interruptedExitCode = 130;

export function listenForInterrupt(): Interruption {
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(interruptedExitCode);
    abort.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: abort.signal,
    onEvent: (event) => {
      if (event.kind !== "blocking") return;
      if (event.on) process.off("SIGINT", stop).off("SIGTERM", stop);
      else process.on("SIGINT", stop).on("SIGTERM", stop);
    },
    end: () => process.off("SIGINT", stop).off("SIGTERM", stop),
  };
}

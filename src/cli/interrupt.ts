/**
 * Ctrl-C: the first aborts the work, the second ends the process. While local SQL holds the thread for longer than a
 * moment no handler could run, so there the signal gets its own way back: it ends the process at once. One that arrives
 * in the microseconds of that change can be lost; the next one ends the process.
 */
import { constants } from "node:os";
import type { EngineEvent } from "../common/event.ts";

export interface Interruption {
  readonly signal: AbortSignal;
  /** What a process that was interrupted exits with: 128 and the number of the signal, 130 for Ctrl-C. */
  readonly exitCode: () => number;
  /** Give every engine event to this. */
  readonly onEvent: (event: EngineEvent) => void;
  /** Stops listening. */
  readonly end: () => void;
}

const signals = ["SIGINT", "SIGTERM"] as const;

export function listenForInterrupt(): Interruption {
  const abort = new AbortController();
  let exitCode = 128 + constants.signals.SIGINT;
  const stop = (name: NodeJS.Signals): void => {
    exitCode = 128 + constants.signals[name];
    if (abort.signal.aborted) process.exit(exitCode);
    abort.abort();
  };
  const listen = (): void => signals.forEach((name) => process.on(name, stop));
  const end = (): void => signals.forEach((name) => process.off(name, stop));
  listen();
  return {
    signal: abort.signal,
    exitCode: () => exitCode,
    onEvent: (event) => {
      if (event.kind === "blocking" && event.brief !== true) (event.on ? end : listen)();
    },
    end,
  };
}

/** One line on standard error that tells how far a statement is; nothing where nobody watches. */
import type { EngineEvent } from "../common/event.ts";

export interface Progress {
  readonly onEvent: (event: EngineEvent) => void;
  /** Takes the line away before something else is printed to its stream; it comes back later. */
  readonly hide: () => void;
  /** Takes the line away until the next statement. */
  readonly stop: () => void;
}

const millisecondsBeforeFirst = 300;
const millisecondsBetween = 100;
const clearLine = "\r\u001b[2K";

/** Draws to a terminal, from a moment after a statement starts until it ends. */
export function showProgress(stream: Pick<NodeJS.WriteStream, "write">): Progress {
  let [requests, answered, rows, started] = [0, 0, 0, 0];
  let note: string | undefined;
  let shown = false;
  let timer: NodeJS.Timeout | undefined;

  const hide = (): void => {
    if (shown) stream.write(clearLine);
    shown = false;
  };
  const stop = (): void => {
    clearInterval(timer);
    hide();
  };
  const draw = (): void => {
    const milliseconds = performance.now() - started;
    if (milliseconds < millisecondsBeforeFirst) return;
    const seconds = (milliseconds / 1000).toFixed(1);
    // What the engine waits for tells more than what was asked until then.
    const text = note ?? `${answered} of ${requests} requests answered, ${rows} rows, ${seconds} s`;
    stream.write(`${clearLine}${text}`);
    shown = true;
  };
  const onEvent = (event: EngineEvent): void => {
    if (event.kind === "statement-started") {
      stop();
      [requests, answered, rows, started] = [0, 0, 0, performance.now()];
      note = undefined;
      timer = setInterval(draw, millisecondsBetween).unref();
    } else if (event.kind === "statement-ended") stop();
    else if (event.kind === "request-sent") requests++;
    else if (event.kind === "response-received") answered++;
    else if (event.kind === "page-read") rows += event.rows;
    else if (event.kind === "message") note = event.text;
  };
  return { onEvent, hide, stop };
}

/** Shows nothing. */
export const noProgress: Progress = { onEvent: () => undefined, hide: () => undefined, stop: () => undefined };

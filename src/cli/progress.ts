/** One line on standard error that tells how far a statement is; nothing where nobody watches. */
import type { EngineEvent } from "../common/event.ts";

export interface Progress {
  readonly onEvent: (event: EngineEvent) => void;
  /** Removes the line: call it before anything else is printed. */
  readonly clear: () => void;
}

const millisecondsBeforeFirst = 300;
const millisecondsBetween = 100;

export function showProgress(stream: NodeJS.WriteStream): Progress {
  let requests = 0;
  let answered = 0;
  let rows = 0;
  let started = 0;
  let shown = false;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    stream.write(`\r\u001b[2K${answered} of ${requests} requests answered, ${rows} rows, ${seconds} s`);
    shown = true;
    timer = setTimeout(draw, millisecondsBetween).unref();
  };
  const clear = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (shown) stream.write("\r\u001b[2K");
    shown = false;
  };
  const onEvent = (event: EngineEvent): void => {
    if (event.kind === "statement-started") {
      [requests, answered, rows, started] = [0, 0, 0, performance.now()];
      timer ??= setTimeout(draw, millisecondsBeforeFirst).unref();
    } else if (event.kind === "statement-ended") clear();
    else if (event.kind === "request-sent") requests++;
    else if (event.kind === "response-received") answered++;
    else if (event.kind === "page-read") rows += event.rows;
  };
  return { onEvent, clear };
}

/** Shows nothing. */
export const noProgress: Progress = { onEvent: () => undefined, clear: () => undefined };

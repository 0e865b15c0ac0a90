// Where text goes: a stream with back-pressure, or a string.
import type { Writable } from "node:stream";
import { EngineError } from "../common/error.ts";

/** A destination of text. */
export interface Sink {
  /** Takes text; what it returns settles when the destination can take more. Throws io_error where writing fails. */
  write(text: string): Promise<void> | void;
  /** True once the reader has gone: nothing more is worth producing. */
  readonly closed: boolean;
}

/** What a reader that has gone looks like from here; no error for a program that writes to a pipe. */
const readerGone = new Set([
  "EPIPE",
  "ECONNRESET",
  "ABORT_ERR",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/**
 * A sink over a stream such as stdout; make one per stream. One write is under way at a time, so no more than its
 * text waits in the stream. A reader that goes away (`| head`) closes the sink quietly; any other failure of the
 * stream, also one between writes, makes `write` throw io_error.
 */
export function streamSink(stream: Writable): Sink {
  let ended = stream.destroyed || stream.writableEnded;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    ended = true;
    if (!isReaderGone(error)) failure ??= error;
  };
  stream.on("error", fail);
  stream.on("close", () => {
    ended = true;
  });
  return {
    get closed() {
      return ended && failure === undefined;
    },
    async write(text) {
      if (!ended && text !== "") await writeAll(stream, text).catch(fail);
      if (failure !== undefined) throw writeError(failure);
    },
  };
}

function writeAll(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}

/** Whether writing failed because nobody reads any more. */
export function isReaderGone(error: Error): boolean {
  return "code" in error && typeof error.code === "string" && readerGone.has(error.code);
}

/** What cannot be written is an io_error. */
export function writeError(error: Error): EngineError {
  return new EngineError({
    condition: "io_error",
    stage: "output",
    message: `the output cannot be written: ${error.message}`,
    cause: error,
  });
}

/** A sink that keeps what it gets, for answers that travel as one string. */
export interface StringSink extends Sink {
  /** What was written so far. */
  readonly text: string;
}

/** An empty string sink; it never closes. */
export function stringSink(): StringSink {
  const parts: string[] = [];
  return {
    closed: false,
    write(text) {
      parts.push(text);
    },
    get text() {
      return parts.join("");
    },
  };
}

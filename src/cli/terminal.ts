/** What the command writes to and how: results on standard output or in a file, all else on standard error. */
import { createWriteStream, openSync, type WriteStream } from "node:fs";
import type { EventSink } from "../common/event.ts";
import { toEngineError, reasonOf } from "../common/error.ts";
import { type FormatOptions, parseFormatName, resolveFormat } from "../output/format.ts";
import { openOutput, type Output } from "../output/output.ts";
import { type Sink, streamSink } from "../output/sink.ts";
import type { FlagValues } from "./flags.ts";
import { isTerminal, outputSink, standardStream } from "./standard-streams.ts";
import { type Log, logTopics, textLog } from "./log.ts";
import { noProgress, showProgress } from "./progress.ts";
import { usage } from "./usage.ts";

export interface Terminal {
  readonly output: Output;
  /** Takes engine events: progress, log, warnings. */
  readonly onEvent: EventSink;
  /** A line on standard error. */
  readonly say: (text: string) => void;
  /** The same for who wants to know what is done. */
  readonly trace: (text: string) => void;
  /** Takes the progress line away before something else is written to standard error. */
  readonly hide: () => void;
  /** Text among the results. Throws as they do. */
  readonly print: (text: string) => Promise<void>;
  /** Tells an error on standard error. */
  readonly fail: (error: unknown) => void;
  /** True once nobody reads the results, or they cannot be written: nothing more is worth running. */
  readonly closed: () => boolean;
  /** Ends the output; a file is complete then. */
  readonly end: () => Promise<void>;
}

export interface TerminalOptions {
  /** Aborted by Ctrl-C: whoever waits for a reader that does not read waits no more. */
  readonly signal: AbortSignal;
  /** What boxes are fitted to where the output is no screen; as wide as they like where absent. */
  readonly width?: number | undefined;
  /** How things are told on standard error; as text where absent. */
  readonly log?: Log | undefined;
}

/** Throws `configuration_error` where the file cannot be opened, `invalid_parameter_value` for a format. */
export function openTerminal(flags: FlagValues, { signal, width, log: given }: TerminalOptions): Terminal {
  const formatName = parseFormatName(flags.output);
  const file = openFile(flags.outfile);
  const onScreen = file === undefined && isTerminal("stdout");
  const progress = wantsProgress(flags, isTerminal("stderr")) ? showProgress(standardStream("stderr")) : noProgress;
  const sink = guarded(
    file === undefined ? outputSink() : streamSink(file),
    signal,
    onScreen ? progress.stop : () => undefined,
  );
  const format = resolveFormat(formatName, onScreen);
  const columns = onScreen ? standardStream("stdout").columns || undefined : width;
  const output = openOutput(
    { ...formatOptions(flags), format, width: columns, colours: onScreen && standardStream("stdout").hasColors() },
    sink,
  );
  const log = given ?? textLog(logTopics(flags), isTerminal("stderr") && standardStream("stderr").hasColors());
  const tell = (line: string | undefined): void => {
    if (line === undefined) return;
    progress.hide();
    standardStream("stderr").write(`${line}\n`);
  };
  const say = (text: string): void => tell(log.message(text));
  return {
    output,
    onEvent: (event) => {
      progress.onEvent(event);
      tell(log.event(event));
    },
    say,
    trace: flags.verbose ? say : () => undefined,
    hide: progress.hide,
    print: async (text) => sink.write(text),
    fail: (error) => tell(log.failure(toEngineError(error))),
    closed: () => sink.closed,
    end: async () => {
      await output.end();
      if (file !== undefined && !signal.aborted) await new Promise<void>((done) => file.end(() => done()));
    },
  };
}

/** Opened before anything runs: a statement whose results cannot be kept is not sent. */
function openFile(path: string | undefined): WriteStream | undefined {
  if (path === undefined || path === "-" || path === "stdout") return undefined;
  try {
    return createWriteStream(path, { fd: openSync(path, "w") });
  } catch (cause) {
    throw usage(`--outfile cannot be written: ${reasonOf(cause)}`);
  }
}

/** A failure of the sink is told once, and Ctrl-C ends a write that waits; after either nothing is written. */
function guarded(sink: Sink, signal: AbortSignal, beforeWrite: () => void): Sink {
  let failed = false;
  return {
    get closed() {
      return failed || sink.closed;
    },
    async write(text) {
      if (failed) return;
      beforeWrite();
      try {
        await unlessAborted(Promise.resolve(sink.write(text)), signal);
      } catch (error) {
        failed = true;
        throw error;
      }
    },
  };
}

/** Settles as `work` does, but rejects at once when the signal is aborted; after that it waits for nothing. */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
    work.finally(() => signal.removeEventListener("abort", stop)).then(resolve, reject);
    if (signal.aborted) resolve();
  });
}

function wantsProgress(flags: FlagValues, isTerminal: boolean): boolean {
  if (flags.verbose || flags["http.log.enabled"] || flags["log.format"] === "json") return false;
  return flags.progress === "always" || (flags.progress === "auto" && isTerminal);
}

function formatOptions(flags: FlagValues): Omit<FormatOptions, "format"> {
  return {
    hideHeaders: flags.hideheaders,
    delimiter: flags.delimiter,
    jsonStrings: flags["json-strings"],
    jsonDocument: flags["json-document"],
  };
}

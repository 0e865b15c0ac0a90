/** What the command writes to and how: results on standard output or in a file, all else on standard error. */
import { createWriteStream, openSync, type WriteStream } from "node:fs";
import type { EngineEvent, EventSink } from "../common/event.ts";
import { toEngineError, reasonOf } from "../common/error.ts";
import { formatError, formatWarning, type RemarkOptions } from "../output/errors.ts";
import { type FormatOptions, parseFormatName, resolveFormat } from "../output/format.ts";
import { openOutput, type Output } from "../output/output.ts";
import { type Sink, streamSink } from "../output/sink.ts";
import type { FlagValues } from "./flags.ts";
import { isTerminal, outputSink, standardStream } from "./standard-streams.ts";
import { httpLine, workLine } from "./log.ts";
import { noProgress, type Progress, showProgress } from "./progress.ts";
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
}

/** Throws `configuration_error` where the file cannot be opened, `invalid_parameter_value` for a format. */
export function openTerminal(flags: FlagValues, { signal, width }: TerminalOptions): Terminal {
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
  const remarks = { colour: isTerminal("stderr") && standardStream("stderr").hasColors(), json: false };
  const say = (text: string): void => {
    progress.hide();
    standardStream("stderr").write(`${text}\n`);
  };
  return {
    output,
    onEvent: eventPrinter(flags, progress, { say, remarks }),
    say,
    trace: flags.verbose ? say : () => undefined,
    hide: progress.hide,
    print: async (text) => sink.write(text),
    fail: (error) => say(formatError(toEngineError(error), remarks)),
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

function eventPrinter(
  flags: FlagValues,
  progress: Progress,
  { say, remarks }: { readonly say: (text: string) => void; readonly remarks: RemarkOptions },
): EventSink {
  return (event: EngineEvent) => {
    progress.onEvent(event);
    if (event.kind === "warning") say(formatWarning(event.warning, remarks));
    const line =
      (flags["http.log.enabled"] || flags.verbose ? httpLine(event) : undefined) ??
      (flags.verbose ? workLine(event) : undefined);
    if (line !== undefined) say(line);
  };
}

function wantsProgress(flags: FlagValues, isTerminal: boolean): boolean {
  if (flags.verbose || flags["http.log.enabled"]) return false;
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

/** What the command writes to and how: streams, colours, the output of results. */
import { createWriteStream } from "node:fs";
import type { EngineEvent, EventSink } from "../common/event.ts";
import { type EngineError, toEngineError } from "../common/error.ts";
import { formatError, formatWarning } from "../output/errors.ts";
import { type FormatOptions, parseFormatName, resolveFormat } from "../output/format.ts";
import { openOutput, type Output } from "../output/output.ts";
import { streamSink } from "../output/sink.ts";
import type { FlagValues } from "./flags.ts";
import { httpLine, workLine } from "./log.ts";
import { noProgress, type Progress, showProgress } from "./progress.ts";

export interface Terminal {
  readonly output: Output;
  /** Takes engine events: progress, log, warnings. */
  readonly onEvent: EventSink;
  /** A line on standard error. */
  readonly say: (text: string) => void;
  readonly fail: (error: unknown) => EngineError;
  /** Ends the output; results are complete then. */
  readonly end: () => Promise<void>;
}

export function openTerminal(flags: FlagValues): Terminal {
  const { stdout, stderr } = process;
  const toFile = flags.outfile !== undefined;
  const colours = !toFile && stdout.isTTY && stdout.hasColors?.() === true && process.env["NO_COLOR"] === undefined;
  const file = flags.outfile === undefined ? undefined : createWriteStream(flags.outfile);
  const output = openOutput(formatOptions(flags, colours, stdout.isTTY && !toFile), streamSink(file ?? stdout));
  const progress = wantsProgress(flags, stderr.isTTY) ? showProgress(stderr) : noProgress;
  const say = (text: string): void => {
    progress.clear();
    stderr.write(`${text}\n`);
  };
  const remarks = { colour: stderr.isTTY && process.env["NO_COLOR"] === undefined, json: false };
  return {
    output,
    onEvent: eventPrinter(flags, progress, say, remarks),
    say,
    fail: (thrown) => {
      const error = toEngineError(thrown);
      say(formatError(error, remarks));
      return error;
    },
    end: async () => {
      await output.end();
      if (file !== undefined) await new Promise<void>((done) => file.end(done));
    },
  };
}

function eventPrinter(
  flags: FlagValues,
  progress: Progress,
  say: (text: string) => void,
  remarks: { readonly colour: boolean; readonly json: boolean },
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

function formatOptions(flags: FlagValues, colours: boolean, isTerminal: boolean): FormatOptions {
  return {
    format: resolveFormat(parseFormatName(flags.output), isTerminal),
    hideHeaders: flags.hideheaders,
    delimiter: flags.delimiter,
    jsonStrings: flags["json-strings"],
    jsonDocument: flags["json-document"],
    width: process.stdout.columns ?? 120,
    colours,
  };
}

// What an output format is: its names, its options, and the three calls that print a result.
import type { Block } from "../common/block.ts";
import { EngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import type { Batch, Column } from "../common/value.ts";

/** Every name that `--output` knows; `auto` is box on a terminal and table elsewhere. */
export const formatNames = ["auto", "box", "table", "json", "jsonl", "csv", "text", "pptext", "markdown"] as const;
export type FormatName = (typeof formatNames)[number];

/** A format that prints; what `auto` has become. */
export type PrintedFormatName = Exclude<FormatName, "auto">;

/** Other names that `--output` accepts. */
const formatAliases: Readonly<Record<string, FormatName>> = { ndjson: "jsonl", md: "markdown" };

/** How results are to be printed. A format reads only the options that concern it. */
export interface FormatOptions {
  readonly format: PrintedFormatName;
  /** Leaves out the header of csv, text, pptext and box; table and markdown have no shape without one. */
  readonly hideHeaders?: boolean | undefined;
  /** csv: the character between fields; a comma where absent. */
  readonly delimiter?: string | undefined;
  /** json, jsonl: nested JSON as a string, as the incumbent prints it. */
  readonly jsonStrings?: boolean | undefined;
  /** json: all results of a script in one document, `{"results":[…]}`. */
  readonly jsonDocument?: boolean | undefined;
  /** box: the columns of the terminal; lines are as long as they like where absent. */
  readonly width?: number | undefined;
  /** box: dim borders and NULL, bold header. The face has asked the terminal and NO_COLOR. */
  readonly colours?: boolean | undefined;
}

/**
 * Prints one result. Each member returns the text to write next, "" where it has none yet; `begin` comes first,
 * `end` last, `rows` between them any number of times.
 */
export interface Format {
  begin(columns: readonly Column[]): string;
  rows(batch: Batch): string;
  /** The same for rows that are text; undefined where they have to be made. Absent where they always have. */
  block?(block: Block): string | undefined;
  end(): string;
}

/** Makes a format for one result; the options have been checked. */
export type CreateFormat = (options: FormatOptions) => Format;

/** What stands around the results of a script. */
export interface Enclosure {
  readonly before: string;
  readonly between: string;
  /** True where a result that fails after its first rows is closed all the same, so that the whole can be read. */
  readonly closesFailed: boolean;
  /** What stands behind the last result; `complete` is false where one failed. */
  after(complete: boolean): string;
}

/** The format that a name or alias stands for, case-insensitive. Unknown: invalid_parameter_value. */
export function parseFormatName(text: string): FormatName {
  const wanted = text.toLowerCase();
  const name = formatNames.find((known) => known === wanted);
  if (name !== undefined) return name;
  if (Object.hasOwn(formatAliases, wanted)) return formatAliases[wanted] ?? "auto";
  throw new EngineError({
    condition: "invalid_parameter_value",
    stage: "config",
    message: `there is no output format "${text}"`,
    hint: didYouMean(wanted, [...formatNames, ...Object.keys(formatAliases)]),
  });
}

/** `auto` as what it means for this destination; any other name as it is. */
export function resolveFormat(name: FormatName, isTerminal: boolean): PrintedFormatName {
  if (name !== "auto") return name;
  return isTerminal ? "box" : "table";
}

/** Refuses a delimiter that is not one character, or that csv could not be read back with: invalid_parameter_value. */
export function checkFormatOptions(options: FormatOptions): void {
  const { delimiter } = options;
  if (delimiter === undefined) return;
  if ([...delimiter].length === 1 && !/["\r\n\p{Cs}]/u.test(delimiter)) return;
  throw new EngineError({
    condition: "invalid_parameter_value",
    stage: "config",
    message: `the delimiter must be one character, but no quote or line break; it is ${JSON.stringify(delimiter)}`,
    hint: `For example: --delimiter ";"`,
  });
}

// Result sets to text: reads batches, prints them in the chosen format, stops where the reader has gone.
import { isBlock, type Piece, rowsOf } from "../common/block.ts";
import type { ResultSet } from "../common/result.ts";
import type { Batch } from "../common/value.ts";
import { checkFormatOptions, type Format, type FormatOptions } from "./format.ts";
import { formats } from "./formats.ts";
import type { Sink } from "./sink.ts";

/** Rows turned to text at once, however large a batch is. */
const rowsPerWrite = 1_000;

/** The printed results of one script. */
export interface Output {
  /**
   * Runs a result and prints its rows as they come; a result without columns runs and prints nothing. Nothing is
   * printed before the first batch, so a statement that fails at once leaves the output untouched. Returns the rows
   * read. Throws what the result throws, and io_error where the sink cannot be written.
   */
  write(result: ResultSet): Promise<Written>;
  /** Prints what stands behind the last result; call it once, also after a failure. */
  end(): Promise<void>;
}

export interface Written {
  readonly rows: number;
}

/** Prints one result, as a script of one statement would. */
export async function writeResult(result: ResultSet, options: FormatOptions, sink: Sink): Promise<Written> {
  const output = openOutput(options, sink);
  const written = await output.write(result);
  await output.end();
  return written;
}

/** Opens the output of a script. Throws invalid_parameter_value for options that cannot be obeyed. */
export function openOutput(options: FormatOptions, sink: Sink): Output {
  checkFormatOptions(options);
  const entry = formats[options.format];
  const enclosure = entry.enclose(options);
  let printed = 0;
  let complete = true;
  let lineIsOpen = false;

  const print = async (text: string): Promise<void> => {
    if (text === "") return;
    lineIsOpen = !text.endsWith("\n");
    await sink.write(text);
  };
  const begin = (format: Format, result: ResultSet): Promise<void> => {
    const lead = printed === 0 ? enclosure.before : enclosure.between;
    printed++;
    return print(lead + format.begin(result.columns));
  };
  const fail = async (format: Format): Promise<void> => {
    if (enclosure.closesFailed) await print(format.end());
    else if (lineIsOpen) await print("\n");
  };

  return {
    async write(result) {
      if (result.columns.length === 0) return { rows: await drain(result) };
      const format = entry.create(options);
      let begun = false;
      let rows = 0;
      try {
        const pieces = format.block === undefined ? result.batches : (result.pieces ?? result.batches);
        for await (const piece of unlessClosed(pieces, sink)) {
          if (!begun) await begin(format, result);
          begun = true;
          const text = isBlock(piece) ? format.block?.(piece) : undefined;
          if (text !== undefined) await print(text);
          else for (const slice of slices(isBlock(piece) ? rowsOf(piece) : piece)) await print(format.rows(slice));
          rows += piece.length;
        }
      } catch (error) {
        complete = false;
        if (begun) await fail(format);
        throw error;
      }
      if (!begun) await begin(format, result);
      await print(format.end());
      return { rows };
    },
    async end() {
      await print((printed === 0 ? enclosure.before : "") + enclosure.after(complete));
    },
  };
}

/** The batches until the sink closes; leaving the loop returns the source, so that upstream requests stop. */
async function* unlessClosed(batches: AsyncIterable<Piece>, sink: Sink): AsyncGenerator<Piece> {
  if (sink.closed) {
    await batches[Symbol.asyncIterator]().return?.();
    return;
  }
  for await (const batch of batches) {
    yield batch;
    if (sink.closed) return;
  }
}

function* slices(batch: Batch): Generator<Batch> {
  for (let start = 0; start < batch.length; start += rowsPerWrite) yield batch.slice(start, start + rowsPerWrite);
}

async function drain(result: ResultSet): Promise<number> {
  let rows = 0;
  for await (const batch of result.batches) rows += batch.length;
  return rows;
}

// csv: RFC 4180 with `\n` line ends; a field is quoted only where it could not be read back otherwise.
import { blockText } from "../block-text.ts";
import { cellText } from "../cell-text.ts";
import type { Format, FormatOptions } from "../format.ts";
import { delimitedFormat } from "./delimited.ts";

/** Streams rows as csv; NULL is `null`. */
export function csv(options: FormatOptions): Format {
  const delimiter = options.delimiter ?? ",";
  const needsQuotes = (text: string): boolean => /^ |["\r\n]/.test(text) || text.includes(delimiter);
  const format = delimitedFormat({
    delimiter,
    hideHeaders: options.hideHeaders ?? false,
    cell: cellText,
    field: (text) => (needsQuotes(text) ? `"${text.replaceAll('"', '""')}"` : text),
  });
  const isPlain = (text: string, between: string): boolean => {
    if (between === "") return !needsQuotes(text);
    const telling = ['"', "\r", `${between} `, "\n ", ...(between === delimiter ? [] : [delimiter])];
    return !text.startsWith(" ") && !telling.some((sign) => text.includes(sign));
  };
  return {
    ...format,
    block: (block) => blockText(block, { isPlain, lead: (column) => (column === 0 ? "" : delimiter), end: "\n" }),
  };
}

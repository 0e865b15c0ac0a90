/** Binds COPY: its query, and the format that its options or the name of the file tell. */
import { didYouMean } from "../../common/suggest.ts";
import type { Copy } from "../../sql/ast.ts";
import type { BoundCopy } from "../bound.ts";
import { accessDenied, type FileFormat, invalid } from "./files.ts";
import type { BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";

const formats: ReadonlyMap<string, FileFormat> = new Map([
  ["csv", "csv"],
  ["tsv", "csv"],
  ["json", "json"],
  ["jsonl", "jsonl"],
  ["ndjson", "jsonl"],
  ["parquet", "parquet"],
]);

/** Throws `file_access_denied` where no setting permits files, `invalid_parameter_value` for wrong options. */
export async function bindCopy(copy: Copy, text: string, environment: BindEnvironment): Promise<BoundCopy> {
  if (environment.files === undefined) throw accessDenied("COPY", copy.span);
  const { format, delimiter } = target(copy);
  const input = await bindStandaloneQuery(copy.query, text, environment);
  return { kind: "copy", path: copy.path, format, header: copy.header ?? true, delimiter, input };
}

function target({ path, format, header, delimiter, span }: Copy): Pick<BoundCopy, "format" | "delimiter"> {
  const name = format ?? /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  const found = name === undefined ? undefined : formats.get(name);
  if (name === undefined || found === undefined) throw unknownFormat(copyFormat(format, name), format, span);
  if (found !== "csv" && (header !== undefined || delimiter !== undefined)) {
    throw invalid("HEADER and DELIMITER are for the format csv", span);
  }
  if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw invalid("a delimiter is one character, neither a quote nor the end of a line", span);
  }
  return { format: found, delimiter: delimiter ?? (name === "tsv" ? "\t" : ",") };
}

function copyFormat(format: string | undefined, ending: string | undefined): string {
  if (format !== undefined) return `there is no format ${format}`;
  return ending === undefined ? "the name of the file tells no format" : `the ending .${ending} tells no format`;
}

function unknownFormat(message: string, format: string | undefined, span: Copy["span"]): Error {
  const near = format === undefined ? undefined : didYouMean(format, [...formats.keys()]);
  return invalid(message, span, near ?? "Say (FORMAT csv), json, jsonl or parquet.");
}

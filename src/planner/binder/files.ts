/** Files in FROM: `read_csv('path', option = value, …)` and its kin as requests, opened through a port. */
import type { SystemRelation } from "../../catalog/catalog.ts";
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { AnyNode, Expression, FunctionCall, Literal } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";

export type FileFormat = "csv" | "json" | "jsonl" | "parquet";

/** Options of files by name; what each may be is in `optionTypes`. */
export interface FileOptions {
  /** One character between the cells of a row. */
  readonly delimiter?: string;
  /** False where the first row holds cells; the columns are then `column0`, `column1`, … */
  readonly header?: boolean;
  /** Every cell stays text. */
  readonly all_text?: boolean;
  /** Rows that are read to find the columns and their types; -1 reads all. */
  readonly sample_size?: number;
}

/** What a table function asks for. */
export interface FileRequest {
  readonly format: FileFormat;
  readonly path: string;
  readonly options: FileOptions;
}

/** The port to files: opens what is asked for and finds its columns. Its rows are read when the statement runs. */
export interface FileSource {
  open(request: FileRequest): Promise<SystemRelation>;
}

const formats: ReadonlyMap<string, FileFormat> = new Map([
  ["read_csv", "csv"],
  ["read_json", "json"],
  ["read_jsonl", "jsonl"],
  ["read_ndjson", "jsonl"],
  ["read_parquet", "parquet"],
]);

const optionTypes: { readonly [format in FileFormat]: { readonly [option in keyof FileOptions]: string } } = {
  csv: { delimiter: "string", header: "boolean", all_text: "boolean", sample_size: "number" },
  json: {},
  jsonl: { sample_size: "number" },
  parquet: {},
};

/** The names that mean the same elsewhere. */
const optionAliases: ReadonlyMap<string, keyof FileOptions> = new Map([
  ["delim", "delimiter"],
  ["sep", "delimiter"],
  ["all_varchar", "all_text"],
]);

/** The relations of the files below `root`, by `fileKey`. Throws `file_access_denied` where no port is given. */
export async function openFiles(
  root: AnyNode,
  files: FileSource | undefined,
): Promise<ReadonlyMap<string, SystemRelation>> {
  const calls = new Map<string, FunctionCall>();
  visit(root, {
    "table-function": ({ call }) => {
      const key = fileKey(call);
      if (key !== undefined) calls.set(key, call);
    },
  });
  const opened = [...calls].map(async ([key, call]) => [key, await openFile(call, files)] as const);
  return new Map(await Promise.all(opened));
}

async function openFile(call: FunctionCall, files: FileSource | undefined): Promise<SystemRelation> {
  const request = requestOf(call);
  if (request === undefined || files === undefined) throw accessDenied(functionName(call), call.span);
  try {
    return await files.open(request);
  } catch (error) {
    if (!(error instanceof EngineError) || error.span !== undefined) throw error;
    throw error.with({ span: call.span });
  }
}

/** The error of a statement that names files where no setting permits it. */
export function accessDenied(what: string, span: Span): EngineError {
  return new EngineError({
    condition: "file_access_denied",
    stage: "bind",
    message: `${what} needs access to files, which is not allowed here`,
    span,
    hint: "The command line allows it; the library does where it is opened with fileAccess: true.",
  });
}

/** The key of a call in the table of relations; undefined where the call reads no file. */
export function fileKey(call: FunctionCall): string | undefined {
  const request = requestOf(call);
  return request === undefined ? undefined : `file ${JSON.stringify(request)}`;
}

function functionName(call: FunctionCall): string {
  return call.name.parts.map((part) => part.name.toLowerCase()).join(".");
}

/** The call as a request; undefined for other functions. Throws `invalid_parameter_value` for what cannot be one. */
function requestOf(call: FunctionCall): FileRequest | undefined {
  const name = functionName(call);
  const format = formats.get(name);
  if (format === undefined) return undefined;
  const [path, ...rest] = call.arguments;
  if (path?.kind !== "literal" || typeof path.value !== "string") {
    throw invalid(`${name} needs the path of a file as its first argument`, path?.span ?? call.span);
  }
  return { format, path: path.value, options: optionsOf(rest, format) };
}

function optionsOf(given: readonly Expression[], format: FileFormat): FileOptions {
  const pairs = given.flatMap((option) => namedOptions(option));
  return Object.fromEntries(pairs.map(({ name, value, span }) => checkedOption(name, value, { span, format })));
}

interface NamedOption {
  readonly name: string;
  readonly value: unknown;
  readonly span: Span;
}

/** `name = value`, or an object of JSON. */
function namedOptions(option: Expression): NamedOption[] {
  const { span } = option;
  if (option.kind === "binary" && option.operator === "=" && option.left.kind === "column-ref") {
    const [only] = option.left.parts;
    const value = constantOf(option.right);
    if (only !== undefined && option.left.parts.length === 1 && value !== undefined) {
      return [{ name: only.name.toLowerCase(), value: value.value, span }];
    }
  }
  if (option.kind === "literal" && typeof option.value === "string") return jsonOptions(option.value, span);
  throw invalid(
    "an option of a file is written name = value",
    span,
    "For example: read_csv('a.csv', delimiter = ';').",
  );
}

function constantOf(value: Expression): Pick<Literal, "value"> | undefined {
  if (value.kind === "literal") return value;
  const isNegative = value.kind === "unary" && value.operator === "-" && value.operand.kind === "literal";
  return isNegative && typeof value.operand.value === "number" ? { value: -value.operand.value } : undefined;
}

function jsonOptions(text: string, span: Span): NamedOption[] {
  let options: unknown;
  try {
    options = JSON.parse(text);
  } catch {
    throw invalid("the options of a file are no valid JSON", span);
  }
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalid("the options of a file are a JSON object", span);
  }
  return Object.entries(options).map(([name, value]) => ({ name: name.toLowerCase(), value: value as unknown, span }));
}

function checkedOption(
  given: string,
  value: unknown,
  { span, format }: { readonly span: Span; readonly format: FileFormat },
): readonly [string, unknown] {
  const name = optionAliases.get(given) ?? given;
  const types: { readonly [option: string]: string | undefined } = optionTypes[format];
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined) {
    const known = Object.keys(types);
    const hint = didYouMean(given, known) ?? (known.length === 0 ? undefined : `Options are ${known.join(", ")}.`);
    throw invalid(`${format} files have no option ${given}`, span, hint);
  }
  if (typeof value !== type) throw invalid(`the option ${name} is a ${type}`, span);
  if (name === "delimiter" && (typeof value !== "string" || !/^[^"\r\n]$/u.test(value) || value.length > 1)) {
    throw invalid("a delimiter is one character, neither a quote nor the end of a line", span);
  }
  if (name === "sample_size" && (!Number.isInteger(value) || Number(value) < -1 || value === 0)) {
    throw invalid("sample_size is a number of rows, or -1 for all", span);
  }
  return [name, value];
}

/** `invalid_parameter_value` at a place. */
export function invalid(message: string, span: Span, hint?: string): EngineError {
  return new EngineError({ condition: "invalid_parameter_value", stage: "bind", message, span, hint });
}

/**
 * Scripts that ask to be rendered: by `--iqldata`, by `--var`, or by a block `<<<json … >>>` of data in the script. Any
 * other script is left as it is, whatever braces it holds.
 */
import { readFileSync } from "node:fs";
import { EngineError } from "../../common/error.ts";
import { isSecretName, rememberSecret } from "../../common/redact.ts";
import type { Span } from "../../common/span.ts";
import { type JsonValue, parseJson } from "../../common/value.ts";
import type { FlagValues } from "../flags.ts";
import { splitOnce } from "../read-arguments.ts";
import { reasonOf, usage } from "../usage.ts";
import { renderTemplate, templateError } from "./render.ts";

type Data = { readonly [name: string]: JsonValue };

const blockStart = /^[ \t]*<<<(json|jsonnet)\b/im;

/** True where the flags or the script ask for it. */
export function isTemplate(script: string, flags: Pick<FlagValues, "iqldata" | "var">): boolean {
  return flags.iqldata !== undefined || flags.var.length > 0 || blockStart.test(script);
}

/**
 * The SQL of a script. Its data are those of the file, then of each block, then of the variables; the later win. Throws
 * `configuration_error` for file and variables, `syntax_error` for the script, `feature_not_supported` for jsonnet.
 */
export function rendered(script: string, flags: Pick<FlagValues, "iqldata" | "var">): string {
  if (!isTemplate(script, flags)) return script;
  const { template, blocks } = withoutBlocks(script);
  const given = flags.iqldata === undefined ? {} : dataFile(flags.iqldata);
  return renderTemplate(template, Object.assign({}, given, ...blocks, variables(flags.var)) as Data);
}

/** The blocks become blanks, so that every place in the rest stays where it was. */
function withoutBlocks(script: string): { readonly template: string; readonly blocks: readonly Data[] } {
  const blocks: Data[] = [];
  let template = script;
  for (let start = blockStart.exec(template); start !== null; start = blockStart.exec(template)) {
    const end = template.indexOf(">>>", start.index);
    const span: Span = { start: start.index, end: start.index + start[0].length };
    if (end < 0) throw templateError(script, span, "the block of data does not end", 'It ends with ">>>".');
    const text = template.slice(span.end, end);
    blocks.push(blockData(text, (start[1] ?? "").toLowerCase() === "jsonnet", { script, span }));
    const block = template.slice(start.index, end + 3);
    template = template.slice(0, start.index) + block.replaceAll(/[^\n]/g, " ") + template.slice(end + 3);
  }
  return { template, blocks };
}

function blockData(text: string, isJsonnet: boolean, place: { readonly script: string; readonly span: Span }): Data {
  try {
    const data = parseJson(text);
    if (isData(data)) return data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (isJsonnet) throw jsonnetUnsupported(place);
    throw templateError(place.script, place.span, "the block of data is no valid JSON");
  }
  throw templateError(place.script, place.span, "the block of data is no JSON object");
}

function dataFile(path: string): Data {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw usage(`--iqldata cannot be read: ${reasonOf(cause)}`);
  }
  try {
    const data = parseJson(text.replace(/^\uFEFF/, ""));
    if (isData(data)) return data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (/\.(jsonnet|libsonnet)$/i.test(path)) throw jsonnetUnsupported();
    throw usage(`--iqldata ${path} is no valid JSON`);
  }
  throw usage(`--iqldata ${path} holds no JSON object`);
}

/** JSON is jsonnet too, so that much of it is read. */
function jsonnetUnsupported(place?: { readonly script: string; readonly span: Span }): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "parse",
    message: "jsonnet is not supported yet, but for what is plain JSON",
    span: place?.span,
    sql: place?.script,
    hint: "Write the data as JSON; --var NAME=VALUE gives single values.",
  });
}

function variables(pairs: readonly string[]): Data {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, value] = splitOnce(pair);
      if (value === undefined || !/^[A-Za-z_]\w*$/.test(name)) throw usage("--var takes NAME=VALUE");
      if (isSecretName(name) && value !== "") rememberSecret(value);
      return [name, value] as const;
    }),
  );
}

function isData(value: JsonValue): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

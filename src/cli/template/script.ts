/**
 * Scripts that ask to be rendered: by `--iqldata`, by `--var`, or by a block `<<<json … >>>` or `<<<jsonnet … >>>` of
 * data in the script. Any other script is left as it is, whatever braces it holds.
 */
import { readFileSync } from "node:fs";
import { isJsonObject, type JsonObject } from "../../common/json.ts";
import { reasonOf } from "../../common/error.ts";
import { isSecretName, rememberSecret } from "../../common/redact.ts";
import type { Span } from "../../common/span.ts";
import { type JsonValue, parseJson } from "../../common/value.ts";
import type { FlagValues } from "../flags.ts";
import { splitOnce } from "../read-arguments.ts";
import { usage } from "../usage.ts";
import { fileImporter } from "./jsonnet/file-importer.ts";
import { evaluateJsonnet } from "./jsonnet/jsonnet.ts";
import { renderTemplate, templateError } from "./render.ts";

const blockStart = /^[ \t]*<<<(json|jsonnet)\b/im;

/** True where the flags or the script ask for it. */
export function isTemplate(script: string, flags: Pick<FlagValues, "iqldata" | "var">): boolean {
  return flags.iqldata !== undefined || flags.var.length > 0 || blockStart.test(script);
}

/** The flags that templates obey. */
type TemplateFlags = Pick<FlagValues, "iqldata" | "var"> & Partial<Pick<FlagValues, "infile">>;

/**
 * The SQL of a script. Its data are those of the file, then of each block, then of the variables; the later win. What
 * jsonnet traces goes to `onTrace`. Throws `configuration_error` for file and variables, `syntax_error` for the script,
 * and as jsonnet does.
 */
export function rendered(
  script: string,
  flags: TemplateFlags,
  onTrace: (text: string) => void = () => undefined,
): string {
  if (!isTemplate(script, flags)) return script;
  const given = variables(flags.var);
  const jsonnet: Jsonnet = (name, text) => {
    const outside = new Map(Object.entries(given).map(([variable, value]) => [variable, String(value)]));
    return evaluateJsonnet({ name, text }, { importer: fileImporter, variables: outside, onTrace });
  };
  const { template, blocks } = withoutBlocks(script, (text) => jsonnet(flags.infile ?? "script", text));
  const file = flags.iqldata === undefined ? {} : dataFile(flags.iqldata, jsonnet);
  return renderTemplate(template, Object.assign({}, file, ...blocks, given) as JsonObject);
}

type Jsonnet = (name: string, text: string) => JsonValue;

/** The blocks become blanks, so that every place in the rest stays where it was. */
function withoutBlocks(
  script: string,
  jsonnet: (text: string) => JsonValue,
): { readonly template: string; readonly blocks: readonly JsonObject[] } {
  const blocks: JsonObject[] = [];
  let template = script;
  for (let start = blockStart.exec(template); start !== null; start = blockStart.exec(template)) {
    const end = template.indexOf(">>>", start.index);
    const span: Span = { start: start.index, end: start.index + start[0].length };
    if (end < 0) throw templateError(script, span, "the block of data does not end", 'It ends with ">>>".');
    const isJsonnet = start[1]?.toLowerCase() === "jsonnet";
    // With blanks for what stands before it, so that places are those in the script.
    const evaluate = (): JsonValue => jsonnet(blanked(script.slice(0, span.end)) + script.slice(span.end, end));
    const text = template.slice(span.end, end);
    blocks.push(blockData(text, isJsonnet ? evaluate : undefined, { script, span }));
    const block = template.slice(start.index, end + 3);
    template = template.slice(0, start.index) + blanked(block) + template.slice(end + 3);
  }
  return { template, blocks };
}

function blanked(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}

interface Place {
  readonly script: string;
  readonly span: Span;
}

/** What is JSON is read as JSON, so that whole numbers stay exact. */
function blockData(text: string, jsonnet: (() => JsonValue) | undefined, { script, span }: Place): JsonObject {
  let data: JsonValue;
  try {
    data = parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (jsonnet === undefined) throw templateError(script, span, "the block of data is no valid JSON");
    data = jsonnet();
  }
  if (isJsonObject(data)) return data;
  throw templateError(script, span, "the block of data is no JSON object");
}

function dataFile(path: string, jsonnet: Jsonnet): JsonObject {
  const text = textOf(path);
  let data: JsonValue;
  try {
    data = parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (!/\.(jsonnet|libsonnet)$/i.test(path)) throw usage(`--iqldata ${path} is no valid JSON`);
    data = jsonnet(path, text);
  }
  if (isJsonObject(data)) return data;
  throw usage(`--iqldata ${path} holds no JSON object`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw usage(`--iqldata cannot be read: ${reasonOf(cause)}`);
  }
}

function variables(pairs: readonly string[]): JsonObject {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, value] = splitOnce(pair);
      if (value === undefined || !/^[A-Za-z_]\w*$/.test(name)) throw usage("--var takes NAME=VALUE");
      if (isSecretName(name) && value !== "") rememberSecret(value);
      return [name, value] as const;
    }),
  );
}

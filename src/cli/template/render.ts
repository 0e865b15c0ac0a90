/** The template language of scripts: Go's built-in functions, `json` and `quote`; what is not there cannot be printed. */
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import { builtinFunctions, jsonTextOf, textOf } from "../../common/template/functions.ts";
import { compileTemplate, type TemplateLanguage, type TemplateOutput } from "../../common/template/render.ts";
import { TemplateFailure } from "../../common/template/tokens.ts";
import type { JsonValue } from "../../common/value.ts";

const scripts: TemplateLanguage = {
  functions: {
    ...builtinFunctions,
    json: ([value]) => jsonTextOf(value),
    // The one way to put a text into SQL that no text can break out of.
    quote: ([value]) => `'${textOf(value).replaceAll("'", "''")}'`,
  },
  output: plainOutput,
};

/** Printing nothing in the place of a value would be another statement. */
function plainOutput(): TemplateOutput {
  let written = "";
  const write = (text: string): void => {
    written += text;
  };
  const print: TemplateOutput["print"] = (value) => {
    if (value !== undefined) write(textOf(value));
    return value !== undefined;
  };
  return { write, print, length: () => written.length, text: () => written };
}

/** Throws syntax_error, with the place: also for a field that is printed and not there. */
export function renderTemplate(template: string, data: JsonValue): string {
  try {
    return compileTemplate(template, scripts)(data);
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    throw templateError(template, error.span, error.message, error.hint);
  }
}

/** The error of the template of a script, with its place. */
// oxlint-disable-next-line max-params -- a text, a place in it, and what to say about it
export function templateError(template: string, span: Span, message: string, hint?: string): EngineError {
  return new EngineError({
    condition: "syntax_error",
    stage: "parse",
    message: `in the template of the script: ${message}`,
    span,
    sql: template,
    hint,
  });
}

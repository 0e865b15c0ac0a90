// Errors and warnings as text for stderr: for a person with colours and a caret, for a program as a JSON line.
import { outcomeLines } from "../common/call-outcome.ts";
import { errorCodes, type EngineError, type ErrorCondition } from "../common/error.ts";
import type { Warning } from "../common/event.ts";
import { redact } from "../common/redact.ts";
import { caretLines } from "../common/span.ts";
import { visibleLines, visibleText } from "./cell-text.ts";
import { painter, type Paint, type Style } from "./colour.ts";
import { displayWidth } from "./width.ts";

export interface RemarkOptions {
  readonly colour: boolean;
  /** One JSON object a line instead of text. */
  readonly json: boolean;
}

/**
 * An error without a line break behind it: code, condition and message, then the source line with carets and the
 * hint where the error has them. As JSON: the wire form of the error behind `"severity":"ERROR"`.
 */
export function formatError(error: EngineError, options: RemarkOptions): string {
  if (options.json) return jsonLine({ severity: "ERROR", ...error.toJSON() });
  const paint = painter(options.colour);
  const lines = [headLine(paint, "ERROR", error)];
  if (error.span !== undefined && error.sql !== undefined)
    lines.push(placeLines(caretLines(error.sql, error.span), paint));
  if (error.hint !== undefined) lines.push(`${paint("cyan", "HINT:")} ${clean(error.hint)}`);
  lines.push(...outcomeLines(error.outcomes ?? []).map(clean));
  return lines.join("\n");
}

/** A warning without a line break behind it. As JSON: `severity` WARNING, code, condition, message. */
export function formatWarning(warning: Warning, options: RemarkOptions): string {
  const { condition, message } = warning;
  const remark = { code: errorCodes[condition], condition, message };
  return options.json
    ? jsonLine({ severity: "WARNING", ...remark })
    : headLine(painter(options.colour), "WARNING", remark);
}

interface Remark {
  readonly code: string;
  readonly condition: ErrorCondition;
  readonly message: string;
}

const severityStyles = { ERROR: "red", WARNING: "yellow" } as const satisfies Record<string, Style>;

function headLine(paint: Paint, severity: keyof typeof severityStyles, { code, condition, message }: Remark): string {
  return `${paint("bold", paint(severityStyles[severity], `${severity} ${code}`))} (${condition}): ${clean(message)}`;
}

/** The source line and its carets, moved to where the terminal shows the place: wide characters take two columns. */
function placeLines(lines: string, paint: Paint): string {
  const [source = "", carets = ""] = lines.split("\n");
  const start = carets.indexOf("^");
  const before = visibleText(source.slice(0, start));
  const marked = visibleText(source.slice(start, carets.length));
  const rest = visibleText(source.slice(carets.length));
  const width = Math.max(1, displayWidth(marked));
  const place = " ".repeat(displayWidth(before)) + paint("red", "^".repeat(width));
  return redact(`${before}${marked}${rest}`) + `\n${place}`;
}

/** What others wrote may hold escape sequences and secrets; a message may have several lines. */
function clean(text: string): string {
  return visibleLines(redact(text));
}

/** An object as one line of JSON, with secrets masked in every text. */
export function jsonLine(value: Record<string, unknown>): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "string" ? redact(inner) : inner));
}

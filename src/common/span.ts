/** A half-open range of UTF-16 offsets in a SQL text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The smallest span that covers both. */
export function joinSpans(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/** One-based line and column of an offset. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the one-based line and column of `offset` in `text`. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf("\n");
  return { line: before.split("\n").length, column: offset - lastBreak };
}

/** Lines that are longer are cut: a script of one line must not hide its error. */
const longestLine = 240;
const shownBefore = 80;

/**
 * The source line that holds `span`, with carets below the part of the span that lies on it. Of a line of more than 240
 * characters the part around the span is shown, between ellipses.
 */
export function caretLines(text: string, span: Span): string {
  const { line, column } = positionAt(text, span.start);
  const lineStart = span.start - (column - 1);
  const lineBreak = text.indexOf("\n", span.start);
  const lineEnd = lineBreak < 0 ? text.length : lineBreak;
  const isLong = lineEnd - lineStart > longestLine;
  const start = isLong ? Math.max(lineStart, span.start - shownBefore) : lineStart;
  const end = isLong ? Math.min(lineEnd, start + longestLine) : lineEnd;
  const before = start > lineStart ? "…" : "";
  const shown = text.slice(start, end).replaceAll("\t", " ").replace("\r", "");
  const label = `${line} | ${before}`;
  const width = Math.max(1, Math.min(span.end, end) - span.start);
  const carets = `${" ".repeat(label.length + span.start - start)}${"^".repeat(width)}`;
  return `${label}${shown}${end < lineEnd ? "…" : ""}\n${carets}`;
}

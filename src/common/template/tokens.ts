/** Cuts a template into text and actions (`{{ … }}`), and actions into tokens. */
import type { Span } from "../span.ts";

export interface Token {
  readonly kind: "field" | "variable" | "word" | "string" | "number" | "symbol" | "end";
  /** As written; of a string, what it stands for. */
  readonly text: string;
  readonly span: Span;
}

export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly tokens: readonly Token[]; readonly span: Span };

/** Field paths, variables, words, strings, numbers, symbols. A field path is `.` or `.a.b`. */
const tokenPattern =
  /\s+|(?<field>\.(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?)|(?<variable>\$\w*(?:\.[A-Za-z_]\w*)*)|(?<number>-?\d+(?:\.\d+)?)|(?<word>[A-Za-z_]\w*)|(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<symbol>:=|[=,|()])/y;

/** Throws TemplateFailure for an action that does not end, and for what is no token. */
export function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  let trimNext = false;
  let at = 0;
  const addText = (end: number, trimEnd: boolean): void => {
    let text = template.slice(at, end);
    if (trimNext) text = text.trimStart();
    if (trimEnd) text = text.trimEnd();
    if (text !== "") parts.push({ kind: "text", text });
  };
  for (let open = openingFrom(template, 0); open >= 0; open = openingFrom(template, at)) {
    const trimsBefore = /^-\s/.test(template.slice(open + 2, open + 4));
    addText(open, trimsBefore);
    const action = actionAt(template, open, trimsBefore ? open + 3 : open + 2);
    if (action.tokens.length > 0) {
      parts.push({ kind: "action", tokens: action.tokens, span: { start: open, end: action.end } });
    }
    trimNext = action.trimsAfter;
    at = action.end;
  }
  addText(template.length, false);
  return parts;
}

/**
 * Where the next action begins. Of three braces or more the last two open it, and what precedes them is text: the brace
 * of a JSON object. Go's own engine refuses what documents mean so, since no action begins with a brace.
 */
function openingFrom(template: string, at: number): number {
  let open = template.indexOf("{{", at);
  while (open >= 0 && template[open + 2] === "{") open++;
  return open;
}

interface Action {
  readonly tokens: readonly Token[];
  readonly end: number;
  readonly trimsAfter: boolean;
}

function actionAt(template: string, open: number, from: number): Action {
  const comment = /\s*\/\*[^]*?\*\/\s*(-)?\}\}/y;
  comment.lastIndex = from;
  const commented = comment.exec(template);
  if (commented !== null) return { tokens: [], end: comment.lastIndex, trimsAfter: commented[1] !== undefined };
  const tokens: Token[] = [];
  for (let at = from; ;) {
    const close = /\s*(?:\s(-))?\}\}/y;
    close.lastIndex = at;
    const closed = close.exec(template);
    if (closed !== null) return { tokens, end: close.lastIndex, trimsAfter: closed[1] !== undefined };
    if (at >= template.length) {
      throw new TemplateFailure(
        template,
        { start: open, end: open + 2 },
        "the action does not end",
        'It ends with "}}".',
      );
    }
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(template);
    if (match === null) {
      const shown = template.slice(at, at + 1);
      throw new TemplateFailure(template, { start: at, end: at + 1 }, `"${shown}" means nothing in a template`);
    }
    const token = tokenOf(match, template);
    if (token !== undefined) tokens.push(token);
    at = tokenPattern.lastIndex;
  }
}

/** Undefined for blanks. */
function tokenOf(match: RegExpExecArray, template: string): Token | undefined {
  const [kind, text] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
  if (kind === undefined || text === undefined) return undefined;
  const span = { start: match.index, end: match.index + text.length };
  return { kind: kind as Token["kind"], text: kind === "string" ? unquoted(text, template, span) : text, span };
}

function unquoted(text: string, template: string, span: Span): string {
  if (text.startsWith("`")) return text.slice(1, -1);
  try {
    return JSON.parse(text.replaceAll("\\'", "'")) as string;
  } catch {
    throw new TemplateFailure(template, span, "the string has an escape that is unknown");
  }
}

/** What is wrong with a template, and where: whoever has it rendered says whose template it is. */
export class TemplateFailure extends Error {
  readonly template: string;
  readonly span: Span;
  readonly hint: string | undefined;

  // oxlint-disable-next-line max-params -- a text, a place in it, and what to say about it
  constructor(template: string, span: Span, message: string, hint?: string) {
    super(message);
    this.name = "TemplateFailure";
    this.template = template;
    this.span = span;
    this.hint = hint;
  }
}

/** Statements as they may be kept and shown: without secrets. */
import { mask, redact } from "../common/redact.ts";
import { tokenize } from "../sql/lexer.ts";

/** On one line. Strings that hold a secret are masked whole, however they are written; so it is for other tokens. */
export function shownStatement(statement: string): string {
  let shown = "";
  let at = 0;
  for (const { kind, value, start, end } of tokensOf(statement)) {
    if (kind !== "string" || redact(value) === value) continue;
    shown += `${statement.slice(at, start)}'${mask}'`;
    at = end;
  }
  return redact(shown + statement.slice(at))
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** None where the text was cut within a token. */
function tokensOf(statement: string): ReturnType<typeof tokenize>["tokens"] {
  try {
    return tokenize(statement).tokens;
  } catch {
    return [];
  }
}

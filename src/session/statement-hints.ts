/** `ON_ERROR(…)` in the hint of a SELECT: what a failing source does in this statement alone. */
import { EngineError } from "../common/error.ts";
import { type OnError, onErrorValues } from "../execution/guards.ts";
import type { Statement } from "../sql/ast.ts";
import { visit } from "../sql/traverse.ts";

const form = /^ON_ERROR\s*\(\s*'?(\w*)'?\s*\)$/i;

/** What the hints of a statement say; undefined where they do not. Throws `invalid_parameter_value` for other words. */
export function onErrorOf(statement: Statement): OnError | undefined {
  let found: OnError | undefined;
  const read = ({ hints, span }: { readonly hints: readonly string[]; readonly span: Statement["span"] }): void => {
    for (const hint of hints) {
      const word = form.exec(hint)?.[1]?.toLowerCase();
      if (word === undefined) continue;
      found = onErrorValues.find((known) => known === word);
      if (found === undefined) throw unknown(word, span);
    }
  };
  visit(statement, { select: read, insert: read, update: read, delete: read });
  return found;
}

function unknown(word: string, span: Statement["span"]): EngineError {
  return new EngineError({
    condition: "invalid_parameter_value",
    stage: "bind",
    message: `ON_ERROR takes one of ${onErrorValues.join(", ")}, not ${word}`,
    span,
  });
}

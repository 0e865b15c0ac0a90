/** `a = NULL` is never true. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";
import type { Expression } from "../../ast.ts";

export const equalsNull: Rule = {
  code: "equals-null",
  message: "a comparison with NULL is never true",
  mend: "Write IS NULL or IS NOT NULL.",
  find: (root) => {
    const found: Span[] = [];
    const isNull = ({ kind, ...rest }: Expression): boolean =>
      kind === "literal" && "type" in rest && rest.type === "null";
    visit(root, {
      binary: ({ operator, left, right, span }) => {
        if ((operator === "=" || operator === "<>") && (isNull(left) || isNull(right))) found.push(span);
      },
    });
    return found;
  },
};

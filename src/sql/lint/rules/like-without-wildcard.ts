/** LIKE without `%` or `_` is an equality. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const likeWithoutWildcard: Rule = {
  code: "like-without-wildcard",
  message: "this LIKE has no wildcard",
  mend: "Write = or add a % to the pattern.",
  find: (root) => {
    const found: Span[] = [];
    visit(root, {
      like: ({ operator, pattern, span }) => {
        if (operator !== "LIKE" || pattern.kind !== "literal" || typeof pattern.value !== "string") return;
        if (!/[%_]/.test(pattern.value)) found.push(span);
      },
    });
    return found;
  },
};

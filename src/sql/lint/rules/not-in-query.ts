/** `NOT IN (SELECT …)` is true for no row once the query yields a NULL. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const notInQuery: Rule = {
  code: "not-in-query",
  message: "NOT IN holds for no row once the query yields a NULL",
  mend: "Write NOT EXISTS, or exclude NULL in the query.",
  find: (root) => {
    const found: Span[] = [];
    visit(root, {
      "in-query": ({ negated, span }) => {
        if (negated) found.push(span);
      },
    });
    return found;
  },
};

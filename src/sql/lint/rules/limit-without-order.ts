/** LIMIT without ORDER BY takes any rows. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const limitWithoutOrder: Rule = {
  code: "limit-without-order",
  message: "LIMIT without ORDER BY takes whichever rows come first",
  mend: "Add ORDER BY.",
  find: (root) => {
    const found: Span[] = [];
    visit(root, {
      query: ({ limit, orderBy }) => {
        if (limit !== undefined && orderBy.length === 0) found.push(limit.span);
      },
    });
    return found;
  },
};

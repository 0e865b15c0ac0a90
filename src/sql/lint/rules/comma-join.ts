/** A comma in FROM without a condition pairs every row with every other. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const commaJoin: Rule = {
  code: "comma-join",
  message: "this comma pairs every row with every other",
  mend: "Write JOIN … ON, or CROSS JOIN where that is meant.",
  find: (root) => {
    const found: Span[] = [];
    visit(root, {
      select: ({ from, where }) => {
        // What follows LATERAL or is a function depends on what stands before: that is its condition.
        if (from?.kind !== "join" || !from.comma || where !== undefined) return;
        if (from.right.kind === "named-table") found.push(from.right.span);
      },
    });
    return found;
  },
};

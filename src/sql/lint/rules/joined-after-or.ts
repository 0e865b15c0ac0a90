/** `a OR b || c`: in MySQL, and for the incumbent, `||` is another OR; here it joins texts. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const joinedAfterOr: Rule = {
  code: "joined-after-or",
  message: "|| joins texts and binds tighter than OR: beside a condition it is likely meant as another OR",
  mend: "Write OR, or put parentheses around the texts that are joined.",
  find: (root) => {
    const found: Span[] = [];
    visit(root, {
      binary: ({ operator, left, right }) => {
        if (operator !== "OR" && operator !== "AND") return;
        for (const side of [left, right]) {
          if (side.kind === "binary" && side.operator === "||") found.push(side.span);
        }
      },
    });
    return found;
  },
};

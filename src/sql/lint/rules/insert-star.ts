/** `INSERT … SELECT *` depends on what columns the source has today. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const insertStar: Rule = {
  code: "insert-star",
  message: "the columns of SELECT * may change under this INSERT",
  mend: "Name the columns.",
  find: (root) => {
    const found: Span[] = [];
    visit(root, {
      insert: ({ source: { body } }) => {
        if (body.kind !== "select") return;
        found.push(...body.items.filter(({ expression }) => expression.kind === "star").map(({ span }) => span));
      },
    });
    return found;
  },
};

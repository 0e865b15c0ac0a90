/** UPDATE or DELETE of everything. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const writeWithoutWhere: Rule = {
  code: "write-without-where",
  message: "this touches every row",
  mend: "Add WHERE.",
  find: (root) => {
    const found: Span[] = [];
    visit(root, {
      update: ({ where, target }) => {
        if (where === undefined) found.push(target.span);
      },
      delete: ({ where, target }) => {
        if (where === undefined) found.push(target.span);
      },
    });
    return found;
  },
};

/** A common table that nothing reads. */
import type { Span } from "../../../common/span.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const unusedTable: Rule = {
  code: "unused-table",
  message: "this common table is not used",
  mend: "Leave it out.",
  find: (root) => {
    const found: Span[] = [];
    const used = new Set<string>();
    visit(root, {
      "named-table": ({ name: { parts } }) => {
        if (parts.length === 1 && parts[0] !== undefined) used.add(parts[0].name.toLowerCase());
      },
    });
    visit(root, {
      "common-table": ({ name }) => {
        if (!used.has(name.name.toLowerCase())) found.push(name.span);
      },
    });
    return found;
  },
};

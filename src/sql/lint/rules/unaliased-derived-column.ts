/** An expression without a name in a query that others read by names. */
import type { Span } from "../../../common/span.ts";
import type { Query } from "../../ast.ts";
import { visit } from "../../traverse.ts";
import type { Rule } from "../rule.ts";

export const unaliasedDerivedColumn: Rule = {
  code: "unaliased-derived-column",
  message: "this column has no name but its own text, so that the query around it can hardly name it",
  mend: "Add AS name.",
  find: (root) => {
    const found: Span[] = [];
    const look = (query: Query, names: number): void => {
      if (names > 0 || query.body.kind !== "select") return;
      for (const { expression, alias, span } of query.body.items) {
        const isNamed = alias !== undefined || expression.kind === "column-ref" || expression.kind === "star";
        if (!isNamed) found.push(span);
      }
    };
    visit(root, {
      "derived-table": ({ query, alias }) => look(query, alias?.columns.length ?? 0),
      "common-table": ({ query, columns }) => look(query, columns.length),
    });
    return found;
  },
};

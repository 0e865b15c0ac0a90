/** Remarks on a script from its tree; the rules are in `rules/`, one file each, and listed here. */
import { parseScript } from "../parser.ts";
import type { Remark, Rule } from "./rule.ts";
import { commaJoin } from "./rules/comma-join.ts";
import { equalsNull } from "./rules/equals-null.ts";
import { insertStar } from "./rules/insert-star.ts";
import { joinedAfterOr } from "./rules/joined-after-or.ts";
import { likeWithoutWildcard } from "./rules/like-without-wildcard.ts";
import { limitWithoutOrder } from "./rules/limit-without-order.ts";
import { notInQuery } from "./rules/not-in-query.ts";
import { unaliasedDerivedColumn } from "./rules/unaliased-derived-column.ts";
import { unusedTable } from "./rules/unused-table.ts";
import { writeWithoutWhere } from "./rules/write-without-where.ts";

/** In the order of what harm they prevent. */
const rules: readonly Rule[] = [
  writeWithoutWhere,
  equalsNull,
  notInQuery,
  joinedAfterOr,
  commaJoin,
  insertStar,
  limitWithoutOrder,
  likeWithoutWildcard,
  unaliasedDerivedColumn,
  unusedTable,
];

/** The remarks on a script in the order of its text. Throws as `parseScript`. */
export function lint(text: string): readonly Remark[] {
  const { statements } = parseScript(text);
  return statements
    .flatMap((statement) =>
      rules.flatMap(({ code, message, mend, find }) => find(statement).map((span) => ({ code, message, mend, span }))),
    )
    .toSorted((a, b) => a.span.start - b.span.start);
}

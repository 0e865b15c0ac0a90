/** LIMIT ends a scan early, where every row of the scan is a row of the result. */
import { visit } from "../../sql/traverse.ts";
import type { Expression, Select } from "../../sql/ast.ts";
import { isAggregate } from "../functions/functions.ts";
import type { LogicalQuery } from "../plan.ts";

export function pushLimit(query: LogicalQuery): LogicalQuery {
  const [round, ...later] = query.rounds;
  const [scan, ...others] = round ?? [];
  const { body, limit, offset, orderBy } = query.query;
  const rows = wholeNumber(limit);
  const skipped = offset === undefined ? 0 : wholeNumber(offset);
  const single = scan !== undefined && others.length === 0 && later.length === 0;
  if (!single || scan.once === true || rows === undefined || skipped === undefined || orderBy.length > 0) return query;
  if (body.kind !== "select" || body.from?.kind !== "named-table" || !keepsRows(body)) return query;
  return { ...query, rounds: [[{ ...scan, limit: rows + skipped }]] };
}

/** A limit that is a plain whole number. */
export function wholeNumber(expression: Expression | undefined): number | undefined {
  if (expression?.kind !== "literal" || typeof expression.value !== "number") return undefined;
  return Number.isSafeInteger(expression.value) && expression.value >= 0 ? expression.value : undefined;
}

/** True where each row of FROM is one row of the result. */
export function keepsRows(select: Select): boolean {
  if (select.where !== undefined || select.having !== undefined || select.distinct) return false;
  if (select.groupBy.length > 0) return false;
  let plain = true;
  for (const item of select.items) {
    visit(item, {
      query: () => {
        plain = false;
        return false;
      },
      "function-call": (call) => {
        if (isAggregate(call)) plain = false;
      },
    });
  }
  return plain;
}

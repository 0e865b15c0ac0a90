/** Queries of provider documents, read with the accounts that they are needed for. */
import { type Connected, connectionColumn, isNamed } from "../../catalog/connections.ts";
import { EngineError } from "../../common/error.ts";
import type { NamedTable, Query, QueryBody, SelectItem, TableRef } from "../../sql/ast.ts";
import { columnRef, identifier, literal, selectItem } from "../../sql/build.ts";
import { rewrite, visit } from "../../sql/traverse.ts";
import { isAggregate } from "../functions/functions.ts";
import type { ParsedView } from "../scan.ts";
import { placedAt } from "./view.ts";

/** The query with the name of the accounts in place of the provider's own; the same where they have none. */
export function named(query: Query, connected: Connected | undefined): Query {
  if (connected === undefined || !isNamed(connected)) return query;
  return rewrite(query, {
    "named-table": (table) => {
      const [first, ...rest] = table.name.parts;
      if (first === undefined || !isOf(table, connected)) return table;
      const parts = [{ ...identifier(connected.name, true), span: first.span }, ...rest];
      return { ...table, name: { ...table.name, parts } };
    },
  });
}

function isOf({ name: { parts } }: NamedTable, { provider }: Connected): boolean {
  return parts.length > 2 && parts[0]?.name === provider;
}

/**
 * A view as the accounts read it, with a column that tells whose a row is. Throws `feature_not_supported` where several
 * accounts would meet in it.
 */
export function namedView(view: ParsedView, connected: Connected): ParsedView {
  if (!isNamed(connected)) return view;
  if (connected.isGroup) refuseMeeting(view.query, connected);
  const query = named(view.query, connected);
  return {
    ...view,
    query: connected.isGroup ? (withAccount(query) ?? query) : { ...query, body: told(query.body, connected) },
  };
}

/** Every row is from the one account. */
function told(body: QueryBody, connected: Connected): QueryBody {
  if (body.kind === "set-operation") {
    return { ...body, left: told(body.left, connected), right: told(body.right, connected) };
  }
  if (body.kind !== "select" || body.items.some(({ expression }) => expression.kind === "star")) return body;
  const item = placedAt(selectItem(literal(connected.name), connectionColumn), body.span);
  return { ...body, items: [...body.items, item] };
}

/** The query with the account of each row as its last column; undefined where it reads or makes more than such rows. */
export function withAccount(query: Query): Query | undefined {
  const { body, span } = query;
  if (body.kind !== "select" || body.groupBy.length > 0 || body.items.some(isOfMany)) return undefined;
  const table = onlyTable(body.from);
  if (table === undefined) return undefined;
  const alias = table.alias?.name.name ?? table.name.parts.at(-1)?.name ?? "";
  const account = placedAt(selectItem(columnRef(alias, connectionColumn)), span);
  return { ...query, body: { ...body, items: [...body.items, account] } };
}

function isOfMany({ expression }: SelectItem): boolean {
  let isMany = expression.kind === "star";
  visit(expression, { "function-call": (call) => void (isMany ||= isAggregate(call)) });
  return isMany;
}

function onlyTable(from: TableRef | undefined): NamedTable | undefined {
  return from?.kind === "named-table" ? from : undefined;
}

/** Rows of different accounts would be joined. */
function refuseMeeting(query: Query, connected: Connected): void {
  let tables = 0;
  visit(query, { "named-table": (table) => void (tables += isOf(table, connected) ? 1 : 0) });
  if (tables < 2) return;
  throw new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `a view of several relations is read with one account, and ${connected.name} stands for ${connected.members.length}`,
    span: query.span,
    hint: `Name one of them: ${connected.members
      .slice(0, 5)
      .map(({ name }) => name)
      .join(", ")}.`,
  });
}

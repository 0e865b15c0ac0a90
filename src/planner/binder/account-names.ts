/** Queries of provider documents, read with the accounts that they are needed for. */
import { type Connected, isNamed } from "../../catalog/connections.ts";
import type { Query } from "../../sql/ast.ts";
import { identifier } from "../../sql/build.ts";
import { rewrite } from "../../sql/traverse.ts";

/** The query with the name of the accounts in place of the provider's own; the same where they have none. */
export function named(query: Query, connected: Connected | undefined): Query {
  if (connected === undefined || !isNamed(connected)) return query;
  return rewrite(query, {
    "named-table": (table) => {
      const [first, ...rest] = table.name.parts;
      if (first?.name !== connected.provider || rest.length < 2) return table;
      const parts = [{ ...identifier(connected.name, true), span: first.span }, ...rest];
      return { ...table, name: { ...table.name, parts } };
    },
  });
}

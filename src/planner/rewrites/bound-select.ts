/** What the rewrites work on: a bound SELECT with the order around it. */
import type { OrderItem, Select } from "../../sql/ast.ts";
import type { ScopeColumn } from "../binder/scope.ts";

export interface BoundSelect {
  /** Every item has an alias: the label of its column. */
  readonly node: Select;
  readonly columns: readonly ScopeColumn[];
  readonly orderBy: readonly OrderItem[];
}

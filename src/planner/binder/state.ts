/** What the binder carries through one statement. */
import { EngineError } from "../../common/error.ts";
import type { Query } from "../../sql/ast.ts";
import type { ScanDraft } from "./draft.ts";
import type { StoredRelations } from "../stored.ts";
import type { RelationTable } from "./relations.ts";
import type { CommonTables, Scope, ScopeColumn, ScopeRelation } from "./scope.ts";

export interface BoundQuery {
  /** Names of scans and columns are those of the local database. */
  readonly node: Query;
  readonly columns: readonly ScopeColumn[];
}

/** What surrounds a query: the scope of the query that it is part of, and the common tables it can name. */
export interface Surroundings {
  readonly parent: Scope | undefined;
  readonly tables: CommonTables;
}

export interface BindState {
  /** The SQL text, from which unnamed columns get their names. */
  readonly text: string;
  readonly relations: RelationTable;
  /** Views and tables of names of one part; undefined where the statement can name none. */
  readonly stored: StoredRelations | undefined;
  /** The stored views that are being expanded, outermost first. */
  readonly views: string[];
  readonly drafts: ScanDraft[];
  /** Binds a query inside this one: expressions hold queries, and queries hold expressions. */
  readonly bindQuery: (query: Query, around: Surroundings, state: BindState) => BoundQuery;
  /** Subqueries that are bound already, by what the parser yielded: one may stand in an argument and in a check. */
  readonly bound: Map<Query, Touching<BoundQuery>>;
  /** Relations that references resolved to since the last `touching`; undefined where nobody asks. */
  touched: Set<ScopeRelation> | undefined;
}

/** Binds a subquery, or yields what became of it before: all its copies share their scans. */
export function bindOnce(query: Query, around: Surroundings, state: BindState): BoundQuery {
  const known = state.bound.get(query) ?? touching(state, () => state.bindQuery(query, around, state));
  state.bound.set(query, known);
  for (const relation of known.touched) state.touched?.add(relation);
  return known.result;
}

interface Touching<T> {
  readonly result: T;
  readonly touched: ReadonlySet<ScopeRelation>;
}

/** Runs `work` and tells which relations the references in it resolved to. */
export function touching<T>(state: BindState, work: () => T): Touching<T> {
  const outer = state.touched;
  const touched = new Set<ScopeRelation>();
  state.touched = touched;
  try {
    return { result: work(), touched };
  } finally {
    state.touched = outer;
    for (const relation of touched) outer?.add(relation);
  }
}

/** True for the errors that mean "this name is not known here (yet)". */
export function isUnresolved(error: EngineError): boolean {
  return error.condition === "undefined_column" || error.condition === "ambiguous_column";
}

/**
 * What binds a query apart from the one around it yields; undefined where it names columns of that, or takes its
 * arguments from there. Then nothing of the attempt is left. Throws what else is wrong with it.
 */
export function boundAlone<T>(state: BindState, work: () => T): T | undefined {
  const drafts = state.drafts.length;
  const known = new Set(state.bound.keys());
  try {
    return work();
  } catch (error) {
    const isOfAround = error instanceof EngineError && (isUnresolved(error) || error.condition === "missing_argument");
    if (!isOfAround) throw error;
    state.drafts.length = drafts;
    for (const query of state.bound.keys()) if (!known.has(query)) state.bound.delete(query);
    return undefined;
  }
}

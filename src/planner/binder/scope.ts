/** Names in scope: which column a reference means. */
import { sameName } from "./same-name.ts";
import type { ResponseColumn } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { ColumnType } from "../../common/value.ts";
import type {
  ColumnRef,
  CommonTable,
  DerivedTable,
  Expression,
  Identifier,
  TableFunction,
  TableRef,
} from "../../sql/ast.ts";
import type { Conjunct } from "./conjuncts.ts";
import type { ScanDraft } from "./draft.ts";

/** A column that SQL can name. */
export interface ScopeColumn {
  readonly label: string;
  /** The property of the response, where that is another name: it is meant where no column has its own. */
  readonly wireName?: string;
  /** What it is called in the local database. */
  readonly name: string;
  readonly type: ColumnType;
  readonly fields?: readonly ResponseColumn[] | undefined;
  /** True where it holds the argument that a call was given. */
  readonly given?: boolean;
  /** Never part of `*`. */
  readonly hidden?: boolean;
  /** How it is made of the columns that the local database has, where it is none of them. */
  readonly read?: ((row: (name: string) => Expression) => Expression) | undefined;
}

/** A bound expression with its type. */
export interface TypedExpression {
  readonly node: Expression;
  readonly type: ColumnType;
}

/** One entry of FROM. */
export interface ScopeRelation {
  readonly alias: string;
  /** The whole written name, for references such as `provider.service.resource.column`. */
  readonly fullName: readonly string[];
  /** Empty until the method of its draft is chosen. */
  columns: readonly ScopeColumn[];
  readonly draft?: ScanDraft | undefined;
  /** As it stands in FROM of an argument query. */
  tableRef: TableRef;
  /** True where an outer join may fill it with NULLs. */
  nullable: boolean;
  /** A table function whose arguments are not bound yet. */
  call?: TableFunction | undefined;
  /** Of a list that is made: the list, and the type of its items, from the bound arguments. */
  listed?:
    | ((bound: readonly TypedExpression[]) => { readonly list: Expression; readonly type: ColumnType })
    | undefined;
  /** Conditions that give its arguments, until the join that it stands in takes them. */
  feeds?: readonly Expression[] | undefined;
  /** A LATERAL subquery that is not bound yet. */
  lateral?: DerivedTable | undefined;
  /** Relations that its arguments refer to. */
  needs: readonly ScopeRelation[];
}

export interface Scope {
  readonly relations: ScopeRelation[];
  /** The query around a subquery. */
  readonly parent: Scope | undefined;
  readonly tables: CommonTables;
  /** Names joined by USING or NATURAL, lower case: one column of several relations. */
  readonly merged: Set<string>;
  /** WHERE as written: views in FROM take values from it. */
  readonly where?: Expression | undefined;
  /** The conjuncts of ON while the right side of that join is opened: views may take values from them. */
  joining?: readonly Expression[] | undefined;
  /** Conjuncts of it that gave a view a value which it does not show: there is nothing left to check. */
  readonly taken: Set<Expression>;
  /** What rows of this scope must pass: calls for a subquery are made for those alone. Known once arguments are bound. */
  filters?: ScopeFilters | undefined;
  /** Output columns by lower-case name, for the clauses that may use them. */
  aliases?: ReadonlyMap<string, ScopeColumn>;
}

/** The conjuncts of WHERE and ON, and what stands in place of those that bound a parameter. */
export interface ScopeFilters {
  readonly conjuncts: readonly Conjunct[];
  readonly replacements: ReadonlyMap<Expression, readonly Expression[]>;
}

/** An empty scope. */
export function newScope(parent: Scope | undefined, tables: CommonTables, where?: Expression): Scope {
  return { relations: [], parent, tables, where, merged: new Set(), taken: new Set() };
}

/** A common table that queries below it can name. */
export interface BoundCommonTable {
  readonly name: string;
  readonly columns: readonly ScopeColumn[];
  /** Absent while it is bound itself (a recursive one). */
  readonly definition?: CommonTable;
  /** True until the first branch of a recursive one is bound; its column list is in `names`. */
  readonly pending?: boolean;
  readonly names?: readonly Identifier[];
}

/** The common tables in scope, outermost first; a later one hides an earlier one of the same name. */
export type CommonTables = readonly BoundCommonTable[];

/** The common table that a name means. */
export function findCommonTable(tables: CommonTables, name: string): BoundCommonTable | undefined {
  return tables.findLast((table) => sameName(table.name, name));
}

/** What a reference means: a column of a relation, and a path into it where the column is an object. */
export interface Resolved {
  readonly relation: ScopeRelation;
  readonly column: ScopeColumn;
  readonly path: readonly string[];
  /** The type at the end of the path. */
  readonly type: ColumnType;
  /** The same column of the other relations, where USING joined them. */
  readonly merged: readonly Resolved[];
}

/**
 * Resolves a reference in the order: alias.column, an exact full name, a path into an object column. Throws
 * `ambiguous_column` or `undefined_column` with the nearest names.
 */
export function resolve(ref: ColumnRef, scope: Scope): Resolved {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const found = resolveIn(ref, level);
    if (found !== undefined) return found;
  }
  throw undefinedColumn(ref, scope);
}

function resolveIn(ref: ColumnRef, scope: Scope): Resolved | undefined {
  const parts = ref.parts.map((part) => part.name);
  const qualified = qualifiedRelation(parts, scope);
  if (qualified !== undefined) {
    const found = columnAt(qualified.rest, qualified.relation, ref) ?? columnOnWire(qualified.rest, qualified.relation);
    if (found !== undefined) return { ...found, relation: qualified.relation, merged: [] };
    if (qualified.relation.columns.length > 0 || qualified.relation.draft !== undefined) {
      throw undefinedColumn(ref, scope, qualified.relation);
    }
  }
  return unqualified(ref, parts, scope);
}

function unqualified(ref: ColumnRef, parts: readonly string[], scope: Scope): Resolved | undefined {
  const matchesBy = (find: typeof columnAt): Resolved[] =>
    scope.relations.flatMap((relation) => {
      const found = find(parts, relation, ref);
      return found === undefined ? [] : [{ ...found, relation, merged: [] }];
    });
  const named = matchesBy(columnAt);
  const matches = named.length > 0 ? named : matchesBy(columnOnWire);
  const [first, ...others] = matches;
  if (first !== undefined && others.length > 0) {
    if (!scope.merged.has(parts[0]?.toLowerCase() ?? "")) throw ambiguousColumn(ref, matches);
    return { ...first, merged: others };
  }
  return first;
}

/** The relation that the first parts of a reference name, and the parts after it. */
export function qualifiedRelation(
  parts: readonly string[],
  scope: Scope,
): { relation: ScopeRelation; rest: readonly string[] } | undefined {
  if (parts.length < 2) return undefined;
  for (const relation of scope.relations) {
    if (sameName(relation.alias, parts[0])) return { relation, rest: parts.slice(1) };
    const full = relation.fullName;
    const named = full.length > 1 && parts.length > full.length && full.every((part, i) => sameName(part, parts[i]));
    if (named) return { relation, rest: parts.slice(full.length) };
  }
  return undefined;
}

function columnAt(
  parts: readonly string[],
  relation: ScopeRelation,
  ref: ColumnRef,
): Pick<Resolved, "column" | "path" | "type"> | undefined {
  const whole = columnNamed(relation.columns, parts.join("."));
  if (whole !== undefined) return { column: whole, path: [], type: whole.type };
  const first = columnNamed(relation.columns, parts[0] ?? "");
  if (first === undefined || (first.type !== "json" && first.type !== "any")) return undefined;
  const path = parts.slice(1);
  return { column: first, path, type: typeAtPath(first, path, ref) };
}

function columnOnWire([name, ...more]: readonly string[], { columns }: ScopeRelation): ReturnType<typeof columnAt> {
  const column = more.length > 0 ? undefined : columns.find((each) => each.wireName === name);
  return column && { column, path: [], type: column.type };
}

function columnNamed<T extends { readonly label: string }>(columns: readonly T[], label: string): T | undefined {
  return columns.find((column) => column.label === label) ?? columns.find((column) => sameName(column.label, label));
}

function typeAtPath(column: ScopeColumn, path: readonly string[], ref: ColumnRef): ColumnType {
  let type = column.type;
  let fields = column.fields;
  for (const step of path) {
    if (fields === undefined || fields.length === 0) return "any";
    const field = fields.find((candidate) => candidate.name === step);
    if (field === undefined) {
      const known = fields.map((candidate) => candidate.name);
      throw new EngineError({
        condition: "undefined_column",
        stage: "bind",
        message: `${column.label} has no field ${path.join(".")}`,
        span: ref.span,
        hint: didYouMean(step, known),
      });
    }
    ({ type, fields } = field);
  }
  return type;
}

function ambiguousColumn(ref: ColumnRef, matches: readonly Resolved[]): EngineError {
  const name = ref.parts.map((part) => part.name).join(".");
  const choices = matches.map((match) => `${match.relation.alias}.${name}`);
  return new EngineError({
    condition: "ambiguous_column",
    stage: "bind",
    message: `${name} could mean ${choices.join(" or ")}`,
    span: ref.span,
    hint: `Write ${choices[0] ?? name}, or whichever is meant.`,
  });
}

function undefinedColumn(ref: ColumnRef, scope: Scope, only?: ScopeRelation): EngineError {
  const name = ref.parts.map((part) => part.name).join(".");
  const last = only === undefined ? name : (ref.parts.at(-1)?.name ?? name);
  const relations = only === undefined ? scope.relations : [only];
  const parameter = relations.find((relation) => relation.draft?.hasParameter(last));
  const known = [
    ...relations.flatMap((relation) => relation.columns.filter((column) => column.hidden !== true)),
    ...(only === undefined && relations.length === 0 ? (scope.aliases?.values() ?? []) : []),
  ].map((column) => column.label);
  const looksQuoted = ref.parts.length === 1 && ref.parts[0]?.quoted === true;
  return new EngineError({
    condition: "undefined_column",
    stage: "bind",
    message: `there is no column ${name}${only === undefined ? "" : ` in ${only.fullName.join(".")}`}`,
    span: ref.span,
    hint:
      parameter !== undefined
        ? `${last} is a parameter of ${parameter.fullName.join(".")}: it has a value only where the query gives it one with = or IN.`
        : [
            unknownQualifier(ref, scope, only) ?? ofOtherMethod(last, relations) ?? didYouMean(last, known),
            looksQuoted ? "Double quotes name columns; text stands in single quotes." : undefined,
          ]
            .filter((text) => text !== undefined)
            .join(" ") || undefined,
  });
}

/** The method that has the column, where another one reads the relation. */
function ofOtherMethod(name: string, relations: readonly ScopeRelation[]): string | undefined {
  const [method] = relations.flatMap(({ draft }) => draft?.otherShowing(name) ?? []);
  return method && `It is a column of ${method.name}, not of the method that reads here: write FROM ${method.id}.`;
}

/** The relations in FROM, where the first part of a reference is none of them. */
function unknownQualifier(ref: ColumnRef, scope: Scope, only: ScopeRelation | undefined): string | undefined {
  const names = scope.relations.map((relation) => relation.alias);
  if (only !== undefined || ref.parts.length < 2 || names.length === 0) return undefined;
  const first = ref.parts[0]?.name ?? "";
  if (scope.relations.some((relation) => columnNamed(relation.columns, first) !== undefined)) return undefined;
  return `FROM has ${names.join(", ")}, but no ${first}.`;
}

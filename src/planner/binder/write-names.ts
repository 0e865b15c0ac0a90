/** Whose columns the expressions of a write name: those of its target, or those of its FROM. */
import type { Alias, ColumnRef, Expression, Query, QualifiedName, TableRef } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";

/** Target and source are told by their qualifier; a bare name could be of either. */
export type Side = "target" | "source" | "either";

/** What qualifies a column as one of the target or of the source: alone, or as the first parts of a reference. */
export interface WriteNames {
  readonly target: readonly (readonly string[])[];
  readonly source: readonly (readonly string[])[];
}

/** The qualifiers of a write. */
export function writeNames(target: QualifiedName, alias: Alias | undefined, from: TableRef | undefined): WriteNames {
  return { target: qualifiers(target, alias), source: from === undefined ? [] : sourceQualifiers(from) };
}

function qualifiers(name: QualifiedName, alias: Alias | undefined): string[][] {
  if (alias !== undefined) return [[alias.name.name]];
  const parts = name.parts.map((part) => part.name);
  return [[parts.at(-1) ?? ""], ...(parts.length > 1 ? [parts] : [])];
}

function sourceQualifiers(ref: TableRef): string[][] {
  if (ref.kind === "join") return [...sourceQualifiers(ref.left), ...sourceQualifiers(ref.right)];
  if (ref.kind === "named-table") return qualifiers(ref.name, ref.alias);
  if (ref.alias !== undefined) return [[ref.alias.name.name]];
  return ref.kind === "table-function" ? qualifiers(ref.call.name, undefined) : [];
}

/** The side that a reference is on, by its qualifier. */
export function sideOf(ref: ColumnRef, names: WriteNames): Side {
  if (lengthOf(ref, names.target) > 0) return "target";
  return lengthOf(ref, names.source) > 0 ? "source" : "either";
}

/** The parts of a reference that the qualifiers make up; 0 where none does. */
function lengthOf({ parts }: ColumnRef, known: WriteNames["target"]): number {
  const fits = (qualifier: readonly string[]): boolean =>
    parts.length > qualifier.length &&
    qualifier.every((name, index) => name.toLowerCase() === parts[index]?.name.toLowerCase());
  return known.find(fits)?.length ?? 0;
}

/** The name of a column of the target, without its qualifier. */
export function ownName(ref: ColumnRef, names: WriteNames): string {
  const own = ref.parts.slice(lengthOf(ref, names.target));
  return own.map((part) => part.name).join(".");
}

/** The sides that an expression needs. In subqueries, where bare names are their own, only qualified ones count. */
export function sidesIn(expression: Expression, names: WriteNames): ReadonlySet<Side> {
  const sides = new Set<Side>();
  visit(expression, {
    "column-ref": (ref, parents) => {
      const side = sideOf(ref, names);
      if (side !== "either" || !parents.some((parent) => parent.kind === "query")) sides.add(side);
    },
    query: (query) => !hides(query, names),
  });
  return sides;
}

/** True where the FROM of a subquery takes the name of the target for itself. */
function hides(query: Query, names: WriteNames): boolean {
  const { body } = query;
  if (body.kind !== "select" || body.from === undefined) return false;
  const own = sourceQualifiers(body.from).map((parts) => parts.join(".").toLowerCase());
  return names.target.some((parts) => own.includes(parts.join(".").toLowerCase()));
}

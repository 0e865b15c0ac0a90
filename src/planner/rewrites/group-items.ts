/** The sets that a GROUP BY asks for: the product of what each of its items asks for. */
import type { Alias, AnyNode, Expression, GroupItem, GroupingSets, TableRef } from "../../sql/ast.ts";
import { print } from "../../sql/printer.ts";
import { visit, type Visitors } from "../../sql/traverse.ts";

/** The keys of one set by their text: equal ones are one. */
export type GroupingSet = ReadonlyMap<string, Expression>;

/** Every set of a GROUP BY, in order, each key as `meant` reads it; undefined where there are more than `most`. */
export function setsOf(
  groupBy: readonly GroupItem[],
  meant: (expression: Expression) => Expression,
  most: number,
): GroupingSet[] | undefined {
  let sets: (readonly Expression[])[] = [[]];
  for (const item of groupBy) {
    const own = item.kind === "grouping-sets" ? forms[item.form](item.sets, most) : [[item]];
    if (sets.length * own.length > most) return undefined;
    sets = sets.flatMap((set) => own.map((more) => [...set, ...more]));
  }
  return sets.map((set) => new Map(set.map(meant).map((key) => [print(key), key])));
}

type Sets = GroupingSets["sets"];

/** More than `most` sets are cut off one above it: whoever counts sees that there are too many. */
const forms: { readonly [F in GroupingSets["form"]]: (sets: Sets, most: number) => Sets } = {
  "GROUPING SETS": (sets) => sets,
  ROLLUP: (sets) => [...sets.map((_, left) => sets.slice(0, sets.length - left).flat()), []],
  CUBE: (sets, most) => {
    const count = Math.min(2 ** sets.length, most + 1);
    return Array.from({ length: count }, (_, left) =>
      sets.filter((__, at) => (left & (1 << (sets.length - 1 - at))) === 0).flat(),
    );
  },
};

/** The names of the relations that a FROM brings into scope. */
export function aliasesOf(from: TableRef | undefined): ReadonlySet<string> {
  return collectAliases(from, { query: () => false });
}

/** The names of all relations below a node, however deep. */
export function aliasesIn(node: AnyNode): ReadonlySet<string> {
  return collectAliases(node, {});
}

function collectAliases(node: AnyNode | undefined, others: Visitors): ReadonlySet<string> {
  const names = new Set<string>();
  const note = ({ name }: Alias): void => {
    names.add(name.name);
  };
  if (node !== undefined) visit(node, { ...others, alias: note });
  return names;
}

/** What `'*'` stands for in the argument sets of a scan. */
import type { ConnectedMember } from "../catalog/connections.ts";
import { textOf } from "../common/value.ts";
import type { ArgumentSource } from "../planner/scan.ts";
import type { Arguments } from "./arguments.ts";

/** Sets with each value in place of `'*'`: those that the account of the set has, else those of the document. */
export function everyValue(
  sets: readonly Arguments[],
  sources: readonly ArgumentSource[],
  memberOf: (set: Arguments) => ConnectedMember | undefined,
): readonly Arguments[] {
  const wide = sources.flatMap((source) => (source.kind === "constants" && source.every !== undefined ? [source] : []));
  if (wide.length === 0) return sets;
  const widened = wide.reduce(
    (all, { parameter, every = [] }) =>
      all.flatMap((set) => {
        if (set.get(parameter) !== "*") return [set];
        const values = memberOf(set)?.values[parameter] ?? every;
        return values.map((value) => new Map([...set, [parameter, value]]));
      }),
    sets,
  );
  // What was written out may be among them.
  return [...new Map(widened.map((set) => [keyOf(set), set])).values()];
}

function keyOf(set: Arguments): string {
  return [...set].map(([name, value]) => `${name}=${typeof value}:${textOf(value)}`).join("\0");
}

/** Where an expression is evaluated: names in sight, and the object that it stands in. */
import { didYouMean } from "../../../common/suggest.ts";
import { Fault, type Source } from "./fault.ts";
import type { Machine } from "./machine.ts";
import type { Lazy, ObjectValue } from "./values.ts";

export interface Environment {
  readonly machine: Machine;
  readonly source: Source;
  readonly scope: Scope;
  /** The object around the expression, with the layer of it that the expression stands in. */
  readonly inside?: { readonly self: ObjectValue; readonly layer: number } | undefined;
  /** The outermost object around it. */
  readonly root?: ObjectValue | undefined;
}

/** Names, and where to look for others. */
export interface Scope {
  readonly names: ReadonlyMap<string, Lazy>;
  readonly outer?: Scope | undefined;
}

/** The value of a name. Throws a Fault, with the nearest name, where there is none. */
export function lookUp(name: string, scope: Scope): Lazy {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  throw new Fault(`there is no variable ${name}`, { hint: didYouMean(name, [...new Set(namesIn(scope))]) });
}

function namesIn({ names, outer }: Scope): string[] {
  return [...names.keys(), ...(outer === undefined ? [] : namesIn(outer))];
}

/** The environment with more names; their values may refer to each other. */
export function within(
  outer: Environment,
  names: (inner: Environment) => Iterable<readonly [name: string, value: Lazy]>,
): Environment {
  const bound = new Map<string, Lazy>();
  const inner = { ...outer, scope: { names: bound, outer: outer.scope } };
  for (const [name, value] of names(inner)) bound.set(name, value);
  return inner;
}

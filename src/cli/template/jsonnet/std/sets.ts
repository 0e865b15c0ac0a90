/** Sorting, and lists as sets: sorted, without items of the same key. */
import { compare } from "../operators.ts";
import { ArrayValue, type Lazy, type Value } from "../values.ts";
import { type Arguments, native, type Natives } from "./native.ts";

/** An item with its key, which is computed once. */
interface Keyed {
  readonly item: Lazy;
  readonly key: Value;
}

export const setFunctions: Natives = {
  sort: native("arr, keyF?", (given) => listOf(sorted(keyed(given, 0, 1)))),
  uniq: native("arr, keyF?", (given) => listOf(unique(keyed(given, 0, 1)))),
  set: native("arr, keyF?", (given) => listOf(unique(sorted(keyed(given, 0, 1))))),
  setMember: native("x, arr, keyF?", (given) => {
    const wanted = given.key(2)(given.lazy(0));
    return keyed(given, 1, 2).some(({ key }) => compare(key, wanted) === 0);
  }),
  setUnion: native("a, b, keyF?", (given) => listOf(unique(sorted([...keyed(given, 0, 2), ...keyed(given, 1, 2)])))),
  setInter: native("a, b, keyF?", (given) => listOf(compared(given, true))),
  setDiff: native("a, b, keyF?", (given) => listOf(compared(given, false))),
};

function keyed(given: Arguments, list: number, key: number): Keyed[] {
  const keyOf = given.key(key);
  return given.list(list).map((item) => ({ item, key: keyOf(item) }));
}

function sorted(items: readonly Keyed[]): Keyed[] {
  return items.toSorted((a, b) => compare(a.key, b.key));
}

/** Of neighbours with the same key the first. */
function unique(items: readonly Keyed[]): Keyed[] {
  return items.filter((item, index) => {
    const before = items[index - 1];
    return before === undefined || compare(before.key, item.key) !== 0;
  });
}

/** The items of the first set that are in the second, or are not. Both are sorted, so that one pass tells. */
function compared(given: Arguments, isIn: boolean): Keyed[] {
  const others = keyed(given, 1, 2);
  let at = 0;
  return keyed(given, 0, 2).filter(({ key }) => {
    let other = others[at];
    while (other !== undefined && compare(other.key, key) < 0) other = others[++at];
    return (other !== undefined && compare(other.key, key) === 0) === isIn;
  });
}

function listOf(items: readonly Keyed[]): ArrayValue {
  return new ArrayValue(items.map(({ item }) => item));
}

/** Functions on lists. Items stay lazy wherever a function does not need them. */
import { Fault } from "../fault.ts";
import { toText } from "../manifest.ts";
import { compare, equals } from "../operators.ts";
import { ArrayValue, Lazy, ObjectValue, typeOf, type Value } from "../values.ts";
import { sliceOf } from "../subscript.ts";
import { stepsOfItem } from "../machine.ts";
import { type Arguments, native, type Natives } from "./native.ts";

export const listFunctions: Natives = {
  makeArray: native("sz, func", (given) => {
    const make = given.callable(1);
    return lazies(
      given,
      Array.from({ length: given.count(0) }, (_, index) => () => make(Lazy.of(index))),
    );
  }),
  range: native("from, to", (given) => {
    const [from, to] = [given.number(0), given.number(1)];
    const length = Math.max(0, Math.floor(to - from) + 1);
    given.machine.spend(length * stepsOfItem);
    return ArrayValue.of(Array.from({ length }, (_, index) => from + index));
  }),
  repeat: native("what, count", (given) => {
    const [what, count] = [given.value(0), given.count(1)];
    if (typeof what === "string") return what.repeat(count);
    const items = given.list(0);
    given.machine.spend(items.length * count * stepsOfItem);
    return new ArrayValue(Array.from({ length: count }, () => items).flat());
  }),
  map: native("func, arr", (given) => {
    const change = given.callable(0);
    return lazies(
      given,
      itemsOf(given, 1).map((item) => () => change(item)),
    );
  }),
  mapWithIndex: native("func, arr", (given) => {
    const change = given.callable(0);
    return lazies(
      given,
      itemsOf(given, 1).map((item, index) => () => change(Lazy.of(index), item)),
    );
  }),
  filter: native("func, arr", (given) => new ArrayValue(filtered(given, 1))),
  filterMap: native("filter_func, map_func, arr", (given) => {
    const change = given.callable(1);
    return lazies(
      given,
      filtered(given, 2).map((item) => () => change(item)),
    );
  }),
  flatMap: native("func, arr", (given) => {
    const change = given.callable(0);
    const parts = itemsOf(given, 1).map((item) => change(item));
    return typeof given.value(1) === "string" ? parts.map(toText).join("") : new ArrayValue(parts.flatMap(listOf));
  }),
  foldl: native("func, arr, init", (given) => {
    const fold = given.callable(0);
    return itemsOf(given, 1).reduce<Value>((sum, item) => fold(Lazy.of(sum), item), given.value(2));
  }),
  foldr: native("func, arr, init", (given) => {
    const fold = given.callable(0);
    return itemsOf(given, 1).reduceRight<Value>((sum, item) => fold(item, Lazy.of(sum)), given.value(2));
  }),
  join: native("sep, arr", (given) => joined(given.value(0), given.values(1))),
  lines: native(
    "arr",
    (given) =>
      `${given
        .values(0)
        .filter((line) => line !== null)
        .map(toText)
        .join("\n")}\n`,
  ),
  deepJoin: native("arr", (given) => deepJoined(given.value(0))),
  flattenArrays: native("arrs", (given) => new ArrayValue(given.values(0).flatMap(listOf))),
  flattenDeepArray: native("value", (given) => new ArrayValue(flat(given.lazy(0)))),
  reverse: native("arr", (given) => new ArrayValue(itemsOf(given, 0).toReversed())),
  count: native("arr, x", (given) => given.values(0).filter((item) => equals(item, given.value(1))).length),
  find: native("value, arr", (given) =>
    ArrayValue.of(given.values(1).flatMap((item, index) => (equals(item, given.value(0)) ? [index] : []))),
  ),
  member: native("arr, x", (given) => isMember(given)),
  contains: native("arr, elem", (given) => isMember(given)),
  all: native("arr", (given) => given.values(0).every(isTrue)),
  any: native("arr", (given) => given.values(0).some(isTrue)),
  slice: native("indexable, index, end, step", (given) =>
    sliceOf(given.value(0), given.value(1), given.value(2), given.value(3)),
  ),
  remove: native("arr, elem", (given) => {
    const items = given.list(0);
    const index = items.findIndex((item) => equals(item.value, given.value(1)));
    return new ArrayValue(items.filter((_, at) => at !== index));
  }),
  removeAt: native("arr, idx", (given) => new ArrayValue(given.list(0).filter((_, at) => at !== given.number(1)))),
  maxArray: native("arr, keyF?, onEmpty?", (given) => extreme(given, 1)),
  minArray: native("arr, keyF?, onEmpty?", (given) => extreme(given, -1)),
};

function lazies({ machine }: Arguments, work: readonly (() => Value)[]): ArrayValue {
  machine.spend(work.length * stepsOfItem);
  return new ArrayValue(work.map((one) => new Lazy(one)));
}

/** The items of a list, the characters of a text. */
function itemsOf(given: Arguments, index: number): readonly Lazy[] {
  const value = given.value(index);
  return typeof value === "string" ? [...value].map((character) => Lazy.of(character)) : given.list(index);
}

function filtered(given: Arguments, list: number): readonly Lazy[] {
  const isWanted = given.callable(0);
  return given.list(list).filter((item) => isTrue(isWanted(item)));
}

function isTrue(value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw new Fault(`true or false is needed here, not ${typeOf(value)}`);
}

/** The items of a list; throws a Fault for what is none. */
function listOf(value: Value): readonly Lazy[] {
  if (value instanceof ArrayValue) return value.items;
  throw new Fault(`a list of lists is needed here, one item is ${typeOf(value)}`);
}

/** Parts that are null are left out, their separators too. */
function joined(separator: Value, parts: readonly Value[]): Value {
  const present = parts.filter((part) => part !== null);
  if (typeof separator === "string") {
    const other = present.find((part) => typeof part !== "string");
    if (other === undefined) return present.join(separator);
    throw new Fault(`std.join: a text joins texts, not ${typeOf(other)}`);
  }
  const between = listOf(separator);
  return new ArrayValue(present.flatMap((part, index) => (index === 0 ? listOf(part) : [...between, ...listOf(part)])));
}

function deepJoined(value: Value): string {
  if (typeof value === "string") return value;
  return listOf(value)
    .map((item) => deepJoined(item.value))
    .join("");
}

function flat(item: Lazy): readonly Lazy[] {
  const { value } = item;
  return value instanceof ArrayValue ? value.items.flatMap(flat) : [item];
}

function isMember(given: Arguments): boolean {
  const list = given.value(0);
  const wanted = given.value(1);
  if (typeof list === "string") return typeof wanted === "string" && list.includes(wanted);
  if (list instanceof ObjectValue) return typeof wanted === "string" && list.has(wanted);
  return given.list(0).some((item) => equals(item.value, wanted));
}

function extreme(given: Arguments, direction: 1 | -1): Value {
  const [first, ...others] = given.list(0);
  const key = given.key(1);
  if (first === undefined) {
    if (given.isGiven(2)) return given.value(2);
    throw new Fault("the list is empty, so that it has no largest or smallest item");
  }
  return others.reduce((best, item) => (direction * compare(key(item), key(best)) > 0 ? item : best), first).value;
}

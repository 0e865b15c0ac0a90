/** Functions on objects, and objects as text. */
import { jsonText, linesOf } from "../manifest.ts";
import { ArrayValue, Lazy, ObjectValue, type Value } from "../values.ts";
import { type Arguments, native, type Native, type Natives } from "./native.ts";

export const objectFunctions: Natives = {
  get: native("o, f, default?, inc_hidden?", (given) => {
    const [object, name] = [given.object(0), given.text(1)];
    const isSeen = !given.isGiven(3) || given.flag(3) ? object.has(name) : object.names(false).includes(name);
    return isSeen ? (object.get(name) ?? null) : given.value(2);
  }),
  objectHas: native("o, f", (given) => given.object(0).names(false).includes(given.text(1))),
  objectHasAll: native("o, f", (given) => given.object(0).has(given.text(1))),
  objectHasEx: native("obj, fname, hidden", (given) => given.object(0).names(given.flag(2)).includes(given.text(1))),
  objectFields: native("o", (given) => ArrayValue.of(given.object(0).names(false))),
  objectFieldsAll: native("o", (given) => ArrayValue.of(given.object(0).names(true))),
  objectFieldsEx: native("obj, hidden", (given) => ArrayValue.of(given.object(0).names(given.flag(1)))),
  objectValues: valuesOf(false),
  objectValuesAll: valuesOf(true),
  objectKeysValues: pairsOf(false),
  objectKeysValuesAll: pairsOf(true),
  objectRemoveKey: native("obj, key", (given) => {
    const object = given.object(0);
    const names = object.names(false).filter((name) => name !== given.text(1));
    return ObjectValue.of(names.map((name) => [name, object.lazy(name)]));
  }),
  mapWithKey: native("func, obj", (given) => {
    const [change, object] = [given.callable(0), given.object(1)];
    const field = (name: string): Lazy => new Lazy(() => change(Lazy.of(name), object.lazy(name)));
    return ObjectValue.of(object.names(false).map((name) => [name, field(name)]));
  }),
  mergePatch: native("target, patch", (given) => merged(given.value(0), given.value(1))),
  prune: native("a", (given) => pruned(given.value(0))),
  manifestJson: native("value", (given) => jsonText(given.value(0), linesOf("    "))),
  manifestJsonMinified: native("value", (given) => jsonText(given.value(0), linesOf("", "", ":"))),
  manifestJsonEx: native("value, indent, newline?, key_val_sep?", (given) => {
    const newline = given.isGiven(2) ? given.text(2) : undefined;
    const colon = given.isGiven(3) ? given.text(3) : undefined;
    return jsonText(given.value(0), linesOf(given.text(1), newline, colon));
  }),
};

function valuesOf(withHidden: boolean): Native {
  return native("o", (given) => {
    const object = given.object(0);
    return new ArrayValue(object.names(withHidden).map((name) => object.lazy(name)));
  });
}

function pairsOf(withHidden: boolean): Native {
  return native("o", (given: Arguments) => {
    const object = given.object(0);
    const pair = (name: string): Value =>
      ObjectValue.of([
        ["key", Lazy.of(name)],
        ["value", object.lazy(name)],
      ]);
    return ArrayValue.of(object.names(withHidden).map(pair));
  });
}

/** RFC 7396: null in the patch takes a field away. */
function merged(target: Value, patch: Value): Value {
  if (!(patch instanceof ObjectValue)) return patch;
  const base = target instanceof ObjectValue ? target : ObjectValue.of([]);
  const named = new Set([...base.names(false), ...patch.names(false)]);
  const fields = [...named].flatMap((name) => {
    if (!patch.names(false).includes(name)) return [[name, base.lazy(name)] as const];
    const change = patch.get(name) ?? null;
    if (change === null) return [];
    const before = base.names(false).includes(name) ? (base.get(name) ?? null) : null;
    return [[name, Lazy.of(merged(before, change))] as const];
  });
  return ObjectValue.of(fields);
}

/** Without what is null or empty, at any depth. */
function pruned(value: Value): Value {
  const isSomething = (one: Value): boolean =>
    one !== null &&
    !(one instanceof ArrayValue && one.items.length === 0) &&
    !(one instanceof ObjectValue && one.names(false).length === 0);
  if (value instanceof ArrayValue) return ArrayValue.of(value.values.map(pruned).filter(isSomething));
  if (!(value instanceof ObjectValue)) return value;
  const fields = value.names(false).map((name) => [name, pruned(value.get(name) ?? null)] as const);
  return ObjectValue.of(fields.flatMap(([name, one]) => (isSomething(one) ? [[name, Lazy.of(one)]] : [])));
}

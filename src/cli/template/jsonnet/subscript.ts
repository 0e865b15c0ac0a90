/** `target[index]`, `target.name`, `target[from:to:step]`. */
import { didYouMean } from "../../../common/suggest.ts";
import { Fault } from "./fault.ts";
import { ArrayValue, ObjectValue, typeOf, type Value } from "./values.ts";

/** A field, an item or a character. Throws a Fault where there is none. */
export function elementOf(target: Value, index: Value): Value {
  if (target instanceof ObjectValue) {
    if (typeof index !== "string") throw new Fault(`a field is named by a text, not ${typeOf(index)}`);
    const value = target.get(index);
    if (value !== undefined) return value;
    throw new Fault(`there is no field ${index}`, { hint: didYouMean(index, target.names(true)) });
  }
  if (typeof index !== "number") throw new Fault(`${typeOf(target)} has no field ${String(index)}`);
  if (target instanceof ArrayValue) {
    const item = target.items[index];
    if (item !== undefined) return item.value;
    throw new Fault(`there is no item ${index}: the list has ${target.items.length}`);
  }
  if (typeof target !== "string") throw new Fault(`${typeOf(target)} has no items`);
  const characters = [...target];
  const character = characters[index];
  if (character !== undefined) return character;
  throw new Fault(`there is no character ${index}: the text has ${characters.length}`);
}

/** A part of a list or text; null stands for what is not given. Negative places count from the end. */
// oxlint-disable-next-line max-params -- the parts of a slice
export function sliceOf(target: Value, from: Value, to: Value, step: Value): Value {
  const whole = typeof target === "string" ? [...target] : target instanceof ArrayValue ? target.items : undefined;
  if (whole === undefined) throw new Fault(`a slice is of a list or a text, not ${typeOf(target)}`);
  const place = (value: Value, usual: number): number => {
    if (value === null) return usual;
    if (typeof value !== "number" || !Number.isInteger(value)) throw new Fault("places of a slice are whole numbers");
    return value < 0 ? Math.max(0, whole.length + value) : Math.min(value, whole.length);
  };
  const every = step === null ? 1 : step;
  if (typeof every !== "number" || !Number.isInteger(every) || every < 1)
    throw new Fault("the step of a slice is above 0");
  const start = place(from, 0);
  const isTaken = (_: unknown, index: number): boolean => index % every === 0;
  if (typeof target === "string") return [...target].slice(start, place(to, whole.length)).filter(isTaken).join("");
  return target instanceof ArrayValue
    ? new ArrayValue(target.items.slice(start, place(to, whole.length)).filter(isTaken))
    : null;
}

/** Functions on values of any type. */
import { Fault } from "../fault.ts";
import { jsonText, toText } from "../manifest.ts";
import { equals } from "../operators.ts";
import { ArrayValue, isFunction, ObjectValue, typeOf, type Value } from "../values.ts";
import { native, type Natives } from "./native.ts";

export const typeFunctions: Natives = {
  type: native("x", (given) => typeOf(given.value(0))),
  isString: native("v", (given) => typeof given.value(0) === "string"),
  isNumber: native("v", (given) => typeof given.value(0) === "number"),
  isBoolean: native("v", (given) => typeof given.value(0) === "boolean"),
  isObject: native("v", (given) => given.value(0) instanceof ObjectValue),
  isArray: native("v", (given) => given.value(0) instanceof ArrayValue),
  isFunction: native("v", (given) => isFunction(given.value(0))),
  isNull: native("v", (given) => given.value(0) === null),
  length: native("x", (given) => lengthOf(given.value(0))),
  toString: native("a", (given) => toText(given.value(0))),
  equals: native("x, y", (given) => equals(given.value(0), given.value(1))),
  primitiveEquals: native("x, y", (given) => equals(given.value(0), given.value(1))),
  assertEqual: native("a, b", (given) => {
    const [a, b] = [given.value(0), given.value(1)];
    if (equals(a, b)) return true;
    throw new Fault(`the assertion does not hold: ${jsonText(a)} is not ${jsonText(b)}`);
  }),
  trace: native("str, rest", (given) => {
    given.machine.onTrace(given.text(0));
    return given.value(1);
  }),
  extVar: native("x", (given) => {
    const name = given.text(0);
    const value = given.machine.variables.get(name);
    if (value !== undefined) return value;
    throw new Fault(`there is no variable ${name} outside`, { hint: `Give it with --var ${name}=VALUE.` });
  }),
};

function lengthOf(value: Value): number {
  if (typeof value === "string") return [...value].length;
  if (value instanceof ArrayValue) return value.items.length;
  if (value instanceof ObjectValue) return value.names(false).length;
  if (isFunction(value)) return value.parameters.length;
  throw new Fault(`std.length: ${typeOf(value)} has no length`);
}

/** Calls: arguments to parameters, by place and by name. */
import { Fault } from "./fault.ts";
import { type FunctionValue, isFunction, type Lazy, typeOf, type Value } from "./values.ts";

/** Arguments as a call gives them. */
export interface Given {
  readonly positional: readonly Lazy[];
  readonly named: readonly (readonly [name: string, value: Lazy])[];
}

/** Throws a Fault where the value is no function, or does not take these arguments. */
export function applyFunction(callee: Value, given: Given): Value {
  if (!isFunction(callee)) throw new Fault(`only functions can be called, this is of type ${typeOf(callee)}`);
  return callee.apply(matched(callee, given));
}

function matched({ parameters }: FunctionValue, { positional, named }: Given): readonly (Lazy | undefined)[] {
  const takes = `it takes ${parameters.length === 0 ? "none" : parameters.map(({ name }) => name).join(", ")}`;
  if (positional.length > parameters.length) throw new Fault(`the function has too many arguments: ${takes}`);
  const matching: (Lazy | undefined)[] = [...positional];
  for (const [name, value] of named) {
    const index = parameters.findIndex((parameter) => parameter.name === name);
    if (index < 0) throw new Fault(`the function has no parameter ${name}: ${takes}`);
    if (matching[index] !== undefined) throw new Fault(`the argument ${name} is given twice`);
    matching[index] = value;
  }
  const missing = parameters.find(({ isOptional }, index) => !isOptional && matching[index] === undefined);
  if (missing !== undefined) throw new Fault(`the argument ${missing.name} is missing: ${takes}`);
  return parameters.map((_, index) => matching[index]);
}

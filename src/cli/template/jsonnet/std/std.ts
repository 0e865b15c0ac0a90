/** The library that texts call `std`. To add a function: one line in the table of its field. */
import type { Source } from "../fault.ts";
import type { Machine } from "../machine.ts";
import { type FieldDefinition, ObjectValue, type Value } from "../values.ts";
import { encodingFunctions } from "./encodings.ts";
import { listFunctions } from "./lists.ts";
import { functionOf, type Natives } from "./native.ts";
import { numberFunctions } from "./numbers.ts";
import { objectFunctions } from "./objects.ts";
import { setFunctions } from "./sets.ts";
import { textFunctions } from "./texts.ts";
import { typeFunctions } from "./types.ts";

const natives: Natives = {
  ...typeFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...listFunctions,
  ...setFunctions,
  ...objectFunctions,
  ...encodingFunctions,
};

/** `std` as it is for one file: `std.thisFile` is its name. */
export function standardLibrary(machine: Machine, source: Source): ObjectValue {
  const constant = (value: Value): FieldDefinition => ({ visibility: "::", evaluate: () => value });
  const fields = new Map([
    ...Object.entries(natives).map(([name, one]) => [name, constant(functionOf(name, one, machine))] as const),
    ["thisFile", constant(source.name)] as const,
    ["pi", constant(Math.PI)] as const,
  ]);
  return new ObjectValue([{ fields }]);
}

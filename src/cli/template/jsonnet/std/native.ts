/** How functions of the library are written: parameters by name, arguments that check themselves. */
import { counted } from "../../../../common/counted.ts";
import { Fault } from "../fault.ts";
import { type Machine, stepsOfItem } from "../machine.ts";
import { ArrayValue, type FunctionValue, isFunction, Lazy, ObjectValue, typeOf, type Value } from "../values.ts";

/** The functions of one field, by name. */
export type Natives = { readonly [name: string]: Native };

export interface Native {
  /** `name`, or `name?` for one that may be left out. */
  readonly parameters: readonly string[];
  readonly run: (given: Arguments) => Value;
}

/** A function whose parameters are `a, b, c?`. */
export function native(parameters: string, run: Native["run"]): Native {
  return { parameters: parameters.split(", "), run };
}

/** The arguments of one call. Each reader throws a Fault where the argument is of another type. */
export class Arguments {
  readonly machine: Machine;
  readonly #function: string;
  readonly #names: readonly string[];
  readonly #given: readonly (Lazy | undefined)[];

  constructor(machine: Machine, name: string, names: readonly string[], given: readonly (Lazy | undefined)[]) {
    this.machine = machine;
    this.#function = name;
    this.#names = names;
    this.#given = given;
  }

  isGiven(index: number): boolean {
    return this.#given[index] !== undefined;
  }

  lazy(index: number): Lazy {
    return this.#given[index] ?? Lazy.of(null);
  }

  value(index: number): Value {
    return this.lazy(index).value;
  }

  text(index: number): string {
    const value = this.value(index);
    return typeof value === "string" ? value : this.#fail(index, "a text");
  }

  number(index: number): number {
    const value = this.value(index);
    return typeof value === "number" ? value : this.#fail(index, "a number");
  }

  /** A whole number that is not negative, of items that are made. */
  count(index: number): number {
    const number = this.number(index);
    if (!Number.isInteger(number) || number < 0) return this.#fail(index, "a whole number that is not negative");
    this.machine.spend(number * stepsOfItem);
    return number;
  }

  flag(index: number): boolean {
    const value = this.value(index);
    return typeof value === "boolean" ? value : this.#fail(index, "true or false");
  }

  list(index: number): readonly Lazy[] {
    const value = this.value(index);
    if (!(value instanceof ArrayValue)) return this.#fail(index, "a list");
    this.machine.spend(value.items.length);
    return value.items;
  }

  values(index: number): Value[] {
    return this.list(index).map((item) => item.value);
  }

  numbers(index: number): number[] {
    return this.values(index).map((value) =>
      typeof value === "number" ? value : this.#fail(index, "a list of numbers"),
    );
  }

  object(index: number): ObjectValue {
    const value = this.value(index);
    return value instanceof ObjectValue ? value : this.#fail(index, "an object");
  }

  /** An argument that is a function, ready to be called. */
  callable(index: number): (...given: readonly Lazy[]) => Value {
    const value = this.value(index);
    if (!isFunction(value)) return this.#fail(index, "a function");
    return (...given) => this.machine.enter(() => this.#call(value, index, given));
  }

  /** The key of `sort`, `uniq` and the functions on sets: the item itself where no function is given. */
  key(index: number): (item: Lazy) => Value {
    return this.isGiven(index) ? this.callable(index) : (item) => item.value;
  }

  #call(callee: FunctionValue, index: number, given: readonly Lazy[]): Value {
    this.machine.spend(1);
    const needed = callee.parameters.filter(({ isOptional }) => !isOptional).length;
    if (given.length < needed || given.length > callee.parameters.length) {
      return this.#fail(index, `a function of ${counted(given.length, "argument")}`);
    }
    return callee.apply(callee.parameters.map((_, at) => given[at]));
  }

  #fail(index: number, wanted: string): never {
    const name = this.#names[index]?.replace("?", "") ?? "";
    throw new Fault(`std.${this.#function}: ${name} is ${wanted}, not ${typeOf(this.value(index))}`);
  }
}

/** A native function as a value. */
export function functionOf(name: string, { parameters, run }: Native, machine: Machine): FunctionValue {
  return {
    parameters: parameters.map((parameter) => ({
      name: parameter.replace("?", ""),
      isOptional: parameter.endsWith("?"),
    })),
    apply: (given) => machine.made(run(new Arguments(machine, name, parameters, given))),
  };
}

/** The values of jsonnet. What is inside of them is computed when it is asked for, once. */
import { Fault } from "./fault.ts";

export type Value = null | boolean | number | string | ArrayValue | ObjectValue | FunctionValue;

/** A value that is computed when it is first needed. */
export class Lazy {
  #work: (() => Value) | undefined;
  #value: Value = null;
  #isRunning = false;

  constructor(work: () => Value) {
    this.#work = work;
  }

  static of(value: Value): Lazy {
    const lazy = new Lazy(() => value);
    lazy.#work = undefined;
    lazy.#value = value;
    return lazy;
  }

  /** Throws as the computation does, and where it needs itself. */
  get value(): Value {
    if (this.#work === undefined) return this.#value;
    if (this.#isRunning) throw new Fault("a value needs itself to be computed");
    this.#isRunning = true;
    try {
      this.#value = this.#work();
      this.#work = undefined;
    } finally {
      this.#isRunning = false;
    }
    return this.#value;
  }
}

export class ArrayValue {
  readonly items: readonly Lazy[];

  constructor(items: readonly Lazy[]) {
    this.items = items;
  }

  static of(values: readonly Value[]): ArrayValue {
    return new ArrayValue(values.map((value) => Lazy.of(value)));
  }

  get values(): Value[] {
    return this.items.map((item) => item.value);
  }
}

export interface ParameterSlot {
  readonly name: string;
  readonly isOptional: boolean;
}

export interface FunctionValue {
  readonly parameters: readonly ParameterSlot[];
  /** Takes one argument for each parameter; undefined for those that are not given. */
  readonly apply: (given: readonly (Lazy | undefined)[]) => Value;
}

export type Visibility = ":" | "::" | ":::";

export interface FieldDefinition {
  readonly visibility: Visibility;
  /** `layer` is where the field stands: what `super` means begins below it. */
  readonly evaluate: (self: ObjectValue, layer: number) => Value;
}

/** The members of one object literal. */
export interface Layer {
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  /** Throws where an assertion does not hold. */
  readonly check?: ((self: ObjectValue, layer: number) => void) | undefined;
}

/** Literals that were added to each other, the base first. */
export class ObjectValue {
  readonly layers: readonly Layer[];
  readonly #known = new Map<string, Lazy>();
  #isChecked = false;

  constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  /** An object of fields whose values are known or lazy. */
  static of(fields: Iterable<readonly [name: string, value: Lazy]>): ObjectValue {
    const definitions = [...fields].map(
      ([name, value]) => [name, { visibility: ":", evaluate: () => value.value }] as const,
    );
    return new ObjectValue([{ fields: new Map(definitions) }]);
  }

  plus(right: ObjectValue): ObjectValue {
    return new ObjectValue([...this.layers, ...right.layers]);
  }

  /** True where a layer under `below` has the field. */
  has(name: string, below = this.layers.length): boolean {
    return this.#find(name, below) >= 0;
  }

  /** The value of a field, as the layers under `below` define it; undefined where none has it. */
  get(name: string, below = this.layers.length): Value | undefined {
    this.check();
    const layer = this.#find(name, below);
    if (layer < 0) return undefined;
    const key = `${layer} ${name}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = new Lazy(() => this.layers[layer]?.fields.get(name)?.evaluate(this, layer) ?? null);
      this.#known.set(key, known);
    }
    return known.value;
  }

  lazy(name: string): Lazy {
    return new Lazy(() => this.get(name) ?? null);
  }

  /** Names of fields, sorted; those that are hidden only where they are asked for. */
  names(withHidden: boolean): string[] {
    const all = new Set(this.layers.flatMap(({ fields }) => [...fields.keys()]));
    return [...all].filter((name) => withHidden || this.#isVisible(name)).toSorted(byCodePoint);
  }

  /** Throws where an assertion does not hold; each object is asked once. */
  check(): void {
    if (this.#isChecked) return;
    // Assertions look at the fields of the object that they stand in.
    this.#isChecked = true;
    for (const [index, layer] of this.layers.entries()) layer.check?.(this, index);
  }

  #find(name: string, below: number): number {
    for (let layer = below - 1; layer >= 0; layer--) if (this.layers[layer]?.fields.has(name) === true) return layer;
    return -1;
  }

  #isVisible(name: string): boolean {
    const said = this.layers.map(({ fields }) => fields.get(name)?.visibility).filter((one) => one !== undefined);
    return said.findLast((visibility) => visibility !== ":") !== "::";
  }
}

export function isFunction(value: Value): value is FunctionValue {
  return typeof value === "object" && value !== null && "apply" in value;
}

/** What `std.type` says. */
export function typeOf(value: Value): string {
  if (value === null) return "null";
  if (value instanceof ArrayValue) return "array";
  if (value instanceof ObjectValue) return "object";
  return typeof value === "object" ? "function" : typeof value;
}

/** Texts in the order of their characters, which is not that of UTF-16 beyond the first 65,536. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [[...a], [...b]];
  for (const [index, character] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (character !== other) return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return -1;
}

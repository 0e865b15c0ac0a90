/** What bounds the evaluation of a jsonnet text, and what it may reach outside of itself. */
import { Fault, type Source } from "./fault.ts";
import type { Lazy, Value } from "./values.ts";

/** Calls within calls; the limit of other interpreters. */
const deepest = 500;
/** Expressions, and items of lists that functions make: some seconds of work. */
const mostSteps = 10_000_000;

/** An item of a list that is made takes memory, of which there is less than time. */
export const stepsOfItem = 10;

/** Reads a file that a text imports. */
export interface Importer {
  /** Throws a Fault where the file cannot be read. */
  read(path: string, from: Source): Source;
}

export class Machine {
  readonly importer: Importer;
  /** Values of `std.extVar`. */
  readonly variables: ReadonlyMap<string, string>;
  /** Imported files by name, so that each is read and computed once. */
  readonly files = new Map<string, Lazy>();
  readonly onTrace: (text: string) => void;
  #steps = 0;
  #depth = 0;

  constructor(importer: Importer, variables: ReadonlyMap<string, string>, onTrace: (text: string) => void) {
    this.importer = importer;
    this.variables = variables;
    this.onTrace = onTrace;
  }

  /** Counts work. Throws a Fault where it is too much: no text may hang whoever runs it. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > mostSteps) throw new Fault(`the text takes more than ${mostSteps} steps to compute`);
  }

  /** Counts what a value takes that has just been made. Throws a Fault as `spend` does. */
  made(value: Value): Value {
    if (typeof value === "string") this.spend(value.length / 2);
    return value;
  }

  /** Runs a call. Throws a Fault where too many are within each other. */
  enter<T>(call: () => T): T {
    if (this.#depth >= deepest) throw new Fault(`calls are nested more than ${deepest} deep`);
    this.#depth++;
    try {
      return call();
    } finally {
      this.#depth--;
    }
  }
}

/** The data that a jsonnet text stands for. */
import type { JsonValue } from "../../../common/value.ts";
import { evaluate } from "./evaluate.ts";
import { Fault, type Source } from "./fault.ts";
import { applyFunction } from "./functions.ts";
import { type Importer, Machine } from "./machine.ts";
import { toJson } from "./manifest.ts";
import { parseJsonnet } from "./parser.ts";
import { standardLibrary } from "./std/std.ts";
import { isFunction, Lazy, type Value } from "./values.ts";

export interface JsonnetOptions {
  readonly importer: Importer;
  /** Values of `std.extVar`. */
  readonly variables: ReadonlyMap<string, string>;
  /** Receives what `std.trace` says. */
  readonly onTrace: (text: string) => void;
}

/**
 * Evaluates a text. Throws EngineError, with file, line and column: `syntax_error` for what is no jsonnet,
 * `data_exception` for what cannot be computed, does not end, or is nested too deep.
 */
export function evaluateJsonnet(source: Source, { importer, variables, onTrace }: JsonnetOptions): JsonValue {
  try {
    const machine = new Machine(importer, variables, onTrace);
    const scope = { names: new Map([["std", Lazy.of(standardLibrary(machine, source))]]) };
    const value = evaluate(parseJsonnet(source), { machine, source, scope });
    return toJson(called(value));
  } catch (error) {
    if (error instanceof Fault) throw error.toEngineError();
    // The stack of this process, or a text longer than it can hold.
    if (error instanceof RangeError)
      throw new Fault(`the text is nested too deep or its result is too large`).toEngineError();
    throw error;
  }
}

/** A function whose parameters all have defaults stands for what it yields. */
function called(value: Value): Value {
  return isFunction(value) ? applyFunction(value, { positional: [], named: [] }) : value;
}

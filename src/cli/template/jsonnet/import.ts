/** `import` and `importstr`: other files, each read and computed once. */
import type { Expression } from "./ast.ts";
import type { Environment } from "./environment.ts";
import { parseJsonnet } from "./parser.ts";
import { standardLibrary } from "./std/std.ts";
import { Lazy, type Value } from "./values.ts";

/** Throws a Fault where the file cannot be read, or is no jsonnet. */
// oxlint-disable-next-line max-params -- what an import is, and what evaluates it
export function importFile(
  path: string,
  asText: boolean,
  { machine, source }: Environment,
  evaluate: (node: Expression, env: Environment) => Value,
): Value {
  const file = machine.importer.read(path, source);
  if (asText) return file.text;
  let known = machine.files.get(file.name);
  if (known === undefined) {
    const scope = { names: new Map([["std", Lazy.of(standardLibrary(machine, file))]]) };
    known = new Lazy(() => evaluate(parseJsonnet(file), { machine, source: file, scope }));
    machine.files.set(file.name, known);
  }
  return known.value;
}

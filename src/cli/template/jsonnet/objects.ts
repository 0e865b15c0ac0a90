/** Object literals as layers: fields that are computed for the object that they end up in. */
import type { Bind, Field, ObjectComprehension, ObjectLiteral } from "./ast.ts";
import { clauseEnvironments } from "./comprehension.ts";
import type { Environment } from "./environment.ts";
import type { Evaluation } from "./evaluate.ts";
import { Fault } from "./fault.ts";
import { type FieldDefinition, ObjectValue, typeOf } from "./values.ts";

/** Throws a Fault for names that are no text, and for fields that are there twice. */
export function objectOf({ fields, locals, assertions }: ObjectLiteral, env: Environment, by: Evaluation): ObjectValue {
  const inner = insideEnvironments(locals, env, by);
  const check = (self: ObjectValue, layer: number): void => {
    for (const assertion of assertions) by.assertHolds(assertion, inner(self, layer));
  };
  const defined = new Map<string, FieldDefinition>();
  for (const field of fields) define(defined, field, { env, inner, by });
  return new ObjectValue([{ fields: defined, ...(assertions.length > 0 && { check }) }]);
}

/** One field for each item: each sees its own item. */
export function comprehendedObject(node: ObjectComprehension, env: Environment, by: Evaluation): ObjectValue {
  const defined = new Map<string, FieldDefinition>();
  for (const one of clauseEnvironments(node.clauses, env, by.evaluate)) {
    define(defined, node.field, { env: one, inner: insideEnvironments(node.locals, one, by), by });
  }
  return new ObjectValue([{ fields: defined }]);
}

interface Around {
  readonly env: Environment;
  readonly inner: (self: ObjectValue, layer: number) => Environment;
  readonly by: Evaluation;
}

function define(defined: Map<string, FieldDefinition>, field: Field, { env, inner, by }: Around): void {
  const name = by.evaluate(field.name, env);
  // A field whose computed name is null is left out.
  if (name === null) return;
  if (typeof name !== "string") {
    throw new Fault(`the name of a field is a text, not ${typeOf(name)}`).at(env.source, field.name.span);
  }
  if (defined.has(name)) throw new Fault(`the field ${name} is there twice`).at(env.source, field.name.span);
  const { visibility, adds, value } = field;
  defined.set(name, {
    visibility,
    evaluate: (self, layer) => {
      const own = by.evaluate(value, inner(self, layer));
      const inherited = adds ? self.get(name, layer) : undefined;
      return inherited === undefined ? own : by.add(inherited, own);
    },
  });
}

/** Environments with the locals of a literal, one for each object that the literal is a layer of. */
function insideEnvironments(locals: readonly Bind[], env: Environment, by: Evaluation): Around["inner"] {
  const known = new WeakMap<ObjectValue, Map<number, Environment>>();
  return (self, layer) => {
    const layers = known.get(self) ?? new Map<number, Environment>();
    known.set(self, layers);
    let inside = layers.get(layer);
    if (inside === undefined) {
      inside = by.withBinds(locals, { ...env, inside: { self, layer }, root: env.root ?? self });
      layers.set(layer, inside);
    }
    return inside;
  };
}

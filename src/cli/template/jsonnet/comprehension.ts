/** The clauses of a comprehension: an environment for each item that is made. */
import type { Clause, Expression } from "./ast.ts";
import { type Environment, within } from "./environment.ts";
import { Fault } from "./fault.ts";
import { stepsOfItem } from "./machine.ts";
import { ArrayValue, typeOf, type Value } from "./values.ts";

type Evaluate = (node: Expression, env: Environment) => Value;

/** Throws a Fault where a source is no list, or a condition neither true nor false. */
export function clauseEnvironments(
  clauses: readonly Clause[],
  env: Environment,
  evaluate: Evaluate,
): readonly Environment[] {
  let environments: readonly Environment[] = [env];
  for (const clause of clauses) {
    environments = environments.flatMap((outer) => {
      if (clause.kind === "if") return isWanted(clause.condition, outer, evaluate) ? [outer] : [];
      const source = evaluate(clause.source, outer);
      if (!(source instanceof ArrayValue)) {
        throw new Fault(`for goes through a list, not ${typeOf(source)}`).at(outer.source, clause.source.span);
      }
      env.machine.spend(source.items.length * stepsOfItem);
      return source.items.map((item) => within(outer, () => [[clause.name, item]]));
    });
  }
  return environments;
}

function isWanted(condition: Expression, env: Environment, evaluate: Evaluate): boolean {
  const value = evaluate(condition, env);
  if (typeof value === "boolean") return value;
  throw new Fault(`a condition is true or false, not ${typeOf(value)}`).at(env.source, condition.span);
}

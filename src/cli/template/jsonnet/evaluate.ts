/** Tree of a jsonnet text → value. One rule for each kind of expression. */
import type { Assertion, Bind, Expression, FunctionLiteral } from "./ast.ts";
import { clauseEnvironments } from "./comprehension.ts";
import { type Environment, lookUp, within } from "./environment.ts";
import { Fault } from "./fault.ts";
import { applyFunction } from "./functions.ts";
import { importFile } from "./import.ts";
import { toText } from "./manifest.ts";
import { comprehendedObject, objectOf } from "./objects.ts";
import { add, operators, wholeOf } from "./operators.ts";
import { elementOf, sliceOf } from "./subscript.ts";
import { ArrayValue, Lazy, typeOf, type Value } from "./values.ts";

type Rules = {
  readonly [K in Expression["kind"]]: (node: Extract<Expression, { kind: K }>, env: Environment) => Value;
};

const rules: Rules = {
  literal: ({ value }) => value,
  self: (_node, env) => insideOf(env, "self").self,
  dollar: (_node, env) => env.root ?? insideOf(env, "$").self,
  variable: ({ name }, { scope }) => lookUp(name, scope).value,
  array: ({ items }, env) => new ArrayValue(items.map((item) => later(item, env))),
  "array-comprehension": ({ item, clauses }, env) =>
    new ArrayValue(clauseEnvironments(clauses, env, evaluate).map((inner) => later(item, inner))),
  object: (node, env) => objectOf(node, env, evaluation),
  "object-comprehension": (node, env) => comprehendedObject(node, env, evaluation),
  index: ({ target, index }, env) => elementOf(evaluate(target, env), evaluate(index, env)),
  "super-index": ({ index }, env) => {
    const { self, layer } = insideOf(env, "super");
    const name = evaluate(index, env);
    const value = typeof name === "string" ? self.get(name, layer) : undefined;
    if (value === undefined) throw new Fault(`super has no field ${toText(name)}`);
    return value;
  },
  "in-super": ({ name }, env) => {
    const { self, layer } = insideOf(env, "super");
    return self.has(toText(evaluate(name, env)), layer);
  },
  slice: ({ target, from, to, step }, env) => {
    const part = (node: Expression | undefined): Value => (node === undefined ? null : evaluate(node, env));
    return sliceOf(evaluate(target, env), part(from), part(to), part(step));
  },
  call: ({ callee, positional, named, strict }, env) => {
    const lazy = (node: Expression): Lazy => {
      const value = later(node, env);
      if (strict) void value.value;
      return value;
    };
    const given = {
      positional: positional.map(lazy),
      named: named.map(({ name, value }) => [name, lazy(value)] as const),
    };
    const called = evaluate(callee, env);
    return env.machine.enter(() => applyFunction(called, given));
  },
  local: ({ binds, body }, env) => evaluate(body, withBinds(binds, env)),
  if: ({ condition, whenTrue, otherwise }, env) => {
    if (truth(condition, env)) return evaluate(whenTrue, env);
    return otherwise === undefined ? null : evaluate(otherwise, env);
  },
  binary: ({ operator, left, right }, env) => {
    if (operator === "&&") return truth(left, env) && truth(right, env);
    if (operator === "||") return truth(left, env) || truth(right, env);
    const [a, b] = [evaluate(left, env), evaluate(right, env)];
    // Lists that double again and again would else be made for free.
    if (a instanceof ArrayValue) env.machine.spend(a.items.length);
    const compute = operators[operator];
    if (compute === undefined) throw new Fault(`there is no operator ${operator}`);
    return env.machine.made(compute(a, b));
  },
  unary: ({ operator, operand }, env) => unary(operator, evaluate(operand, env)),
  function: (node, env) => functionOf(node, env),
  assert: ({ assertion, body }, env) => {
    assertHolds(assertion, env);
    return evaluate(body, env);
  },
  error: ({ message }, env) => {
    throw new Fault(toText(evaluate(message, env)));
  },
  import: ({ path, asText }, env) => importFile(path, asText, env, evaluate),
};

/** Throws a Fault, placed at the innermost expression that fails. */
export function evaluate(node: Expression, env: Environment): Value {
  env.machine.spend(1);
  try {
    return (rules[node.kind] as (one: Expression, at: Environment) => Value)(node, env);
  } catch (error) {
    throw error instanceof Fault ? error.at(env.source, node.span) : error;
  }
}

function later(node: Expression, env: Environment): Lazy {
  return node.kind === "literal" ? Lazy.of(node.value) : new Lazy(() => evaluate(node, env));
}

function withBinds(binds: readonly Bind[], env: Environment): Environment {
  return within(env, (inner) => binds.map(({ name, value }) => [name, later(value, inner)] as const));
}

/** What objects need of the evaluation of what is in them. */
const evaluation = { evaluate, withBinds, assertHolds, add };
export type Evaluation = typeof evaluation;

function functionOf({ parameters, body }: FunctionLiteral, env: Environment): Value {
  return {
    parameters: parameters.map((parameter) => ({ name: parameter.name, isOptional: parameter.default !== undefined })),
    apply: (given) => {
      // Defaults see the other parameters.
      const inner = within(env, (inside) =>
        parameters.map(({ name, default: usual }, index) => {
          const value = given[index] ?? (usual === undefined ? Lazy.of(null) : later(usual, inside));
          return [name, value] as const;
        }),
      );
      return evaluate(body, inner);
    },
  };
}

function assertHolds({ condition, message, span }: Assertion, env: Environment): void {
  if (truth(condition, env)) return;
  const text = message === undefined ? "the assertion does not hold" : toText(evaluate(message, env));
  throw new Fault(text).at(env.source, span);
}

function truth(node: Expression, env: Environment): boolean {
  const value = evaluate(node, env);
  if (typeof value === "boolean") return value;
  throw new Fault(`a condition is true or false, not ${typeOf(value)}`).at(env.source, node.span);
}

function insideOf({ inside }: Environment, word: string): NonNullable<Environment["inside"]> {
  if (inside === undefined) throw new Fault(`${word} has a meaning only within an object`);
  return inside;
}

function unary(operator: string, value: Value): Value {
  if (operator === "!" && typeof value === "boolean") return !value;
  if (typeof value !== "number" || operator === "!") throw new Fault(`${operator} ${typeOf(value)} has no meaning`);
  if (operator === "~") return Number(~wholeOf(value));
  return operator === "-" ? -value : value;
}

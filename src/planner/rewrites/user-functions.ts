/** Functions made by CREATE FUNCTION: each call is replaced by the body with its arguments in it. */
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Span } from "../../common/span.ts";
import type { AnyNode, Expression, FunctionCall } from "../../sql/ast.ts";
import { rewrite, visit, withChildren } from "../../sql/traverse.ts";

/** A name for an expression of parameters. */
export interface UserFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Expression;
}

/** Functions by lower-case name. */
export type UserFunctions = ReadonlyMap<string, UserFunction>;

/**
 * Throws `undefined_column` where the body names what is no parameter, `duplicate_alias` where two parameters have one
 * name, `feature_not_supported` where it holds a query: a function is an expression of its parameters, nothing else.
 */
export function checkUserFunction({ name, parameters, body }: UserFunction): void {
  const known = new Set(parameters.map((parameter) => parameter.toLowerCase()));
  if (known.size < parameters.length) {
    throw refused("duplicate_alias", `two parameters of ${name} have the same name`, body.span);
  }
  visit(body, {
    query: ({ span }) => {
      throw refused("feature_not_supported", "a function is an expression without queries", span, "Create a view.");
    },
    "column-ref": ({ parts, span }) => {
      const [first, ...rest] = parts.map((part) => part.name);
      if (first !== undefined && rest.length === 0 && known.has(first.toLowerCase())) return;
      const written = [first, ...rest].join(".");
      throw refused("undefined_column", `${name} has no parameter ${written}`, span, didYouMean(written, parameters));
    },
  });
}

/**
 * The tree with every call of a user function replaced. Throws `undefined_function` at a call with the wrong number of
 * arguments or with clauses that only aggregates take, and where functions call each other in a circle.
 */
export function withUserFunctions<N extends AnyNode>(root: N, functions: UserFunctions): N {
  return functions.size === 0 ? root : expand(root, functions, []);
}

function expand<N extends AnyNode>(root: N, functions: UserFunctions, within: readonly string[]): N {
  return rewrite(root, {
    "function-call": (call) => {
      const [name, ...rest] = call.name.parts.map((part) => part.name.toLowerCase());
      const called = rest.length > 0 ? undefined : functions.get(name ?? "");
      if (called === undefined) return call;
      if (within.includes(called.name)) {
        const circle = [...within, called.name].join(" → ");
        throw refused("undefined_function", `functions call each other in a circle: ${circle}`, call.span);
      }
      checkCall(call, called);
      const body = expand(placedAt(called.body, call.span), functions, [...within, called.name]);
      return substitute(body, argumentsOf(call, called));
    },
  });
}

function checkCall(call: FunctionCall, { name, parameters }: UserFunction): void {
  const isPlain = !call.distinct && call.orderBy.length === 0 && call.filter === undefined && call.over === undefined;
  const takes = `${name}(${parameters.join(", ")})`;
  if (!isPlain) throw refused("undefined_function", `${takes} is no aggregate`, call.span);
  const given = call.arguments.filter((argument) => argument.kind !== "star").length;
  if (given === parameters.length && given === call.arguments.length) return;
  throw refused("undefined_function", `${takes} is called with ${given} arguments`, call.span);
}

function argumentsOf(call: FunctionCall, { parameters }: UserFunction): ReadonlyMap<string, Expression> {
  return new Map(
    parameters.flatMap((parameter, index) => {
      const argument = call.arguments[index];
      return argument === undefined ? [] : [[parameter.toLowerCase(), argument] as const];
    }),
  );
}

/** Arguments are put in as they are: what they name belongs to the query, not to the body. */
function substitute<N extends AnyNode>(node: N, given: ReadonlyMap<string, Expression>): AnyNode {
  if (node.kind === "column-ref") return given.get(node.parts[0]?.name.toLowerCase() ?? "") ?? node;
  return withChildren<AnyNode>(node, (child) => substitute(child, given));
}

function placedAt<N extends AnyNode>(node: N, span: Span): N {
  return { ...withChildren(node, (child) => placedAt(child, span)), span };
}

function refused(
  condition: EngineError["condition"],
  message: string,
  span: Span,
  hint?: string | undefined,
): EngineError {
  return new EngineError({ condition, stage: "bind", message, span, hint });
}

/** Functions made by CREATE FUNCTION: each call is replaced by the body with its arguments in it. */
import { counted } from "../../common/counted.ts";
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import type { AnyNode, Expression, FunctionCall, SelectItem } from "../../sql/ast.ts";
import type { CreateFunction } from "../../sql/ast-store.ts";
import { binary, identifier, literal } from "../../sql/build.ts";
import { heightLimit } from "../../sql/parser.ts";
import { print } from "../../sql/printer.ts";
import { childrenOf, rewrite, visit, withChildren } from "../../sql/traverse.ts";
import { isBuiltIn } from "../functions/functions.ts";

/** A name for an expression of parameters. */
export interface UserFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Expression;
}

/** What a lower-case name means; undefined where it is no function of a user. */
export type UserFunctions = (name: string) => UserFunction | undefined;

/** Bodies may call each other: more nodes than this, of one call or of all, are refused before they fill the memory. */
const largestCall = 50_000;
const largestSum = 500_000;
const deepestCalls = 100;

/** What a statement makes: the types that it gives are casts in the body. */
export function userFunction({ name, parameters, returns, body }: CreateFunction): UserFunction {
  const types = new Map(parameters.map((parameter) => [parameter.name.name.toLowerCase(), parameter.type]));
  const typed = rewrite(body, {
    "column-ref": (ref) => {
      const type = types.get(ref.parts[0]?.name.toLowerCase() ?? "");
      return type === undefined ? ref : { kind: "cast", operand: ref, type, span: ref.span };
    },
  });
  const { span } = body;
  return {
    name: name.name,
    parameters: parameters.map((parameter) => parameter.name.name),
    body: returns === undefined ? typed : { kind: "cast", operand: typed, type: returns, span },
  };
}

/**
 * The tree with every call of a user function replaced; every place in a body becomes that of its call. Throws
 * `undefined_function` at a call with the wrong number of arguments or with clauses that only aggregates take, and
 * where functions call each other in a circle; `feature_not_supported` where they grow too large.
 */
export function withUserFunctions<N extends AnyNode>(root: N, functions: UserFunctions): N {
  return expand(root, newExpansion(functions, [])) as N;
}

/** The body of a function with the calls in it replaced; its places stay those of the body. Throws as above. */
export function expandedBody({ name, body }: UserFunction, functions: UserFunctions): Expression {
  return expand(body, newExpansion(functions, [name])) as Expression;
}

interface Expansion {
  readonly functions: UserFunctions;
  /** The functions whose bodies are being put in, outermost first. */
  readonly within: readonly string[];
  /** Bodies in which every call is replaced, by lower-case name. */
  readonly bodies: Map<string, AnyNode>;
  readonly measured: WeakMap<AnyNode, Measure>;
  readonly sum: { nodes: number };
}

function newExpansion(functions: UserFunctions, within: readonly string[]): Expansion {
  return { functions, within, bodies: new Map(), measured: new WeakMap(), sum: { nodes: 0 } };
}

function expand(root: AnyNode, expansion: Expansion): AnyNode {
  const walk = (node: AnyNode): AnyNode => {
    // The name in FROM is that of a table function.
    const inside = (child: AnyNode): AnyNode =>
      node.kind === "table-function" && child === node.call ? withChildren(child, walk) : walk(child);
    const rebuilt = withChildren(node, inside);
    if (rebuilt.kind === "function-call") return expandedCall(rebuilt, expansion);
    return rebuilt === node ? node : asWritten(node, rebuilt);
  };
  return walk(root);
}

function expandedCall(call: FunctionCall, expansion: Expansion): AnyNode {
  const [name, ...rest] = call.name.parts.map((part) => part.name.toLowerCase());
  const called = rest.length > 0 ? undefined : expansion.functions(name ?? "");
  if (called === undefined) return call;
  checkCall(call, called);
  const result = placed(bodyOf(called, call.span, expansion), call, argumentsOf(call, called));
  checkSize(measure(result, expansion.measured), call.span, expansion.sum);
  return result;
}

/** The whole body of a function, for its first call; what is wrong with it is told there. */
function bodyOf(called: UserFunction, span: Span, expansion: Expansion): AnyNode {
  const key = called.name.toLowerCase();
  const known = expansion.bodies.get(key);
  if (known !== undefined) return known;
  const within = [...expansion.within, called.name];
  if (expansion.within.some((outer) => outer.toLowerCase() === key)) {
    throw refused("undefined_function", `functions call each other in a circle: ${within.join(" → ")}`, span);
  }
  if (within.length > deepestCalls) throw tooLarge(`call each other more than ${deepestCalls} levels deep`, span);
  checkCallees(called, span, expansion.functions);
  const body = expand(placedAt(called.body, span), { ...expansion, within });
  expansion.bodies.set(key, body);
  return body;
}

/** A function that a body calls may be gone: the call alone would not tell who calls it. */
function checkCallees({ name, body }: UserFunction, span: Span, functions: UserFunctions): void {
  visit(body, {
    "function-call": ({ name: { parts } }) => {
      const callee = parts.map((part) => part.name.toLowerCase()).join(".");
      if (isBuiltIn(callee) || functions(callee) !== undefined) return;
      throw refused("undefined_function", `there is no function ${callee}, which ${name} calls`, span);
    },
  });
}

function checkSize({ nodes, height }: Measure, span: Span, sum: Expansion["sum"]): void {
  sum.nodes += nodes;
  if (nodes > largestCall) throw tooLarge(`make an expression of more than ${largestCall} parts`, span);
  if (height > heightLimit) throw tooLarge(`make an expression more than ${heightLimit} levels deep`, span);
  if (sum.nodes > largestSum) throw tooLarge(`make expressions of more than ${largestSum} parts`, span);
}

function checkCall(call: FunctionCall, { name, parameters }: UserFunction): void {
  const isPlain = !call.distinct && call.orderBy.length === 0 && call.filter === undefined && call.over === undefined;
  const takes = `${name}(${parameters.join(", ")})`;
  if (!isPlain) throw refused("undefined_function", `${takes} is no aggregate`, call.span);
  const given = call.arguments.filter((argument) => argument.kind !== "star").length;
  if (given === parameters.length && given === call.arguments.length) return;
  const shown = counted(given, "argument");
  throw refused("undefined_function", `${takes} is called with ${shown}`, call.span);
}

function argumentsOf(call: FunctionCall, { parameters }: UserFunction): ReadonlyMap<string, Expression> {
  return new Map(
    parameters.flatMap((parameter, index) => {
      const argument = call.arguments[index];
      return argument === undefined ? [] : [[parameter.toLowerCase(), argument] as const];
    }),
  );
}

/** A body at the place of its call. Arguments are put in as they are: what they name belongs to the query. */
function placed(body: AnyNode, call: FunctionCall, given: ReadonlyMap<string, Expression>): AnyNode {
  const argument = body.kind === "column-ref" ? given.get(body.parts[0]?.name.toLowerCase() ?? "") : undefined;
  return argument ?? { ...withChildren(body, (child) => placed(child, call, given)), span: call.span };
}

/** What stands where a call stood means what the call meant there. */
function asWritten(written: AnyNode, node: AnyNode): AnyNode {
  if (node.kind === "select-item" && written.kind === "select-item") return namedAs(written, node);
  if (node.kind === "order-item" && written.kind === "order-item") {
    return { ...node, expression: noPosition(written.expression, node.expression) };
  }
  if (node.kind !== "select" || written.kind !== "select") return node;
  const groupBy = node.groupBy.map((key, index) => {
    const before = written.groupBy[index];
    return key.kind === "grouping-sets" || before?.kind !== "function-call" ? key : noPosition(before, key);
  });
  return { ...node, groupBy };
}

/** A number that ORDER BY and GROUP BY are given is a position; one that a function yields is not. */
function noPosition(written: Expression, key: Expression): Expression {
  const { span } = key;
  return written.kind === "function-call" && isNumber(key) ? { ...binary("+", key, literal(0)), span } : key;
}

function isNumber(key: Expression): boolean {
  return key.kind === "unary" ? isNumber(key.operand) : key.kind === "literal" && key.type === "number";
}

/** A call that became its argument keeps the name of the call: unnamed columns are named by what was written. */
function namedAs(written: SelectItem, item: SelectItem): SelectItem {
  const { expression, span } = written;
  if (item.alias !== undefined || expression.kind !== "function-call") return item;
  if (item.expression.span.start === expression.span.start && item.expression.kind !== "column-ref") return item;
  return { ...item, alias: { ...identifier(print(expression), true), span } };
}

interface Measure {
  readonly nodes: number;
  readonly height: number;
}

/** One argument may stand in many places: what was measured once is known. */
function measure(node: AnyNode, measured: WeakMap<AnyNode, Measure>): Measure {
  const known = measured.get(node);
  if (known !== undefined) return known;
  let nodes = 1;
  let height = 0;
  for (const child of childrenOf(node)) {
    const inner = measure(child, measured);
    nodes += inner.nodes;
    height = Math.max(height, inner.height);
  }
  const found = { nodes, height: height + 1 };
  measured.set(node, found);
  return found;
}

function placedAt<N extends AnyNode>(node: N, span: Span): N {
  return { ...withChildren(node, (child) => placedAt(child, span)), span };
}

function tooLarge(what: string, span: Span): EngineError {
  return refused("feature_not_supported", `functions ${what}`, span);
}

function refused(condition: EngineError["condition"], message: string, span: Span): EngineError {
  return new EngineError({ condition, stage: "bind", message, span });
}

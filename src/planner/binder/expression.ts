/** Binds expressions: every reference to the local database's own names, every subquery bound, every type known. */
import { EngineError } from "../../common/error.ts";
import type { Span } from "../../common/span.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { ColumnType } from "../../common/value.ts";
import type {
  AnyNode,
  ColumnRef,
  Expression,
  FunctionCall,
  Identifier,
  OrderItem,
  Quantified,
  Query,
  WindowSpec,
} from "../../sql/ast.ts";
import { withChildren } from "../../sql/traverse.ts";
import { checkArguments } from "../functions/arity.ts";
import { functionsByName } from "../functions/functions.ts";
import { isTableFunction } from "../functions/tables.ts";
import { rewriteQuantified } from "../rewrites/quantified.ts";
import { fieldFunction } from "../streamable.ts";
import { comparedAsText } from "./given.ts";
import type { StoredRelations } from "../stored.ts";
import { withTypedLiterals } from "./literal-types.ts";
import { checkMoments, checkWidth } from "./operand-checks.ts";
import { unsupported } from "./unsupported.ts";
import { resolve, type Resolved, type Scope } from "./scope.ts";
import { bindOnce, isUnresolved, type BindState, type BoundQuery } from "./state.ts";
import { castType, combinedType, typeOfNode } from "./type.ts";

export interface BoundExpression {
  readonly node: Expression;
  readonly type: ColumnType;
}

/** Binds an expression in a scope. Throws where a name or function is not known. */
export function bindExpression(expression: Expression, scope: Scope, state: BindState): BoundExpression {
  const types = new Map<Expression, ColumnType>();
  const bind = (inner: Expression): Expression => {
    const bound = bindNode(inner, scope, state, bind, types);
    types.set(bound.node, bound.type);
    return bound.node;
  };
  const node = bind(expression);
  return { node, type: types.get(node) ?? "any" };
}

// eslint-disable-next-line max-params -- one recursion step: the callbacks close over nothing else
function bindNode(
  expression: Expression,
  scope: Scope,
  state: BindState,
  bind: (inner: Expression) => Expression,
  types: ReadonlyMap<Expression, ColumnType>,
): BoundExpression {
  const typeOf = (node: Expression): ColumnType => types.get(node) ?? "any";
  switch (expression.kind) {
    case "column-ref":
      return bindColumn(expression, scope, state);
    case "exists":
      return { node: { ...expression, query: bindSubquery(expression.query, scope, state).node }, type: "boolean" };
    case "in-query": {
      const { operand, query } = expression;
      const found = bindSubquery(query, scope, state);
      const { node } = found;
      if (operand.kind !== "scalar-subquery") checkWidth(query, found, operand);
      return { node: { ...expression, operand: bind(expression.operand), query: node }, type: "boolean" };
    }
    case "quantified":
      return { node: bindQuantified(expression, bind, scope, state), type: "boolean" };
    case "scalar-subquery": {
      const { node, columns } = bindSubquery(expression.query, scope, state);
      return { node: { ...expression, query: node }, type: columns[0]?.type ?? "any" };
    }
    case "function-call":
      return bindCall(expression, bind, typeOf, state.stored);
    case "parameter-ref":
      throw missingParameter(expression.style + expression.name, expression.span);
    case "star":
      return { node: expression, type: "any" };
    case "cast":
      return { node: { ...expression, operand: bind(expression.operand) }, type: castType(expression.type) };
    case "case": {
      const bound = bindChildren(expression, bind);
      const results = bound.kind === "case" ? [...bound.branches.map((branch) => branch.then), bound.otherwise] : [];
      return {
        node: bound,
        type: combinedType(results.flatMap((result) => (result === undefined ? [] : [typeOf(result)]))),
      };
    }
    default: {
      const node = withTypedLiterals(comparedAsMoments(bindChildren(expression, bind), typeOf), typeOf);
      checkMoments(node, typeOf);
      return { node: comparedAsText(node, expression, scope, typeOf), type: typeOfNode(node, typeOf) };
    }
  }
}

/** Binds the expressions directly below a node, through the parts in between (branches, order items, windows). */
function bindChildren<T extends Expression>(node: T, bind: (inner: Expression) => Expression): T {
  return withChildren(node, (child) => {
    if (child.kind === "identifier" || child.kind === "qualified-name" || child.kind === "type-name") return child;
    if (isStructural(child.kind)) return bindChildren(child as never, bind);
    return bind(child as Expression);
  });
}

function isStructural(kind: AnyNode["kind"]): boolean {
  return ["case-branch", "order-item", "window-spec", "window-frame", "frame-bound"].includes(kind);
}

function bindColumn(ref: ColumnRef, scope: Scope, state: BindState): BoundExpression {
  const alias = ref.parts.length === 1 ? scope.aliases?.get(ref.parts[0]?.name.toLowerCase() ?? "") : undefined;
  const clock = clockNamed(ref);
  const resolved = tryResolve(ref, scope, alias !== undefined || clock !== undefined);
  if (resolved === undefined && alias === undefined && clock !== undefined) {
    return { node: callNode(clock, [], ref.span), type: clock === "current_timestamp" ? "timestamp" : "text" };
  }
  if (resolved === undefined) {
    return { node: { ...ref, parts: [quoted(alias?.label ?? "", ref.span)] }, type: alias?.type ?? "any" };
  }
  const first = columnNode(resolved, ref, state);
  if (resolved.merged.length === 0) return { node: first, type: resolved.type };
  const all = [first, ...resolved.merged.map((other) => columnNode(other, ref, state))];
  return { node: resolved.relation.nullable ? callNode("coalesce", all, ref.span) : first, type: resolved.type };
}

/** True for `current_timestamp` and the like, where no column has their name. */
export function isClock(ref: ColumnRef): boolean {
  return clockNamed(ref) !== undefined;
}

/** `current_timestamp` and the like need no parentheses, but give way to columns of their name. */
function clockNamed({ parts }: ColumnRef): string | undefined {
  const [name, ...path] = parts;
  if (name === undefined || name.quoted || path.length > 0) return undefined;
  return ["current_date", "current_time", "current_timestamp"].find((clock) => clock === name.name.toLowerCase());
}

function tryResolve(ref: ColumnRef, scope: Scope, mayFail: boolean): Resolved | undefined {
  if (!mayFail) return resolve(ref, scope);
  try {
    return resolve(ref, scope);
  } catch (error) {
    if (error instanceof EngineError && isUnresolved(error)) return undefined;
    throw error;
  }
}

/** `alias."column"`, or the value at a path into it. */
export function columnNode(resolved: Resolved, ref: ColumnRef, state: BindState): Expression {
  const { relation, column, path } = resolved;
  state.touched?.add(relation);
  const { span } = ref;
  const own = (name: string): ColumnRef => ({
    kind: "column-ref",
    parts: [quoted(relation.alias, span), quoted(name, span)],
    span,
  });
  const node = column.read?.(own) ?? own(column.name);
  if (path.length === 0) return node;
  const steps = path.map((step) => `."${step.replaceAll('"', '\\"')}"`).join("");
  return callNode(fieldFunction, [node, { kind: "literal", type: "string", value: `$${steps}`, span }], span);
}

const comparisons: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/**
 * Moments are texts of more than one form. Columns of one API agree, and literals are written to match; what is
 * computed (`now() - INTERVAL '1 day'`) is compared in one form.
 */
function comparedAsMoments(node: Expression, typeOf: (inner: Expression) => ColumnType): Expression {
  const isComputed = (inner: Expression): boolean =>
    typeOf(inner) === "timestamp" && inner.kind !== "column-ref" && inner.kind !== "literal";
  const inOneForm = (inner: Expression): Expression => callNode("moment", [inner], inner.span);
  if (node.kind === "binary" && comparisons.has(node.operator)) {
    const { left, right } = node;
    return isComputed(left) || isComputed(right) ? { ...node, left: inOneForm(left), right: inOneForm(right) } : node;
  }
  if (node.kind !== "between" || ![node.operand, node.low, node.high].some(isComputed)) return node;
  return { ...node, operand: inOneForm(node.operand), low: inOneForm(node.low), high: inOneForm(node.high) };
}

function callNode(name: string, args: readonly Expression[], span: Span): FunctionCall {
  const id: Identifier = { kind: "identifier", name, quoted: false, span };
  return {
    kind: "function-call",
    name: { kind: "qualified-name", parts: [id], span },
    distinct: false,
    arguments: args,
    orderBy: [],
    span,
  };
}

export function quoted(name: string, span: Span): Identifier {
  return { kind: "identifier", name, quoted: true, span };
}

function bindSubquery(query: Query, scope: Scope, state: BindState): BoundQuery {
  return bindOnce(query, { parent: scope, tables: scope.tables }, state);
}

// oxlint-disable-next-line max-params -- one step of the recursion of bindNode
function bindQuantified(
  expression: Quantified,
  bind: (inner: Expression) => Expression,
  scope: Scope,
  state: BindState,
): Expression {
  const { node, columns } = bindSubquery(expression.query, scope, state);
  const { operand, quantifier, span } = expression;
  if (columns.length !== 1 || operand.kind === "row-value") {
    throw unsupported(`${quantifier} over rows of several columns`, span, "Compare one column, or use EXISTS.");
  }
  return rewriteQuantified({ ...expression, operand: bind(operand), query: node });
}

function bindCall(
  call: FunctionCall,
  bind: (inner: Expression) => Expression,
  typeOf: (node: Expression) => ColumnType,
  stored: StoredRelations | undefined,
): BoundExpression {
  const name = call.name.parts.map((part) => part.name.toLowerCase()).join(".");
  const called = functionsByName.get(name);
  if (called === undefined) throw undefinedFunction(name, call.name.span, stored);
  const { returns } = called;
  checkArguments(call, called);
  const node = bindChildren(call, bind);
  const first = node.arguments[0];
  if (returns === "same") return { node, type: first === undefined ? "any" : combinedType(node.arguments.map(typeOf)) };
  if (name === "sum" && first !== undefined) {
    const type = typeOf(first);
    return { node, type: type === "integer" || type === "number" ? type : "any" };
  }
  return { node, type: returns };
}

/** Binds the items of ORDER BY: a position, an output name, or an expression of the scope. */
export function bindOrder(items: readonly OrderItem[], scope: Scope, state: BindState): OrderItem[] {
  return items.map((item) => ({ ...item, expression: bindOrderKey(item.expression, scope, state) }));
}

function bindOrderKey(expression: Expression, scope: Scope, state: BindState): Expression {
  if (expression.kind === "literal") return expression;
  if (expression.kind === "column-ref" && expression.parts.length === 1) {
    const output = scope.aliases?.get(expression.parts[0]?.name.toLowerCase() ?? "");
    if (output !== undefined) return { ...expression, parts: [quoted(output.label, expression.span)] };
  }
  return bindExpression(expression, scope, state).node;
}

/** Binds a window of a WINDOW clause. */
export function bindWindow(spec: WindowSpec, scope: Scope, state: BindState): WindowSpec {
  return withChildren(spec, (child) => {
    if (child.kind === "identifier") return child;
    if (isStructural(child.kind)) return bindWindow(child as never, scope, state);
    return bindExpression(child as Expression, scope, state).node;
  });
}

function undefinedFunction(name: string, span: Span, stored: StoredRelations | undefined): EngineError {
  const own = stored?.listFunctions().map((one) => one.name) ?? [];
  return new EngineError({
    condition: "undefined_function",
    stage: "bind",
    message: `there is no function ${name}`,
    span,
    hint: isTableFunction(name)
      ? `${name} stands in FROM: SELECT * FROM ${name}(…).`
      : didYouMean(name, [...functionsByName.keys(), ...own]),
  });
}

function missingParameter(name: string, span: Span): EngineError {
  return new EngineError({
    condition: "undefined_parameter",
    stage: "bind",
    message: `no value was given for ${name}`,
    span,
    hint: "Values for parameters are given beside the SQL text, by position or by name.",
  });
}

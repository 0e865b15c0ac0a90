/** How a call that was made is undone: the inverse that its method declares, with arguments from call and response. */
import { findResource, findMethod, methodsFor } from "../catalog/lookup.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Inverse, InverseToken, Method, Resource } from "../catalog/model.ts";
import { cellOf, Json, type JsonValue, textOf, type Value } from "../common/value.ts";
import type { Call, ResponseFacts } from "../connector/call.ts";
import { chooseMethod, findArgument, requiredParameters } from "../planner/methods.ts";
import type { PhysicalCall } from "../planner/plan.ts";
import { and, equals, columnRef, identifier, literal, qualifiedName } from "../sql/build.ts";
import type { Expression, Statement } from "../sql/ast.ts";
import { print } from "../sql/printer.ts";

export interface Undo {
  /** The verb and the resource of the statement that does it. */
  readonly verb: string;
  readonly resource: string;
  readonly call: Call;
  /** SQL that makes the same call. */
  readonly statement: string;
}

/** What changes something: part of a plan. */
export type Write = Pick<PhysicalCall, "verb" | "relation" | "method">;

/** A call that was made, and its answer. */
export interface MadeCall {
  readonly write: Write;
  readonly call: Call;
  readonly response: ResponseFacts;
}

/** Undefined where no inverse is declared, or an argument that it needs is neither in the response nor in the call. */
export async function undoOf(made: MadeCall, catalog: Catalog): Promise<Undo | undefined> {
  const { inverse } = made.write.method;
  if (inverse === undefined) return undefined;
  const resource = await resourceOf(inverse, made.write, catalog);
  const method = resource && findMethod(resource, inverse.method);
  if (resource === undefined || method === undefined) return undefined;
  const given = argumentsOf(inverse, method, made);
  // Without one of its arguments it may undo more than this call did.
  if (given === undefined || requiredParameters(method).some(({ name }) => !given.has(name))) return undefined;
  const { provider, service, connection } = made.call;
  const auth = method.auth ?? made.write.relation.auth;
  const target = [connection?.name ?? provider, ...resource.id.split(".").slice(1)];
  const statement = statementOf({ resource, target, method }, given);
  return {
    verb: statement.kind,
    resource: resource.id,
    call: { provider, service, method, auth, connection, arguments: given },
    statement: print(statement),
  };
}

/** What the inverse would name the object by; else the `id` of the response. */
export function identityOf({ write, response }: MadeCall): { readonly [name: string]: JsonValue } {
  const tokens = write.method.inverse?.tokens ?? [];
  const declared = tokens.map((token) => [token.parameter, valueOf(token, response)] as const);
  const found = declared.length > 0 ? declared : [["id", memberOf(response.body, "id")] as const];
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

async function resourceOf(inverse: Inverse, { relation }: Write, catalog: Catalog) {
  if (inverse.resource === relation.resource.name) return relation.resource;
  const service = await catalog.service(relation.provider, relation.service);
  return service && findResource(service, inverse.resource);
}

/**
 * From the response what is declared to be there; from the call what goes by the same name and is no content. Undefined
 * where something declared is in neither.
 */
function argumentsOf(
  { tokens }: Inverse,
  method: Method,
  { call, response }: MadeCall,
): ReadonlyMap<string, Value> | undefined {
  const given = new Map<string, Value>();
  for (const token of tokens) {
    const argument = findArgument(method, token.parameter)?.argument;
    const value = cellOf(valueOf(token, response)) ?? call.arguments.get(token.parameter) ?? null;
    if (argument === undefined || value === null) return undefined;
    given.set(argument, value);
  }
  for (const { name, in: place } of method.parameters) {
    const value = place === "body" || given.has(name) ? null : (call.arguments.get(name) ?? null);
    if (value !== null) given.set(name, value);
  }
  return given;
}

function valueOf({ in: place, path }: InverseToken, { headers, body }: ResponseFacts): JsonValue | undefined {
  return place === "header" ? headers.get(path[0] ?? "") : path.reduce(memberOf, body);
}

function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as { readonly [name: string]: JsonValue })[key];
}

const span = { start: 0, end: 0 };

interface UndoTarget {
  readonly resource: Resource;
  /** Its name, under that of the account of the call. */
  readonly target: readonly string[];
  readonly method: Method;
}

/** DELETE where that chooses the method by the names of its arguments; else EXEC, which names it. */
function statementOf({ resource, target, method }: UndoTarget, given: ReadonlyMap<string, Value>): Statement {
  const values = [...given].map(([name, value]) => [name, expressionOf(value)] as const);
  if (chooseMethod(methodsFor(resource, "delete"), given.keys()) === method) {
    const where = and(...values.map(([name, value]) => equals(named(name), value)));
    return {
      kind: "delete",
      hints: [],
      target: qualifiedName(...target),
      ...(where && { where }),
      orderBy: [],
      returning: [],
      span,
    };
  }
  return {
    kind: "exec",
    hints: [],
    target: qualifiedName(...target, method.name),
    arguments: values.map(([name, value]) => ({ kind: "exec-argument", name: identifier(name), value, span })),
    span,
  };
}

/** Quoted only where it has to be: the statement is for people. */
function named(name: string): Expression {
  return { ...columnRef(name), parts: [identifier(name)] };
}

function expressionOf(value: Value): Expression {
  return literal(value instanceof Json ? textOf(value) : value);
}

// Finds the operation that a method and a path name; the table is built once, from the path templates of the facts.
import type { Operation } from "./facts.ts";

export type Match =
  | { readonly kind: "found"; readonly operation: Operation; readonly pathParameters: ReadonlyMap<string, string> }
  | { readonly kind: "wrong-method"; readonly allowed: readonly string[] }
  | { readonly kind: "unknown-path" };

interface Branch {
  readonly literals: Map<string, Branch>;
  parameter: Branch | undefined;
  readonly operations: Map<string, Operation>;
}

export type RouteTable = Branch;

function emptyBranch(): Branch {
  return { literals: new Map(), parameter: undefined, operations: new Map() };
}

export function buildRoutes(operations: Iterable<Operation>): RouteTable {
  const root = emptyBranch();
  for (const operation of operations) {
    let branch = root;
    for (const segment of segmentsOf(operation.template)) branch = childOf(branch, segment);
    branch.operations.set(operation.method, operation);
  }
  return root;
}

/** Matches literal segments before parameters, so `/signup/link` wins over `/signup/{id}`. */
export function matchRoute(routes: RouteTable, method: string, path: string): Match {
  const segments = segmentsOf(path);
  const branch = descend(routes, segments, 0);
  if (branch === undefined) return { kind: "unknown-path" };
  const operation = branch.operations.get(method);
  if (operation === undefined) return { kind: "wrong-method", allowed: [...branch.operations.keys()] };
  const pathParameters = new Map<string, string>();
  segmentsOf(operation.template).forEach((part, index) => {
    if (isParameter(part)) pathParameters.set(part.slice(1, -1), decode(segments[index] ?? ""));
  });
  return { kind: "found", operation, pathParameters };
}

function childOf(branch: Branch, segment: string): Branch {
  if (isParameter(segment)) return (branch.parameter ??= emptyBranch());
  let child = branch.literals.get(segment);
  if (child === undefined) branch.literals.set(segment, (child = emptyBranch()));
  return child;
}

function descend(branch: Branch, segments: readonly string[], depth: number): Branch | undefined {
  const segment = segments[depth];
  if (segment === undefined) return branch.operations.size > 0 ? branch : undefined;
  const literal = branch.literals.get(segment);
  const found = literal === undefined ? undefined : descend(literal, segments, depth + 1);
  if (found !== undefined || branch.parameter === undefined || segment === "") return found;
  return descend(branch.parameter, segments, depth + 1);
}

function segmentsOf(path: string): string[] {
  return path.split("/").slice(1);
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{") && segment.endsWith("}");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign names no object; the look-up then answers 404.
    return segment;
  }
}

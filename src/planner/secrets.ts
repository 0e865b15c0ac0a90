/** The secrets that a statement spells out: literals given to parameters whose values are never shown. */
import type { Parameter, Shape } from "../catalog/model.ts";
import { isSecretName } from "../common/redact.ts";
import type { Expression, Query } from "../sql/ast.ts";
import { visit } from "../sql/traverse.ts";
import { findArgument, findParameter } from "./methods.ts";
import { type PhysicalCall, type PhysicalPlan, type PhysicalQuery, scansOf } from "./plan.ts";
import type { ArgumentSource, Scan } from "./scan.ts";

/** True where a value of the parameter, or a part of it, is never shown. */
export function isSecret({ name, secret, shape }: Parameter): boolean {
  return secret === true || isSecretName(name) || (shape !== undefined && holdsSecret(shape));
}

function holdsSecret(shape: Shape): boolean {
  switch (shape.kind) {
    case "scalar":
      return shape.secret === true;
    case "array":
      return holdsSecret(shape.items);
    case "oneOf":
      return shape.branches.some((branch) => holdsSecret(branch.shape));
    case "object":
      return Object.values(shape.properties).some(holdsSecret);
  }
}

/** True where the argument queries of a source give a scan a secret. */
export function givesSecret(source: ArgumentSource, scan: Scan): boolean {
  const names = source.kind === "query" ? source.parameters : [source.parameter];
  return names.some((name) => isSecretArgument(name, scan));
}

function isSecretArgument(name: string, { access }: Scan): boolean {
  if (access.kind !== "method") return false;
  const parameter = findParameter(access.method, name) ?? findArgument(access.method, name)?.parameter;
  return parameter !== undefined && isSecret(parameter);
}

/** The literals of a plan that are secrets or that secrets are made of, as texts. */
export function secretLiterals(plan: PhysicalPlan): ReadonlySet<string> {
  return new Set(secretExpressions(plan).flatMap(literalsIn));
}

/** The secrets themselves, as far as the statement spells them out whole. */
export function spelledSecrets(plan: PhysicalPlan): string[] {
  return secretExpressions(plan).flatMap((one) => (one.kind === "literal" ? literalsIn(one) : []));
}

/** What secrets are made of. */
type Spoken = Expression | Query;

function secretExpressions(plan: PhysicalPlan): Spoken[] {
  switch (plan.kind) {
    case "constant":
    case "stream":
    case "staged":
      return scansOf(plan).flatMap(scanSecrets);
    case "call":
      return [...scansOf(plan.input).flatMap(scanSecrets), ...callSecrets(plan)];
    case "explain":
      return secretExpressions(plan.plan);
    case "copy":
      return secretExpressions(plan.input);
    case "store":
      return plan.input === undefined ? [] : secretExpressions(plan.input);
    case "registry":
    case "session":
      return [];
  }
}

function scanSecrets(scan: Scan): Spoken[] {
  return scan.sources.flatMap((source): readonly Spoken[] => {
    if (!givesSecret(source, scan)) return [];
    if (source.kind === "constants") return source.values;
    const cells = source.parameters.flatMap((name, index) =>
      isSecretArgument(name, scan) ? cellsOf(source.query, index) : [],
    );
    // Any literal of the query may end in the cell.
    return [...cells, source.query];
  });
}

function callSecrets({ method, parameters, input }: PhysicalCall): Expression[] {
  return parameters.flatMap((name, index) => {
    const parameter = findArgument(method, name)?.parameter;
    return parameter !== undefined && isSecret(parameter) ? inputCells(input, index) : [];
  });
}

function inputCells(input: PhysicalQuery, index: number): Expression[] {
  switch (input.kind) {
    case "constant":
      return input.rows.flatMap((row) => row[index] ?? []);
    case "stream":
      return [input.projection[index] ?? []].flat();
    case "staged":
      return cellsOf(input.query, index);
  }
}

/** What a column of a query is made of, as far as the query says it itself. */
function cellsOf({ body }: Query, index: number): Expression[] {
  if (body.kind === "select") return [body.items[index]?.expression ?? []].flat();
  return body.kind === "values" ? body.rows.flatMap((row) => row[index] ?? []) : [];
}

function literalsIn(node: Spoken): string[] {
  const found: string[] = [];
  visit(node, {
    literal: ({ value, type }) => {
      if (type === "string" || type === "number") found.push(String(value));
    },
  });
  return found;
}

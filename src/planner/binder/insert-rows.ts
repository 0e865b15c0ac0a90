/** The rows of an INSERT: which columns they are for, and the word DEFAULT among their cells. */
import type { Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { Expression, Insert, Query } from "../../sql/ast.ts";
import { requiredParameters } from "../methods.ts";
import type { GivenName } from "./argument-names.ts";
import type { ResourceRelation } from "../scan.ts";
import { unsupported } from "./unsupported.ts";
import { argumentRows } from "./write-rows.ts";

export interface InsertRows<Name> {
  /** Undefined where the query names its columns itself. */
  readonly names: readonly Name[] | undefined;
  readonly query: Query;
}

/** The rows of an INSERT into a resource, whose fields have no order: columns are named by a list, or by the query. */
export function insertRows(
  statement: Insert,
  relation: ResourceRelation,
  methods: readonly Method[],
): InsertRows<GivenName> {
  const { with: clause, source, columns, span } = statement;
  if (statement.defaults === true) return { names: [], query: argumentRows({ terms: [], single: [], span }) };
  const { names, query } = withoutDefaults(columns.length === 0 ? undefined : columns, source);
  const isBare = names === undefined && query.body.kind === "values";
  if (isBare) throw withoutList(statement, relation, methods);
  if (clause === undefined) return { names, query };
  return { names, query: { kind: "query", with: clause, body: query, orderBy: [], span: source.span } };
}

/**
 * VALUES without the columns that are DEFAULT in every row: what is not given is what the default is for. Throws
 * `feature_not_supported` where only some rows leave it to the default.
 */
export function withoutDefaults<Name>(names: readonly Name[] | undefined, source: Query): InsertRows<Name> {
  const { body } = source;
  if (body.kind !== "values") return { names, query: source };
  const { rows } = body;
  const isLeft = (index: number): boolean => rows.every((row) => isDefault(row[index]));
  for (const row of rows) {
    const partly = row.find((cell, index) => isDefault(cell) && !isLeft(index));
    if (partly !== undefined) {
      throw unsupported("DEFAULT in some rows only", partly.span, "Write an INSERT of its own for these rows.");
    }
  }
  if (!rows[0]?.some((_, index) => isLeft(index))) return { names, query: source };
  const kept = rows.map((row) => row.filter((_, index) => !isLeft(index)));
  return { names: names?.filter((_, index) => !isLeft(index)), query: { ...source, body: { ...body, rows: kept } } };
}

/** True for the word DEFAULT: VALUES has no columns that a bare name could mean. */
export function isDefault(cell: Expression | undefined): boolean {
  if (cell?.kind !== "column-ref" || cell.parts.length !== 1) return false;
  const [part] = cell.parts;
  return part?.quoted === false && part.name.toUpperCase() === "DEFAULT";
}

function withoutList(
  { target, source }: Insert,
  { resource }: ResourceRelation,
  methods: readonly Method[],
): EngineError {
  const [method] = methods;
  const parameters = method?.parameters ?? [];
  const wanted = method === undefined ? [] : requiredParameters(method);
  const named = (wanted.length > 0 ? wanted : parameters).map(({ name }) => name);
  return new EngineError({
    condition: "syntax_error",
    stage: "bind",
    message: `INSERT into ${resource.id} needs the names of its columns: the fields of an API have no order`,
    span: { start: target.span.end, end: source.span.end },
    hint: `Write INSERT INTO ${resource.id} (${named.join(", ")}${named.length < parameters.length ? ", …" : ""}) VALUES …; SHOW INSERT INTO ${resource.id} writes it.`,
  });
}

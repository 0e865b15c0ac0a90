/**
 * UPDATE, REPLACE and DELETE. Where WHERE gives the method its parameters, the calls are made without more ado; where
 * it says anything else of the rows, they are read first by the resource's select methods.
 */
import { methodsFor } from "../../catalog/lookup.ts";
import type { Delete, Update } from "../../sql/ast.ts";
import type { BoundCall } from "../bound.ts";
import { unsupportedVerb } from "../methods.ts";
import type { ResourceRelation } from "../scan.ts";
import { argumentsFor } from "./argument-names.ts";
import { finishCall } from "./call.ts";
import { refuseGroup } from "./connected.ts";
import {
  argumentTerms,
  coveredMethod,
  isFree,
  rowLimits,
  termOf,
  type Change,
  type ChangeRows,
} from "./change-terms.ts";
import { isDefault } from "./insert-rows.ts";
import { readFirst } from "./read-first.ts";
import { namesTheRow } from "./returning.ts";
import { findResource, nameKey, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { conjunctsOf } from "./terms.ts";
import { unsupported } from "./unsupported.ts";
import { sidesIn, writeNames } from "./write-names.ts";
import { argumentRows } from "./write-rows.ts";

/** Binds the statement. Throws `unsupported_verb`, `missing_argument`, and what binding its rows throws. */
export async function bindChange(
  statement: Update | Delete,
  text: string,
  environment: BindEnvironment,
): Promise<BoundCall> {
  const relation = await findResource(statement.target, environment);
  const change = changeOf(statement, relation);
  refuseGroup(relation, change.verb, statement.target.span);
  const { method, names, query, identity } = rowsOf(change);
  const parameters = argumentsFor(method, names).map(({ argument }) => argument);
  const input = await bindStandaloneQuery(query, text, environment);
  const { verb } = change;
  const call = { verb, relation, method, input, parameters, wholeBody: false, identity };
  return finishCall(call, statement, statement.returning, text);
}

const catalogVerbs = { UPDATE: "update", REPLACE: "replace", DELETE: "delete" } as const;

function changeOf(statement: Update | Delete, relation: ResourceRelation): Change {
  const verb = statement.kind === "delete" ? "DELETE" : statement.verb;
  const methods = methodsFor(relation.resource, catalogVerbs[verb]);
  if (methods.length === 0) throw unsupportedVerb(relation.resource, verb, statement.target.span);
  const names = writeNames(statement.target, statement.alias, statement.from);
  const assignments = statement.kind === "delete" ? [] : statement.assignments;
  const left = assignments.find(({ value }) => isDefault(value));
  if (left !== undefined) throw unsupported("SET … = DEFAULT", left.span, "Write the value, or NULL.");
  const sets = assignments.map(({ column, value }) => ({ name: nameKey(column), span: column.span, value }));
  const conjuncts = conjunctsOf(statement.where).map((expression) => ({ expression, term: termOf(expression, names) }));
  return { verb, statement, relation, methods, names, conjuncts, sets };
}

/** The rows of arguments; with the row that each is made for behind them where only that shows what DELETE returns. */
function rowsOf(change: Change): ChangeRows {
  const { statement, verb, relation, names } = change;
  const rows = directRows(change) ?? readFirst(change);
  // A call that no argument tells from others is made once, whatever rows there are.
  if (verb !== "DELETE" || rows.identity === 0 || methodsFor(relation.resource, "select").length === 0) return rows;
  const parameters = argumentsFor(rows.method, rows.names).map(({ argument }) => argument);
  const isNeeded = namesTheRow(statement.returning, { method: rows.method, parameters, names });
  return isNeeded ? readFirst(change, { carriesRow: true }) : rows;
}

/** The rows where nothing has to be known of the target; undefined where something has. */
function directRows(change: Change): ChangeRows | undefined {
  const { conjuncts, sets, statement, names } = change;
  const method = coveredMethod(change);
  if (Object.keys(rowLimits(statement)).length > 0) return undefined;
  if (method === undefined || !sets.every(({ value }) => isFree(sidesIn(value, names)))) return undefined;
  const terms = argumentTerms(method, change);
  const filters = conjuncts.filter((conjunct) => !terms.has(conjunct)).map(({ expression }) => expression);
  if (!filters.every((filter) => isFree(sidesIn(filter, names)))) return undefined;
  const query = argumentRows({
    with: statement.with,
    from: statement.from,
    filters,
    terms: [...terms.values()],
    single: sets.map(({ value }) => value),
    span: statement.span,
  });
  return { method, names: [...terms.values(), ...sets], query, identity: terms.size };
}

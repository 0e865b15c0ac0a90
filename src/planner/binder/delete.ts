/** DELETE: one call for each combination of the values in WHERE. */
import { methodsFor } from "../../catalog/lookup.ts";
import type { Delete } from "../../sql/ast.ts";
import type { BoundCall } from "../bound.ts";
import { chooseMethod, missingArguments, unsupportedVerb } from "../methods.ts";
import { parametersFor, returningQuery } from "./call.ts";
import { findResource, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { argumentRows, writeTerms } from "./write-terms.ts";

export async function bindDelete(statement: Delete, text: string, environment: BindEnvironment): Promise<BoundCall> {
  const relation = await findResource(statement.target, environment);
  const { resource } = relation;
  const methods = methodsFor(resource, "delete");
  if (methods.length === 0) throw unsupportedVerb(resource, "DELETE", statement.target.span);
  const qualifier = statement.alias?.name.name ?? resource.name;
  const terms = writeTerms(statement.where, (part) => part.toLowerCase() === qualifier.toLowerCase());
  const given = terms.map((term) => term.name);
  const method = chooseMethod(methods, given);
  if (method === undefined) {
    throw missingArguments({ resource, verb: "DELETE", methods, given, span: statement.target.span });
  }
  const parameters = parametersFor(method, terms).map((parameter) => parameter.name);
  const rows = argumentRows(terms, [], statement.span);
  const source = statement.with === undefined ? rows : { ...rows, with: statement.with };
  const input = await bindStandaloneQuery(source, text, environment);
  const bound: BoundCall = { kind: "call", verb: "DELETE", relation, method, input, parameters, wholeBody: false };
  if (statement.returning.length === 0) return bound;
  return { ...bound, returning: returningQuery(relation, method, statement.returning, text) };
}

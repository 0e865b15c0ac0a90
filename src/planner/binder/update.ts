/** UPDATE and REPLACE: SET gives the body, WHERE the rest; one call for each combination of the values in WHERE. */
import { methodsFor } from "../../catalog/lookup.ts";
import type { Update } from "../../sql/ast.ts";
import type { BoundCall } from "../bound.ts";
import { chooseMethod, missingArguments, unsupportedVerb } from "../methods.ts";
import { parametersFor, returningQuery } from "./call.ts";
import { unsupported } from "./unsupported.ts";
import { findResource, nameKey, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { argumentRows, writeTerms } from "./write-terms.ts";

export async function bindUpdate(statement: Update, text: string, environment: BindEnvironment): Promise<BoundCall> {
  if (statement.from !== undefined) {
    throw unsupported(
      `${statement.verb} … FROM`,
      statement.from.span,
      "Give the values in SET, or use INSERT … SELECT where the API can upsert.",
    );
  }
  const { verb } = statement;
  const relation = await findResource(statement.target, environment);
  const { resource } = relation;
  const methods = methodsFor(resource, verb === "UPDATE" ? "update" : "replace");
  if (methods.length === 0) throw unsupportedVerb(resource, verb, statement.target.span);
  const qualifier = (statement.alias?.name.name ?? resource.name).toLowerCase();
  const terms = writeTerms(statement.where, (part) => part.toLowerCase() === qualifier);
  const sets = statement.assignments.map(({ column }) => ({ name: nameKey(column), span: column.span }));
  const names = [...terms, ...sets];
  const given = names.map(({ name }) => name);
  const method = chooseMethod(methods, given);
  if (method === undefined) {
    throw missingArguments({ resource, verb, methods, given, span: statement.target.span });
  }
  const parameters = parametersFor(method, names).map((parameter) => parameter.name);
  const rows = argumentRows(
    terms,
    statement.assignments.map((assignment) => assignment.value),
    statement.span,
  );
  const source = statement.with === undefined ? rows : { ...rows, with: statement.with };
  const input = await bindStandaloneQuery(source, text, environment);
  const bound: BoundCall = { kind: "call", verb, relation, method, input, parameters, wholeBody: false };
  if (statement.returning.length === 0) return bound;
  return { ...bound, returning: returningQuery(relation, method, statement.returning, text) };
}

/** INSERT: one call for each row of its source. */
import { methodsFor } from "../../catalog/lookup.ts";
import { EngineError } from "../../common/error.ts";
import type { Insert, OnConflict } from "../../sql/ast.ts";
import type { BoundCall } from "../bound.ts";
import { chooseMethod, findWritten, missingArguments, unsupportedVerb } from "../methods.ts";
import { argumentsFor } from "./argument-names.ts";
import { finishCall } from "./call.ts";
import { refuseGroup } from "./connected.ts";
import { insertRows } from "./insert-rows.ts";
import { findResource, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { unsupported } from "./unsupported.ts";

export async function bindInsert(statement: Insert, text: string, environment: BindEnvironment): Promise<BoundCall> {
  const relation = await findResource(statement.target, environment);
  if (statement.onConflict !== undefined) throw onlyForTables(statement.onConflict);
  refuseGroup(relation, "INSERT", statement.target.span);
  const { resource } = relation;
  const methods = methodsFor(resource, "insert");
  if (methods.length === 0) throw unsupportedVerb(resource, "INSERT", statement.target.span);
  const rows = insertRows(statement, relation, methods);
  const read = rows.names === undefined ? await bindStandaloneQuery(rows.query, text, environment) : undefined;
  const { span } = statement.source;
  const names = rows.names ?? read?.columns.map(({ name }) => ({ name, span })) ?? [];
  const given = names.map(({ name }) => name);
  const method = chooseMethod(methods, given, findWritten);
  if (method === undefined) {
    throw missingArguments({ resource, verb: "INSERT", methods, given, span: statement.target.span });
  }
  const parameters = argumentsFor(method, names).map(({ argument }) => argument);
  const input = read ?? (await bindStandaloneQuery(rows.query, text, environment));
  if (input.columns.length !== parameters.length) {
    throw new EngineError({
      condition: "syntax_error",
      stage: "bind",
      message: `INSERT names ${parameters.length} columns, its source yields ${input.columns.length}`,
      span: statement.source.span,
    });
  }
  const call = { verb: "INSERT", relation, method, input, parameters, wholeBody: false } as const;
  return finishCall(call, statement, statement.returning, text);
}

function onlyForTables({ span }: OnConflict): EngineError {
  return unsupported(
    "ON CONFLICT at an API",
    span,
    "An API says itself what exists: INSERT /*+ CONTINUE */ goes on after rows that it refuses; UPDATE changes what is there.",
  );
}

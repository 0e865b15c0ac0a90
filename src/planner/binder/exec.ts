/** EXEC: one call of a method by name; its response is always returned as rows. */
import { EngineError } from "../../common/error.ts";
import type { Exec, QualifiedName } from "../../sql/ast.ts";
import type { BoundCall } from "../bound.ts";
import { describeNeeds } from "../methods.ts";
import type { ResourceRelation } from "../scan.ts";
import { finishCall } from "./call.ts";
import { refuseGroup } from "./connected.ts";
import { execArguments, methodNamed } from "./exec-method.ts";
import { findResource, resourceOf, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { argumentRows } from "./write-rows.ts";

export async function bindExec(statement: Exec, text: string, environment: BindEnvironment): Promise<BoundCall> {
  const { relation, method } = await findMethod(statement.target, environment);
  refuseGroup(relation, "EXEC", statement.target.span);
  const parameters = execArguments(statement, method).map(({ argument }) => argument);
  const values = statement.arguments.map((argument) => argument.value);
  const single = statement.json === undefined ? values : [...values, statement.json];
  const row = argumentRows({ terms: [], single, span: statement.span });
  const input = await bindStandaloneQuery(row, text, environment);
  const wholeBody = statement.json !== undefined;
  const call = { verb: "EXEC", relation, method, input, parameters, wholeBody } as const;
  const { span } = statement;
  const star = { kind: "select-item", expression: { kind: "star", span }, span } as const;
  return finishCall(call, statement, method.response.columns.length === 0 ? [] : [star], text);
}

/**
 * The method that a name of four parts means, or of three where a provider is set. Throws `undefined_table` with the
 * nearest method, or with those of the resource where the name ends with that.
 */
export async function findMethod(
  target: QualifiedName,
  environment: BindEnvironment,
): Promise<Pick<BoundCall, "relation" | "method">> {
  if (target.parts.length === 3 && environment.defaultProvider === undefined) {
    throw isNoMethod(target, await findResource(target, environment));
  }
  const relation = await findResource(resourceOf(target), environment);
  return { relation, method: methodNamed(relation, target) };
}

function isNoMethod(target: QualifiedName, { resource }: ResourceRelation): EngineError {
  return new EngineError({
    condition: "wrong_object_type",
    stage: "bind",
    message: `${resource.id} is a resource, not a method`,
    span: target.span,
    hint: `Write the method as fourth part. ${describeNeeds(resource.methods)}.`,
  });
}

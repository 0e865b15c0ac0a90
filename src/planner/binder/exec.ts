/** EXEC: one call of a method by name; its response is always returned as rows. */
import { findMethod as findMethodNamed } from "../../catalog/lookup.ts";
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Exec, QualifiedName } from "../../sql/ast.ts";
import type { BoundCall } from "../bound.ts";
import { describeNeeds, requiredParameters } from "../methods.ts";
import { argumentsFor, finishCall } from "./call.ts";
import { findResource, type BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { argumentRows } from "./write-rows.ts";

export async function bindExec(statement: Exec, text: string, environment: BindEnvironment): Promise<BoundCall> {
  const { relation, method } = await findMethod(statement.target, environment);
  const names = statement.arguments.map(({ name }) => ({ name: name.name, span: name.span }));
  const named = argumentsFor(method, names);
  const wholeBody = statement.json !== undefined;
  const missing = requiredParameters(method).filter(
    (parameter) => !named.some((one) => one.parameter === parameter) && !(wholeBody && parameter.in === "body"),
  );
  if (missing.length > 0) {
    const wanted = missing.map((parameter) => parameter.name);
    throw new EngineError({
      condition: "missing_argument",
      stage: "bind",
      message: `${method.id} needs ${wanted.join(", ")}`,
      span: statement.target.span,
      hint: `Add ${wanted.map((name) => `@${name} = …`).join(", ")}; DESCRIBE METHOD ${method.id} shows what each takes.`,
    });
  }
  const values = statement.arguments.map((argument) => argument.value);
  const single = statement.json === undefined ? values : [...values, statement.json];
  const row = argumentRows({ terms: [], single, span: statement.span });
  const input = await bindStandaloneQuery(row, text, environment);
  const call = {
    verb: "EXEC",
    relation,
    method,
    input,
    parameters: named.map(({ argument }) => argument),
    wholeBody,
  } as const;
  const { span } = statement;
  const star = { kind: "select-item", expression: { kind: "star", span }, span } as const;
  return finishCall(call, statement, method.response.columns.length === 0 ? [] : [star], text);
}

/** The method that a name of four parts means. Throws `undefined_table` with the nearest method. */
export async function findMethod(
  target: QualifiedName,
  environment: BindEnvironment,
): Promise<Pick<BoundCall, "relation" | "method">> {
  const last = target.parts.at(-1);
  const relation = await findResource({ ...target, parts: target.parts.slice(0, -1) }, environment);
  const method = findMethodNamed(relation.resource, last?.name ?? "");
  if (method !== undefined) return { relation, method };
  const { resource } = relation;
  throw new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `${resource.id} has no method ${last?.name ?? ""}`,
    span: last?.span ?? target.span,
    hint: `${
      didYouMean(
        last?.name ?? "",
        resource.methods.map((each) => each.name),
      ) ?? ""
    } ${describeNeeds(resource.methods)}.`.trim(),
  });
}

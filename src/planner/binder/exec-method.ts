/** The method that an EXEC names, and the arguments that it gives. */
import { findMethod } from "../../catalog/lookup.ts";
import type { Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { Exec, QualifiedName } from "../../sql/ast.ts";
import { describeNeeds, type NamedArgument, requiredParameters } from "../methods.ts";
import type { ResourceRelation } from "../scan.ts";
import { argumentsFor } from "./argument-names.ts";

/** The method of a resource that the last part of a name means. Throws `undefined_table` with the nearest method. */
export function methodNamed({ resource }: ResourceRelation, target: QualifiedName): Method {
  const last = target.parts.at(-1);
  const name = last?.name ?? "";
  const method = findMethod(resource, name);
  if (method !== undefined) return method;
  const known = resource.methods.map((each) => each.name);
  throw new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `${resource.id} has no method ${name}`,
    span: last?.span ?? target.span,
    hint: `${didYouMean(name, known) ?? ""} ${describeNeeds(resource.methods)}.`.trim(),
  });
}

/** The arguments by name, in order. Throws `missing_argument`, `undefined_column` or `duplicate_alias`. */
export function execArguments(exec: Exec, method: Method): NamedArgument[] {
  const named = argumentsFor(
    method,
    exec.arguments.map(({ name }) => ({ name: name.name, span: name.span })),
  );
  const wholeBody = exec.json !== undefined;
  const missing = requiredParameters(method)
    .filter((parameter) => !named.some((one) => one.parameter === parameter) && !(wholeBody && parameter.in === "body"))
    .map((parameter) => parameter.name);
  if (missing.length === 0) return named;
  throw new EngineError({
    condition: "missing_argument",
    stage: "bind",
    message: `${method.id} needs ${missing.join(", ")}`,
    span: exec.target.span,
    hint: `Add ${missing.map((name) => `@${name} = …`).join(", ")}; DESCRIBE METHOD ${method.id} shows what each takes.`,
  });
}

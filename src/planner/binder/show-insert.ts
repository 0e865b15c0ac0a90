/** SHOW INSERT INTO: an INSERT to fill in, with a bind parameter for each value, so that it runs as it stands. */
import { quoteName } from "../../sql/standard-dialect.ts";
import { methodsFor } from "../../catalog/lookup.ts";
import type { Method, Parameter } from "../../catalog/model.ts";
import { chooseMethod, findParameter, requiredParameters, unsupportedVerb } from "../methods.ts";
import type { ShowInsert } from "../../sql/ast.ts";
import { reservedWords } from "../../sql/keywords.ts";
import type { BoundQueryStatement } from "../bound.ts";
import { argumentsFor } from "./argument-names.ts";
import { bindWritten, rowsOf } from "./rows-query.ts";
import { findResource, type BindEnvironment } from "./relations.ts";

export async function bindShowInsert(
  statement: ShowInsert,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundQueryStatement> {
  const { resource, connected } = await findResource(statement.target, environment);
  const methods = methodsFor(resource, "insert");
  const names = statement.columns.map(({ name, span }) => ({ name, span }));
  const method =
    chooseMethod(
      methods,
      names.map(({ name }) => name),
    ) ??
    methods.find((each) => names.every(({ name }) => findParameter(each, name) !== undefined)) ??
    methods[0];
  if (method === undefined) throw unsupportedVerb(resource, "INSERT", statement.target.span);
  const parameters =
    names.length > 0
      ? argumentsFor(method, names).map(({ parameter }, index) => ({ ...parameter, name: names[index]?.name ?? "" }))
      : statement.hints.includes("REQUIRED")
        ? requiredParameters(method)
        : allParameters(method);
  const target = connected === undefined ? resource.id : [connected.name, ...resource.id.split(".").slice(1)].join(".");
  return bindWritten(rowsOf(["insert_statement"], [[template(target, method, parameters)]]), environment);
}

/** What a user may give: required first, then the rest; what the method fills in by itself is left out. */
function allParameters(method: Method): readonly Parameter[] {
  const required = requiredParameters(method);
  return [...required, ...method.parameters.filter((parameter) => !parameter.required)];
}

function template(target: string, method: Method, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return `EXEC ${target}.${method.name};`;
  const columns = parameters.map(({ name }) => `  ${quotedName(name)}`);
  const values = parameters.map((parameter, index) => {
    const comma = index === parameters.length - 1 ? "" : ",";
    return `  :${parameter.name.replaceAll(/[^A-Za-z0-9_]/g, "_")}${comma} -- ${remark(parameter)}`;
  });
  const into = `INSERT INTO ${target.split(".").map(quotedName).join(".")}`;
  return `${into} (\n${columns.join(",\n")}\n) VALUES (\n${values.join("\n")}\n);`;
}

function remark({ type, required, enum: allowed }: Parameter): string {
  const values = allowed === undefined ? "" : `: ${allowed.map(String).join(", ")}`;
  return `${type}${required ? ", required" : ""}${values}`.replaceAll(/\s+/g, " ");
}

function quotedName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reservedWords.has(name.toUpperCase()) ? name : quoteName(name);
}

/** CREATE FUNCTION: what a body may hold, and that it can be called. */
import { sameName } from "./same-name.ts";
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { DerivedTable, Identifier } from "../../sql/ast.ts";
import type { CreateFunction } from "../../sql/ast-store.ts";
import { alias, literal, query as queryOver, selectItem, syntheticSpan } from "../../sql/build.ts";
import { print } from "../../sql/printer.ts";
import { visit } from "../../sql/traverse.ts";
import { isBuiltIn } from "../functions/functions.ts";
import { expandedBody, type UserFunction, userFunction } from "../rewrites/user-functions.ts";
import type { BoundStore, StoredFunction } from "../stored.ts";
import { isClock } from "./expression.ts";
import type { BindEnvironment } from "./relations.ts";
import { bindStandaloneQuery } from "./standalone.ts";
import { ddlMessage, nothing, typeNamed } from "./store-ddl.ts";
import { duplicate, storeOf } from "./store-names.ts";
import { selectFrom } from "./stored-relation.ts";
import { unsupported } from "./unsupported.ts";
import { functionsOf } from "./user-functions.ts";

/**
 * Checks the body as if it were called. Throws `duplicate_function`, `undefined_column` where the body names what is no
 * parameter, `feature_not_supported` where it holds a query, and what binding the body throws.
 */
export async function bindCreateFunction(
  statement: CreateFunction,
  text: string,
  environment: BindEnvironment,
): Promise<BoundStore> {
  const stored = storeOf(environment);
  const { name, temporary, ifNotExists, orReplace } = statement;
  if (isBuiltIn(name.name.toLowerCase())) throw builtIn(name);
  const schema = stored.schemaFor(temporary);
  const found = stored.findFunction(name.name);
  const existing = found?.schema === schema ? found : undefined;
  if (existing !== undefined && ifNotExists) return nothing;
  if (existing !== undefined && !orReplace) throw duplicate(name, existing);
  checkParameters(statement);
  checkBody(statement);
  await checkCall(userFunction(statement), text, environment);
  const sql = print({ ...statement, orReplace: false, temporary: false, ifNotExists: false });
  const created: StoredFunction = { kind: "function", name: name.name, schema, sql };
  const operation = { kind: "create-function", created, replaced: existing } as const;
  return { kind: "store", operation, message: ddlMessage };
}

function builtIn(name: Identifier): EngineError {
  return new EngineError({
    condition: "duplicate_function",
    stage: "bind",
    message: `${name.name.toLowerCase()} is a function of the engine`,
    span: name.span,
    hint: "Choose another name: what the engine has cannot be replaced.",
  });
}

function checkParameters({ parameters, returns }: CreateFunction): void {
  for (const type of [...parameters.map((parameter) => parameter.type), returns]) {
    if (type !== undefined) typeNamed(type);
  }
  const names = parameters.map((parameter) => parameter.name);
  const twin = names.find((name, index) => index > names.findIndex((other) => sameName(other.name, name.name)));
  if (twin === undefined) return;
  throw new EngineError({
    condition: "duplicate_alias",
    stage: "bind",
    message: `two parameters have the name ${twin.name}`,
    span: twin.span,
  });
}

/** A function is an expression of its parameters, nothing else. */
function checkBody({ name, parameters, body }: CreateFunction): void {
  const names = parameters.map((parameter) => parameter.name.name);
  visit(body, {
    query: ({ span }) => {
      throw unsupported("a query in the body of a function", span, "CREATE VIEW name AS query gives a query a name.");
    },
    "function-call": ({ over }) => {
      const named = over?.kind === "window-spec" ? over.base : over;
      if (named === undefined) return;
      throw unsupported("a named window in the body of a function", named.span, "Write it out: OVER (ORDER BY …).");
    },
    "column-ref": (ref) => {
      const [first, ...path] = ref.parts.map((part) => part.name);
      if (isClock(ref)) return;
      if (first !== undefined && path.length === 0 && names.some((one) => sameName(one, first))) return;
      const written = [first, ...path].join(".");
      throw new EngineError({
        condition: "undefined_column",
        stage: "bind",
        message: `${name.name} has no parameter ${written}`,
        span: ref.span,
        hint:
          pathHint(
            ref.parts.map((part) => part.name),
            names,
          ) ?? didYouMean(written, names),
      });
    },
  });
}

function pathHint([first = "", ...path]: readonly string[], names: readonly string[]): string | undefined {
  const isPath = path.length > 0 && names.some((one) => sameName(one, first));
  return isPath ? `A field of a parameter is json_extract(${first}, '$.${path.join(".")}').` : undefined;
}

/** Binds the body over one row of parameters, with the function itself in the place that it will have. */
async function checkCall(created: UserFunction, text: string, environment: BindEnvironment): Promise<void> {
  const others = functionsOf(environment.stored);
  const body = expandedBody(created, (name) => (sameName(name, created.name) ? created : others(name)));
  const row = selectFrom(created.parameters.map((parameter) => selectItem(literal(null), parameter)));
  await bindStandaloneQuery(queryOver(selectFrom([selectItem(body)], rowNamed(row, created))), text, environment);
}

function rowNamed(row: ReturnType<typeof selectFrom>, { parameters }: UserFunction): DerivedTable | undefined {
  if (parameters.length === 0) return undefined;
  return { kind: "derived-table", lateral: false, query: queryOver(row), alias: alias("given"), span: syntheticSpan };
}

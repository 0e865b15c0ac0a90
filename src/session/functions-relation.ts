/** `tributary.functions`: what a query may call, out of the engine's table and of the store. */
import type { SystemRelation } from "../catalog/catalog.ts";
import { systemRelation } from "../catalog/relations/relation.ts";
import { EngineError } from "../common/error.ts";
import { castType } from "../planner/binder/type.ts";
import { functionsOf } from "../planner/binder/user-functions.ts";
import { functionGroups, isAggregate } from "../planner/functions/functions.ts";
import type { FunctionDescription } from "../planner/functions/description.ts";
import { fileTables, tables, type TableFunctionDescription } from "../planner/functions/tables.ts";
import { expandedBody, userFunction } from "../planner/rewrites/user-functions.ts";
import type { StoredFunction, StoredRelations } from "../planner/stored.ts";
import type { Expression } from "../sql/ast.ts";
import type { CreateFunction } from "../sql/ast-store.ts";
import { parseStatement } from "../sql/parser.ts";
import { print } from "../sql/printer.ts";
import { visit } from "../sql/traverse.ts";

interface FunctionRow {
  readonly name: string;
  readonly kind: "scalar" | "aggregate" | "window" | "table" | undefined;
  readonly category?: string;
  readonly arguments?: string;
  readonly returns?: string | undefined;
  readonly description?: string;
  readonly example?: string;
  /** The engine has it, or a statement created it. */
  readonly origin: "engine" | "created";
  readonly temporary?: boolean;
  readonly definition?: string;
}

/** The system relation that lists every function. */
export function functionsRelation(stored: StoredRelations): SystemRelation {
  return systemRelation<FunctionRow>({
    name: "tributary.functions",
    keys: [],
    columns: {
      name: ["text", ({ name }) => name],
      kind: ["text", ({ kind }) => kind],
      category: ["text", ({ category }) => category],
      arguments: ["text", (row) => row.arguments],
      returns: ["text", ({ returns }) => returns],
      description: ["text", ({ description }) => description],
      example: ["text", ({ example }) => example],
      origin: ["text", ({ origin }) => origin],
      temporary: ["boolean", ({ temporary }) => temporary],
      definition: ["text", ({ definition }) => definition],
    },
    items: async function* items() {
      for (const [category, functions] of Object.entries(functionGroups)) {
        yield functions.map((each) => ofEngine(each, category));
      }
      yield tables.map((each) => ofTable(each, "In FROM"));
      yield fileTables.map((each) => ofTable(each, "Files"));
      yield stored.listFunctions().map((each) => created(each, stored));
    },
  });
}

const kinds: { readonly [category: string]: FunctionRow["kind"] } = {
  Aggregates: "aggregate",
  "Grouping sets": "aggregate",
  Windows: "window",
};

function ofEngine(described: FunctionDescription, category: string): FunctionRow {
  const returns = described.returns === "same" ? "as its arguments" : described.returns;
  return { ...ofTable(described, category), kind: kinds[category] ?? "scalar", returns };
}

function ofTable({ name, signature, summary, example }: TableFunctionDescription, category: string): FunctionRow {
  const described = { description: summary, example: `SELECT ${example}` };
  return { name, kind: "table", category, arguments: signature, ...described, origin: "engine" };
}

/** A text that cannot be read is listed all the same: it can be dropped. */
function created({ name, schema, sql }: StoredFunction, stored: StoredRelations): FunctionRow {
  const row = { name, origin: "created", temporary: schema === "session", definition: sql } as const;
  const statement = statementOf(sql);
  if (statement === undefined) return { ...row, kind: undefined };
  const { parameters, returns } = statement;
  return {
    ...row,
    kind: kindOf(statement, stored),
    arguments: parameters.map((parameter) => print(parameter)).join(", "),
    returns: returns === undefined ? undefined : castType(returns),
  };
}

function statementOf(sql: string): CreateFunction | undefined {
  const statement = attempt(() => parseStatement(sql));
  return statement?.kind === "create-function" ? statement : undefined;
}

/** What the body looks at: one row, the rows of a group, or those of a window. */
function kindOf(statement: CreateFunction, stored: StoredRelations): FunctionRow["kind"] {
  const made = userFunction(statement);
  const body: Expression = attempt(() => expandedBody(made, functionsOf(stored))) ?? made.body;
  let kind: FunctionRow["kind"] = "scalar";
  visit(body, {
    "function-call": (call) => {
      if (call.over !== undefined) kind = "window";
      else if (isAggregate(call) && kind === "scalar") kind = "aggregate";
    },
  });
  return kind;
}

/** Undefined where what is stored cannot be read, or calls what is gone. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

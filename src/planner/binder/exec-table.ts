/** `(EXEC method @name = value) t` in FROM: one call, made once whatever the query around it does with its rows. */
import { plainSelect } from "../../sql/build.ts";
import type { ExecTable, Expression, Select } from "../../sql/ast.ts";
import { ScanDraft } from "./draft.ts";
import { execArguments, methodNamed } from "./exec-method.ts";
import { bindExpression, quoted } from "./expression.ts";
import { nameKey, resourceOf } from "./relations.ts";
import { scansIn } from "./scans-in.ts";
import { newScope, type Scope, type ScopeRelation } from "./scope.ts";
import type { BindState } from "./state.ts";
import { EngineError, invariant } from "../../common/error.ts";
import { visit } from "../../sql/traverse.ts";
import { wholeBodyName } from "../scan.ts";

/** The call as a relation. Its arguments see the common tables, and nothing else of the query. */
export function openExec({ exec, alias, span }: ExecTable, scope: Scope, state: BindState): ScopeRelation {
  const relation = state.relations.get(nameKey(resourceOf(exec.target)));
  invariant(relation?.kind === "resource", "the resource of an EXEC in FROM is not loaded");
  const method = methodNamed(relation, exec.target);
  const named = execArguments(exec, method);
  const name = alias?.name.name ?? method.name;
  const draft = new ScanDraft(`${method.name}#${state.drafts.length + 1}`, name, relation, exec.target.span);
  draft.method = method;
  draft.once = true;
  state.drafts.push(draft);
  const parameters = [...named.map(({ argument }) => argument), ...(exec.json === undefined ? [] : [wholeBodyName])];
  const values = [...exec.arguments.map(({ value }) => value), ...(exec.json === undefined ? [] : [exec.json])];
  if (parameters.length > 0) {
    for (const value of values) refuseColumns(value);
    const own = newScope(undefined, scope.tables);
    const items = values.map((value, index) => {
      const { node } = bindExpression(value, own, state);
      const label = quoted(parameters[index] ?? "", value.span);
      return { kind: "select-item", expression: node, alias: label, span: value.span } as const;
    });
    draft.sources.push(argumentSource(items, parameters, scope, state));
  }
  const columns = draft.settle([]);
  const written = { kind: "alias", name: quoted(name, span), columns: [], span } as const;
  const table = { kind: "qualified-name", parts: [quoted(draft.id, span)], span } as const;
  const tableRef = { kind: "named-table", name: table, alias: written, span } as const;
  return { alias: name, fullName: [name], columns, tableRef, nullable: false, needs: [] };
}

/** One row of arguments, in which NULL is a value. */
function argumentSource(
  items: Select["items"],
  parameters: readonly string[],
  scope: Scope,
  state: BindState,
): ScanDraft["sources"][number] {
  const span = items[0]?.span ?? { start: 0, end: 0 };
  const body: Select = plainSelect({
    items,
    span,
  });
  const tables = scope.tables.flatMap(({ definition }) => (definition === undefined ? [] : [definition]));
  const clause = tables.length === 0 ? {} : { with: { kind: "with", recursive: true, tables, span } as const };
  const query = { kind: "query", ...clause, body, orderBy: [], span } as const;
  return { kind: "query", parameters, query, dependsOn: scansIn(query, state), nulls: true };
}

/** Throws at a column of the query around it: the call is made once, before that has rows. */
function refuseColumns(value: Expression): void {
  visit(value, {
    query: () => false,
    "column-ref": (ref) => {
      throw new EngineError({
        condition: "feature_not_supported",
        stage: "bind",
        message: "an EXEC in FROM cannot take arguments from columns of other relations",
        span: ref.span,
        hint: "It is called once: give it values, or subqueries such as (SELECT max(id) FROM …).",
      });
    },
  });
}

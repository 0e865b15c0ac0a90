/** `(EXEC method @name = value) t` in FROM: calls whose rows are a relation, whatever the query around does with them. */
import type { Method, Parameter } from "../../catalog/model.ts";
import { invariant } from "../../common/error.ts";
import type { ExecTable, Expression, Select } from "../../sql/ast.ts";
import { columnRef, equals, plainSelect } from "../../sql/build.ts";
import { visit } from "../../sql/traverse.ts";
import { type ResourceRelation, type Scan, wholeBodyName } from "../scan.ts";
import { awaitHint } from "../hints.ts";
import { refuseGroup } from "./connected.ts";
import { ScanDraft } from "./draft.ts";
import { execArguments, methodNamed } from "./exec-method.ts";
import { bindExpression, quoted } from "./expression.ts";
import { execKey } from "./relations.ts";
import { scansIn } from "./scans-in.ts";
import { newScope, type Scope, type ScopeRelation } from "./scope.ts";
import type { BindState } from "./state.ts";
import { unsupported } from "./unsupported.ts";

/** An EXEC as it stands in FROM, resolved. */
interface Called {
  readonly ref: ExecTable;
  readonly relation: ResourceRelation;
  readonly method: Method;
  readonly alias: string;
  readonly given: readonly GivenArgument[];
}

interface GivenArgument {
  readonly name: string;
  /** Undefined for the whole body. */
  readonly parameter: Parameter | undefined;
  readonly value: Expression;
}

/**
 * The call as a relation. Where no argument names a column it is made once; where some do, the relation `feeds` on
 * those to its left: a call for each distinct row of arguments, and none for a row in which one of them is NULL.
 */
export function openExec(ref: ExecTable, scope: Scope, state: BindState): ScopeRelation {
  const { exec, alias } = ref;
  if (awaitHint(exec) !== undefined) {
    throw unsupported("AWAIT of an EXEC in FROM", exec.span, "Write the EXEC as a statement of its own.");
  }
  const relation = state.relations.get(execKey(exec.target));
  invariant(relation?.kind === "resource", "the resource of an EXEC in FROM is not loaded");
  refuseGroup(relation, "EXEC", exec.target.span);
  const method = methodNamed(relation, exec.target);
  const named = execArguments(exec, method);
  const given = exec.arguments.map(({ value }, index): GivenArgument => {
    const { argument = "", parameter } = named[index] ?? {};
    return { name: argument, parameter, value };
  });
  const body = exec.json === undefined ? [] : [{ name: wholeBodyName, parameter: undefined, value: exec.json }];
  const called = { ref, relation, method, alias: alias?.name.name ?? method.name, given: [...given, ...body] };
  const fed = called.given.filter(({ value }) => firstColumn(value) !== undefined);
  return fed.length === 0 ? openOnce(called, scope, state) : openFed(called, fed, scope, state);
}

function openOnce(called: Called, scope: Scope, state: BindState): ScopeRelation {
  const draft = newDraft(called, called.method, state);
  draft.method = called.method;
  addRow(draft, called.given, scope, state);
  return { ...relationOf(called, draft), columns: draft.settle([]) };
}

// oxlint-disable-next-line max-params -- the call, what of it comes from columns, and where it stands
function openFed(called: Called, fed: readonly GivenArgument[], scope: Scope, state: BindState): ScopeRelation {
  const method = underOwnNames(called, fed);
  const draft = newDraft(called, method, state);
  const free = called.given.filter((one) => !fed.includes(one));
  addRow(
    draft,
    free.map((one) => (one.parameter === undefined ? one : { ...one, name: ownName(one.name) })),
    scope,
    state,
  );
  const feeds = fed.map(({ name, value }) => equals(columnRef(called.alias, ownName(name)), value));
  return { ...relationOf(called, draft), draft, feeds };
}

/** A name that no column has and no condition can mean: WHERE speaks of the rows, never of the arguments. */
function ownName(argument: string): string {
  return `@${argument}`;
}

/** The method with the parameters that it is given, under names of their own; those that are fed are required. */
function underOwnNames({ method, given }: Called, fed: readonly GivenArgument[]): Method {
  for (const { name, parameter, value } of fed) {
    if (parameter === undefined || name !== parameter.name) {
      const what = parameter === undefined ? wholeBodyName : `@${name}`;
      const hint = "Give whole parameters: json_object('name', column, …) makes the value of one.";
      throw unsupported(`${what} from a column of another relation`, firstColumn(value)?.span ?? value.span, hint);
    }
  }
  const isGiven = new Set(given.map(({ parameter }) => parameter));
  const own = method.parameters.flatMap((parameter): Parameter[] => {
    if (!isGiven.has(parameter)) return ["header", "server"].includes(parameter.in) ? [parameter] : [];
    const { aliases: _, ...rest } = parameter;
    return [{ ...rest, name: ownName(parameter.name), required: fed.some((one) => one.parameter === parameter) }];
  });
  return { ...method, parameters: own };
}

function newDraft({ ref, relation, alias }: Called, method: Method, state: BindState): ScanDraft {
  const id = `${method.name}#${state.drafts.length + 1}`;
  const draft = new ScanDraft(id, alias, relation, ref.exec.target.span, [method]);
  draft.once = true;
  state.drafts.push(draft);
  return draft;
}

function relationOf({ ref: { span }, alias }: Called, { id }: ScanDraft): ScopeRelation {
  const written = { kind: "alias", name: quoted(alias, span), columns: [], span } as const;
  const table = { kind: "qualified-name", parts: [quoted(id, span)], span } as const;
  const tableRef = { kind: "named-table", name: table, alias: written, span } as const;
  return { alias, fullName: [alias], columns: [], tableRef, nullable: false, needs: [] };
}

/** Adds one row of arguments, in which NULL is a value. They see the common tables, and nothing else of the query. */
// oxlint-disable-next-line max-params -- the scan, its arguments, and where they stand
function addRow(draft: ScanDraft, given: readonly GivenArgument[], scope: Scope, state: BindState): void {
  if (given.length === 0) return;
  const own = newScope(undefined, scope.tables);
  const items = given.map(({ name, value }): Select["items"][number] => {
    const { node } = bindExpression(value, own, state);
    return { kind: "select-item", expression: node, alias: quoted(name, value.span), span: value.span };
  });
  const span = items[0]?.span ?? { start: 0, end: 0 };
  const tables = scope.tables.flatMap(({ definition }) => (definition === undefined ? [] : [definition]));
  const clause = tables.length === 0 ? {} : { with: { kind: "with", recursive: true, tables, span } as const };
  const query = { kind: "query", ...clause, body: plainSelect({ items, span }), orderBy: [], span } as const;
  const parameters = given.map(({ name }) => name);
  const source: Scan["sources"][number] = {
    kind: "query",
    parameters,
    query,
    dependsOn: scansIn(query, state),
    nulls: true,
  };
  draft.sources.push(source);
}

/** The first column that an expression names outside of subqueries. */
function firstColumn(value: Expression): Expression | undefined {
  let found: Expression | undefined;
  visit(value, {
    query: () => false,
    "column-ref": (ref) => {
      found ??= ref;
    },
  });
  return found;
}

/** Throws for an EXEC that feeds on columns and has no relation to its left in the same FROM. */
export function refuseUnfed({ feeds, alias }: ScopeRelation): void {
  const [feed] = feeds ?? [];
  if (feed === undefined) return;
  const hint = "Write relation CROSS JOIN LATERAL (EXEC … @name = relation.column) t, or give it values or subqueries.";
  const { span } = feed.kind === "binary" ? feed.right : feed;
  throw unsupported(`a column in (EXEC …) ${alias} without a relation to its left`, span, hint);
}

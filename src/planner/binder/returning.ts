/**
 * RETURNING: a query over what a write came to. It can name the columns of the response, then the arguments that the
 * response does not show, then the columns of the row that a DELETE was made for. Secrets are not among them.
 */
import { methodsFor } from "../../catalog/lookup.ts";
import type { Method } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import { isSecretName } from "../../common/redact.ts";
import type { SelectItem } from "../../sql/ast.ts";
import { visit } from "../../sql/traverse.ts";
import type { BoundCall, BoundQueryStatement } from "../bound.ts";
import { chooseMethod, findArgument } from "../methods.ts";
import type { ResourceRelation } from "../scan.ts";
import { isSingle } from "./await.ts";
import { type BesideColumn, ScanDraft } from "./draft.ts";
import { newBindState } from "./query.ts";
import { bindReturning } from "./select.ts";
import { finishQuery } from "./standalone.ts";
import { ownName, type WriteNames } from "./write-names.ts";

interface Returning {
  readonly call: Pick<BoundCall, "verb" | "relation" | "method" | "parameters" | "input">;
  /** The method whose responses are returned: that of the call, or the one that reads the finished object. */
  readonly method: Method;
  readonly alias: string;
}

/** The query over the rows of a call. Throws `undefined_column` where there is nothing, and what binding does. */
export function returningQuery(
  { call, method, alias }: Returning,
  items: readonly SelectItem[],
  text: string,
): BoundQueryStatement {
  const { relation, verb } = call;
  const span = items[0]?.span ?? { start: 0, end: 0 };
  const draft = new ScanDraft(`${relation.resource.name}#returned`, alias, relation, span);
  draft.method = method;
  const state = newBindState(text, new Map());
  state.drafts.push(draft);
  const beside = verb === "EXEC" ? [] : besideColumns(call, method);
  const bound = bindReturning(items, draft, beside, state);
  if (bound.columns.length === 0) throw nothingToReturn(call.method, items);
  return finishQuery(bound, state);
}

function nothingToReturn({ id }: Method, [first]: readonly SelectItem[]): EngineError {
  return new EngineError({
    condition: "undefined_column",
    stage: "bind",
    message: `${id} answers with nothing, and takes nothing that RETURNING could show`,
    span: first?.span,
    hint: "Leave RETURNING out: the message tells that it was done.",
  });
}

/** The cells of the input row that can be named: under `*` only where the response has no column at all. */
function besideColumns(call: Returning["call"], method: Method): BesideColumn[] {
  const { input, parameters, relation } = call;
  const { columns } = method.response;
  const shown = new Set(columns.map((column) => column.name.toLowerCase()));
  const hasRow = input.columns.length > parameters.length;
  const hidden = columns.length > 0;
  const cells = input.columns.map(({ name, type }, index): BesideColumn | undefined => {
    const place = { index: columns.length + index };
    const parameter = parameters[index];
    if (parameter === undefined) return { ...place, label: name, type, fields: fieldsOf(relation, name), hidden };
    const label = argumentLabel(call.method, parameter);
    if (label === undefined) return undefined;
    const declared = findArgument(call.method, parameter);
    const typed = declared?.argument === declared?.parameter.name ? declared?.parameter.type : undefined;
    return { ...place, label, type: typed ?? "any", given: true, hidden: hidden || hasRow };
  });
  // The row itself before the arguments that asked for it.
  const ordered = [...cells.slice(parameters.length), ...cells.slice(0, parameters.length)];
  return ordered.flatMap((cell) => {
    const label = cell?.label.toLowerCase() ?? "";
    // What was set inside an object of the response is read from there.
    if (cell === undefined || shown.has(label) || shown.has(label.split(".", 1)[0] ?? "")) return [];
    shown.add(label);
    return [cell];
  });
}

/** The name that RETURNING knows an argument by; undefined where it may be a secret. */
function argumentLabel(method: Method, name: string): string | undefined {
  const found = findArgument(method, name);
  if (found === undefined) return undefined;
  const { parameter, argument } = found;
  const inside = argument.slice(parameter.name.length);
  const label = `${parameter.in === "body" ? parameter.wireName : parameter.name}${inside}`;
  // A value of many parts may hold a secret in any of them.
  const isWhole = inside === "" && parameter.shape !== undefined;
  return parameter.secret === true || isWhole || label.split(".").some(isSecretName) ? undefined : label;
}

function fieldsOf({ resource }: ResourceRelation, name: string): BesideColumn["fields"] {
  const columns = methodsFor(resource, "select").flatMap((method) => method.response.columns);
  return columns.find((column) => column.name === name && column.fields !== undefined)?.fields;
}

/** The method that reads what an UPDATE or REPLACE answers nothing of; undefined where nothing needs to be read. */
export function readBackOf(
  { verb, relation, method, parameters }: Pick<BoundCall, "verb" | "relation" | "method" | "parameters">,
  items: readonly SelectItem[],
  names: WriteNames,
): Method | undefined {
  if ((verb !== "UPDATE" && verb !== "REPLACE") || method.response.columns.length > 0) return undefined;
  if (!namesTheRow(items, { method, parameters, names })) return undefined;
  return chooseMethod(methodsFor(relation.resource, "select").filter(isSingle), parameters);
}

/** True where RETURNING names what neither the response of a method nor its arguments show: only the row itself does. */
export function namesTheRow(
  items: readonly SelectItem[],
  { method, parameters, names }: { method: Method; parameters: readonly string[]; names: WriteNames },
): boolean {
  const labels = parameters.flatMap((parameter) => argumentLabel(method, parameter) ?? []);
  const known = new Set(
    [...method.response.columns.map(({ name }) => name), ...labels].map((one) => one.toLowerCase()),
  );
  let found = false;
  for (const item of items) {
    visit(item, {
      star: () => {
        found ||= method.response.columns.length === 0;
      },
      "column-ref": (ref) => {
        const name = ownName(ref, names).toLowerCase();
        found ||= !known.has(name) && !known.has(name.split(".", 1)[0] ?? "");
      },
    });
  }
  return found;
}

/** `parameter = '*'`: a call for each value that the account has declared, or that the document lists. */
import type { ConnectedMember } from "../../catalog/connections.ts";
import type { Parameter } from "../../catalog/model.ts";
import { EngineError } from "../../common/error.ts";
import type { Expression } from "../../sql/ast.ts";
import type { Offer } from "./offers.ts";
import { isList } from "./terms.ts";

/** What stands for every value of a parameter. */
export const everyValue = "*";

/**
 * The values that the document lists for `'*'`; undefined where the term has none, or the API takes it as it is. Throws
 * `missing_argument` where nothing says what it stands for in a place that cannot hold it.
 */
export function everyValueOf(parameter: Parameter, offer: Offer): readonly string[] | undefined {
  const {
    relation: { draft },
    term,
  } = offer;
  const { relation } = draft;
  if (relation.kind === "system" || !isList(term.values) || !term.values.some(isEveryValue)) return undefined;
  if (parameter.in === "body" || takesItself(parameter)) return undefined;
  const listed = (parameter.enum ?? []).map(String);
  const members = relation.connected?.members ?? [];
  const lacking = members.filter(({ values }) => !Object.hasOwn(values, parameter.name)).map(({ name }) => name);
  if (listed.length > 0 || (members.length > 0 && lacking.length === 0)) return listed;
  const isPlace = parameter.in === "path" || parameter.in === "server";
  if (!isPlace && lacking.length === members.length && !isDisputed(parameter, members)) return undefined;
  throw unknownValues(parameter, lacking, offer);
}

/** True where accounts of a group have queries for its values, of which one would do for all only if it were theirs. */
function isDisputed({ name }: Parameter, members: readonly ConnectedMember[]): boolean {
  return members.length > 1 && members.some(({ lookups = {} }) => Object.hasOwn(lookups, name));
}

/** Where to say what it stands for. */
function unknownValues(parameter: Parameter, lacking: readonly string[], { relation, term }: Offer): EngineError {
  const { name } = parameter;
  const resource = relation.draft.relation;
  const [provider, members] =
    resource.kind === "resource" ? [resource.provider, resource.connected?.members ?? []] : ["", []];
  const hint = isDisputed(parameter, members)
    ? `Accounts that are read as one say it in one way: give each a list of the values of ${name}, or all the same query.`
    : `Write them out, ${name} IN ('…', '…'), or declare them for a connection of ${provider}: values: {${name}: […]}, or a query in place of the list.`;
  const of = lacking.length === 0 ? "" : ` for ${lacking.join(", ")}`;
  return new EngineError({
    condition: "missing_argument",
    stage: "bind",
    message: `nothing says which values ${name} = '*' means${of}`,
    span: term.ref.span,
    hint,
  });
}

/** True for the literal `'*'`. */
export function isEveryValue(value: Expression): boolean {
  return value.kind === "literal" && value.value === everyValue;
}

/** True where the document speaks of `*` as a value. */
function takesItself({ enum: listed = [], description }: Parameter): boolean {
  return listed.includes(everyValue) || /[`'"]\*[`'"]/.test(description);
}

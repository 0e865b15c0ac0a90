/** What a method can be asked to leave out of its answer. Source: `config.queryParamPushdown`, nearest level first. */
import type { Parameter, Pushdown } from "../model.ts";
import { isObject, memberOf, objectAt, optional, textAt, textsAt, type JsonObject } from "./json.ts";

const odataNames = { select: "$select", filter: "$filter", top: "$top" } as const;
type Kind = keyof typeof odataNames;

/**
 * Undefined where a method takes none of the parameters that its configuration names: a level speaks for all methods
 * below it. Order, offset and count are not read: an order is that of the server's collation, and a count is of what
 * the server chooses to count.
 */
export function pushdownOf(configs: readonly unknown[], parameters: readonly Parameter[]): Pushdown | undefined {
  const block = configs.map((config) => memberOf(config, "queryParamPushdown")).find(isObject);
  if (block === undefined) return undefined;
  const select = memberNamed(block, "select", parameters);
  const filter = memberNamed(block, "filter", parameters);
  const top = memberNamed(block, "top", parameters);
  const speaksOdata = filter !== undefined && (textAt(filter.node, "syntax") ?? "odata") === "odata";
  const pushdown: Pushdown = {
    ...(select && {
      select: {
        parameter: select.parameter,
        delimiter: textAt(select.node, "delimiter") ?? ",",
        ...columnsOf(select.node),
      },
    }),
    ...(speaksOdata && {
      filter: {
        parameter: filter.parameter,
        ...columnsOf(filter.node),
        ...optional("operators", listOf(filter.node, "supportedOperators")),
      },
    }),
    ...(top && { top: { parameter: top.parameter, ...optional("maximum", maximumIn(top.node)) } }),
  };
  return Object.keys(pushdown).length === 0 ? undefined : pushdown;
}

interface Configured {
  readonly node: JsonObject;
  /** Its name in SQL. */
  readonly parameter: string;
}

function memberNamed(block: JsonObject, kind: Kind, parameters: readonly Parameter[]): Configured | undefined {
  if (!isObject(block[kind])) return undefined;
  const node = objectAt(block, kind);
  const name = textAt(node, "paramName") ?? (textAt(node, "dialect") === "odata" ? odataNames[kind] : undefined);
  const parameter = parameters.find((one) => one.in === "query" && one.wireName === name);
  return parameter && { node, parameter: parameter.name };
}

function columnsOf(node: JsonObject): { readonly columns?: readonly string[] } {
  return optional("columns", listOf(node, "supportedColumns"));
}

/** An empty list and one of `*` mean all. */
function listOf(node: JsonObject, key: string): readonly string[] | undefined {
  const texts = textsAt(node, key);
  return texts?.includes("*") === true ? undefined : texts;
}

function maximumIn(node: JsonObject): number | undefined {
  const maximum = memberOf(node, "maxValue");
  return typeof maximum === "number" && maximum >= 1 ? maximum : undefined;
}

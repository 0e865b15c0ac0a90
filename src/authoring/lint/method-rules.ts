/** Rules about a method: its operation, its media types, where its rows are, and whether all pages are read. */
import { listAt, memberOf, objectAt, textAt, type JsonObject } from "../../catalog/compile/json.ts";
import { answerOf, flat } from "../user/answer.ts";
import { resolved } from "../user/refs.ts";
import type { Finding } from "./finding.ts";
import type { LintedMethod, LintedService } from "./source.ts";

type Rule = (method: LintedMethod, service: LintedService) => readonly Finding[];

export const methodRules: readonly Rule[] = [
  operationThere,
  statusThere,
  answerType,
  bodyType,
  rowsThere,
  columnsThere,
  pagesFollow,
  pathVariables,
  plainName,
];

function operationThere({ key, node, operation }: LintedMethod, { file }: LintedService): Finding[] {
  if (Object.keys(operation).length > 0) return [];
  const ref = textAt(node, "operation", "$ref") ?? "nothing";
  const message = `the operation ${ref} does not exist`;
  const remedy = "Name a path and an HTTP method of this document: '#/paths/~1things/get'.";
  return [{ rule: "no-operation", severity: "error", file, key: `${key}.operation`, message, remedy }];
}

/** The response that a method means, and its content; undefined where it names none that there is. */
function responseOf({ node, operation }: LintedMethod, document: JsonObject): JsonObject | undefined {
  const status = textAt(node, "response", "openAPIDocKey") ?? "200";
  const response = memberOf(objectAt(operation, "responses"), status);
  return response === undefined ? undefined : resolved(document, response);
}

function statusThere(method: LintedMethod, { file, document }: LintedService): Finding[] {
  const status = textAt(method.node, "response", "openAPIDocKey");
  const known = Object.keys(objectAt(method.operation, "responses"));
  if (status === undefined || known.length === 0 || responseOf(method, document) !== undefined) return [];
  const message = `the operation has no response ${status}`;
  const key = `${method.key}.response.openAPIDocKey`;
  return [{ rule: "no-response", severity: "remark", file, key, message, remedy: `Name one of ${known.join(", ")}.` }];
}

function answerType(method: LintedMethod, { file, document }: LintedService): Finding[] {
  const mediaType = textAt(method.node, "response", "mediaType");
  const content = Object.keys(objectAt(responseOf(method, document), "content"));
  // Where the schema is another one, the media type only says what is asked for.
  if (textAt(method.node, "response", "schema_override", "$ref") !== undefined) return [];
  if (mediaType === undefined || responseOf(method, document) === undefined || content.includes(mediaType)) return [];
  // A response that says nothing of its content is one without any.
  if (content.length === 0 && method.compiled?.verb !== "select") return [];
  const message = `the response does not come as ${mediaType}${content.length === 0 ? ": it has no content" : ""}`;
  const remedy = content.length === 0 ? "Give the response a content with a schema, or leave mediaType out." : `It comes as ${content.join(", ")}: name one.`; // prettier-ignore
  return [
    { rule: "response-type", severity: "remark", file, key: `${method.key}.response.mediaType`, message, remedy },
  ];
}

function bodyType({ key, node, operation }: LintedMethod, { file, document }: LintedService): Finding[] {
  const mediaType = textAt(node, "request", "mediaType");
  const content = objectAt(resolved(document, memberOf(operation, "requestBody")), "content");
  if (mediaType === undefined || Object.keys(operation).length === 0) return [];
  const place = { file, key: `${key}.request.mediaType`, severity: "remark" as const };
  const known = Object.keys(content);
  if (!known.includes(mediaType)) {
    const remedy = known.length === 0 ? "Leave it out, or give the operation a body." : `It takes ${known.join(", ")}: name one.`; // prettier-ignore
    return [{ ...place, rule: "request-type", message: `the operation takes no body of ${mediaType}`, remedy }];
  }
  if (memberOf(objectAt(content, mediaType), "schema") !== undefined) return [];
  const message = `the body of ${mediaType} has no schema, so nothing is known of its properties`;
  return [{ ...place, rule: "request-schema", message, remedy: "Give it one." }];
}

/** The names of a row key that are simple: `$.a.b`. */
function stepsOf(objectKey: string): readonly string[] | undefined {
  const path = /^\$?\.?([\w@$-]+(\.[\w@$-]+)*)$/.exec(objectKey)?.[1];
  return path?.split(".").filter((step) => step !== "$");
}

function schemaOf(method: LintedMethod, document: JsonObject): unknown {
  const content = objectAt(responseOf(method, document), "content");
  const [media] = Object.entries(content).find(([type]) => /json/.test(type)) ?? Object.entries(content)[0] ?? [];
  return media === undefined ? undefined : objectAt(content, media)["schema"];
}

function rowsThere(method: LintedMethod, { file, document }: LintedService): Finding[] {
  const objectKey = textAt(method.node, "response", "objectKey");
  const steps = objectKey === undefined ? undefined : stepsOf(objectKey);
  let schema = schemaOf(method, document);
  if (steps === undefined || schema === undefined || transformed(method)) return [];
  for (const step of steps) {
    const { properties, items, type } = flat(document, schema);
    const below = (type === "array" ? flat(document, items).properties : properties).get(step);
    if (below === undefined) {
      const known = [...properties.keys()];
      const message = `the rows are said to be at ${objectKey}, and the response has no ${step}`;
      const remedy = known.length === 0 ? "Leave objectKey out: the body itself is the row." : `It has ${known.slice(0, 12).join(", ")}.`; // prettier-ignore
      return [{ rule: "row-key", severity: "error", file, key: `${method.key}.response.objectKey`, message, remedy }];
    }
    schema = below;
  }
  return [];
}

function transformed({ node }: LintedMethod): boolean {
  return memberOf(objectAt(node, "response"), "transform") !== undefined;
}

function columnsThere({ key, compiled }: LintedMethod, { file }: LintedService): Finding[] {
  if (compiled?.verb !== "select" || compiled.response.columns.length > 0) return [];
  const message = "a method of SELECT whose response has no columns";
  const remedy = "Give its response a schema with properties.";
  return [{ rule: "no-columns", severity: "error", file, key: `${key}.response`, message, remedy }];
}

/** Names under which bodies tell of a next page. */
const nextNames = /^(@odata\.nextLink|next(_?(link|page|url|token|cursor|page_?token|marker))?|(end_?)?cursor|has_?more|has_?next(_?page)?)$/i; // prettier-ignore
const nextHolders = /^(metadata|meta|paging|pagination|page_?info|links|_links|result_info|response_metadata)$/i;

function pagesFollow(method: LintedMethod, { file, document }: LintedService): Finding[] {
  const { compiled, key, operation } = method;
  const many = answerOf(document, operation, [])?.many === true || compiled?.response.rowPath.length !== 0;
  if (compiled?.verb !== "select" || compiled.pagination !== undefined || !many || transformed(method)) return [];
  const found = nextIn(document, schemaOf(method, document));
  if (found === undefined) return [];
  const message = `the response tells of a next page in ${found}, and nothing says how to ask for it: one page is read`;
  const token = /^has_?/i.test(found) ? "{key, location: body}" : `{key: $.${found}, location: body}`;
  const remedy = `Add config.pagination with requestToken: {key, location: query} and responseToken: ${token}.`;
  return [{ rule: "no-pagination", severity: "remark", file, key: `${key}.config.pagination`, message, remedy }];
}

function nextIn(document: JsonObject, schema: unknown): string | undefined {
  const { properties } = flat(document, schema);
  const own = nextAmong(document, properties);
  if (own !== undefined) return own;
  for (const [name, property] of properties) {
    if (!nextHolders.test(name)) continue;
    const below = nextAmong(document, flat(document, property).properties);
    if (below !== undefined) return `${name}.${below}`;
  }
  return undefined;
}

/** A list under such a name is of things that come next. */
function nextAmong(document: JsonObject, properties: ReadonlyMap<string, unknown>): string | undefined {
  const found = [...properties].find(
    ([name, schema]) => nextNames.test(name) && flat(document, schema).type !== "array",
  );
  return found?.[0];
}

function pathVariables({ key, node, operation, pathItem }: LintedMethod, { file, document }: LintedService): Finding[] {
  const path = (/^#\/paths\/([^/]+)\//.exec(textAt(node, "operation", "$ref") ?? "")?.[1] ?? "").replaceAll("~1", "/");
  const nodes = [...listAt(operation, "parameters"), ...listAt(pathItem, "parameters")];
  const names = nodes.map((one) => textAt(resolved(document, one), "name"));
  return [...path.matchAll(/\{([^}/?]+)\}/g)].flatMap(([, name = ""]): Finding[] => {
    const same = (one: string | undefined): boolean => one?.replaceAll("-", "_") === name.replaceAll("-", "_");
    if (names.some(same)) return [];
    const message = `{${name}} in the path has no parameter: it is taken for a required text`;
    const remedy = `Add { name: ${name}, in: path, required: true, schema: { type: string } } to the operation.`;
    return [{ rule: "path-variable", severity: "remark", file, key: `${key}.operation`, message, remedy }];
  });
}

function plainName({ name, key }: LintedMethod, { file }: LintedService): Finding[] {
  if (/^[A-Za-z_]\w*$/.test(name)) return [];
  const message = `the name ${name} needs quotes in SQL`;
  return [{ rule: "quoted-name", severity: "remark", file, key, message, remedy: "Use letters, digits and _ alone." }];
}

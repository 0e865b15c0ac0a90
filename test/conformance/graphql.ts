/** Operations that are a GraphQL query, by their documents: what they are sent as, and how they page. */
import type { Given } from "./arguments.ts";
import { at, listOf, resolve, textOf, type MethodDocument, type ServiceDocument } from "./document.ts";
import type { Oracle } from "./go.ts";
import type { Input } from "./inputs.ts";
import type { Paging } from "./paging.ts";
import { jsonText, type Json, type JsonObject } from "./schema.ts";

interface GraphQl {
  /** Of the endpoint. */
  readonly path: string;
  readonly query: string;
  readonly cursor: ReturnType<typeof at>;
}

/** What a method says of its query; undefined where it sends none. */
export function graphQlOf({ operation, path }: MethodDocument): GraphQl | undefined {
  const block = at(operation, "x-stackQL-graphQL");
  const query = textOf(block, "query");
  const url = textOf(block, "url");
  if (query === undefined) return undefined;
  return { query, path: url === undefined ? path : new URL(url).pathname, cursor: at(block, "cursor") };
}

/** Every parameter goes into the query, wherever OpenAPI has it. */
export function variablesOf({ root }: ServiceDocument, { operation }: MethodDocument): readonly Input[] {
  return listOf(operation, "parameters").map((one): Input => {
    const node = resolve(root, one);
    const wire = textOf(node, "name") ?? "";
    const required = textOf(node, "in") === "path" || node["required"] === true;
    return { name: wire, wire, place: "variable", required, schema: node["schema"], node, isShared: false };
  });
}

/** The body: the query as Go's engine writes it for values that are escaped as GraphQL does. */
export async function queryBody({ query }: GraphQl, given: Given, oracle: Oracle): Promise<string | undefined> {
  const data: { [name: string]: unknown } = { cursor: "" };
  for (const [{ wire }, value] of given) {
    data[wire] = typeof value === "string" ? JSON.stringify(value).slice(1, -1) : value;
  }
  const [answer] = await oracle.render([{ kind: "json", body: query, input: JSON.stringify(data) }]);
  return answer?.error === undefined ? jsonText({ query: answer?.output ?? "" }) : undefined;
}

/** Cursors that an answer gives; keys and offsets go on from full pages only, which answers here are not. */
export function cursorPaging({ cursor }: GraphQl): Paging | undefined {
  if (textOf(cursor, "strategy") !== "page_info") return undefined;
  const pathAt = (key: string): readonly string[] => (textOf(cursor, key) ?? "").split(".").slice(1);
  return { kind: "cursor", path: pathAt("jsonPath"), more: pathAt("terminateOnJsonPath") };
}

/**
 * What an API answers: every field that the query selects. Fields with a limit are lists; what the template writes as it
 * is are numbers.
 */
export function answerTo({ query }: GraphQl, template: string): Json {
  const plain = query.replaceAll(/\{\{.*?\}\}/g, "1");
  const tokens = [...plain.matchAll(/\((?:[^()"]|"[^"]*")*\)|[{}]|\w+\s*:(?=\s*\w)|\w+/g)].map(([token]) => token);
  let place = tokens.indexOf("{") + 1;
  let made = 0;
  const fields = (): JsonObject => {
    const object: JsonObject = {};
    while (place < tokens.length && tokens[place] !== "}") {
      const alias = /^(\w+)\s*:$/.exec(tokens[place] ?? "")?.[1];
      if (alias !== undefined) place += 1;
      const name = tokens[place++] ?? "";
      const isList = tokens[place]?.startsWith("(") === true && tokens[place++]?.includes("limit") === true;
      object[alias ?? name] = isEntered() ? entered(name, isList) : leaf(alias ?? name);
    }
    place += 1;
    return object;
  };
  const isEntered = (): boolean => tokens[place] === "{" && ++place > 0;
  const entered = (name: string, isList: boolean): Json => {
    const start = place;
    const first = fields();
    if (!isList || name === "zones" || name === "accounts") return isList ? [first] : first;
    place = start;
    return [first, fields()];
  };
  const leaf = (name: string): Json => {
    made += 1;
    return new RegExp(`\\{\\{-? *index [^{}]*"${name}" *-?\\}\\}`).test(template) ? made : `${name} é☃ ${made}`;
  };
  return { data: fields() };
}

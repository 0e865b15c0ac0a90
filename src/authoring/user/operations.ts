/** The operations of an OpenAPI document, each with the resource, method and verb that it seems to be. */
import { listAt, memberOf, objectAt, textAt, type JsonObject } from "../../catalog/compile/json.ts";
import { httpMethods, type HttpMethod } from "../openapi.ts";
import { answerOf, type ApiAnswer } from "./answer.ts";
import type { UserVerb } from "./overlay.ts";
import { resolved } from "./refs.ts";

export interface ApiOperation {
  readonly path: string;
  readonly httpMethod: HttpMethod;
  readonly operation: JsonObject;
  /** The literal words of the path that name what it is about, outermost first. */
  readonly nouns: readonly string[];
  readonly method: string;
  readonly verb: UserVerb;
  readonly answer: ApiAnswer | undefined;
  /** How many parameters it cannot do without. */
  readonly needs: number;
}

const isVariable = (segment: string): boolean => segment.startsWith("{");

/** First segments that say which API it is, not what of it. */
const prefix = /^(api|rest|v\d+([._-]?\d+)*((alpha|beta)\d*)?)$/i;

/** In the order of the document; HEAD and OPTIONS ask for no rows. */
export function operationsOf(document: JsonObject): readonly ApiOperation[] {
  const paths = Object.entries(objectAt(document, "paths"));
  const known = new Set(paths.map(([path]) => path.replace(/\/$/, "")));
  return paths.flatMap(([path, node]) => {
    const item = resolved(document, node);
    return httpMethods
      .filter((one) => one !== "head" && one !== "options" && memberOf(item, one) !== undefined)
      .map((httpMethod) => classified({ document, path, item, httpMethod, known }));
  });
}

interface Source {
  readonly document: JsonObject;
  readonly path: string;
  readonly item: JsonObject;
  readonly httpMethod: HttpMethod;
  readonly known: ReadonlySet<string>;
}

function classified(source: Source): ApiOperation {
  const { document, path, item, httpMethod } = source;
  const operation = objectAt(item, httpMethod);
  const { nouns, action, isItem } = wordsOf(source);
  const answer = answerOf(document, operation, nouns.slice(-1));
  const [method, verb] =
    action === undefined ? meaningOf(httpMethod, isItem, answer?.many === true) : [snakeCase(action), "exec" as const];
  return { path, httpMethod, operation, nouns: nouns.map(snakeCase), method, verb, answer, needs: needsOf(source) };
}

interface Words {
  readonly nouns: readonly string[];
  /** What is done to the thing, where the end of the path says so. */
  readonly action: string | undefined;
  readonly isItem: boolean;
}

function wordsOf(source: Source): Words {
  const segments = source.path.split("/").filter((segment) => segment !== "");
  const last = segments.at(-1) ?? "";
  // `/things/{id}:cancel`
  const [, variable, named] = /^(\{[^}]+\}|[^:{]+):(\w+)$/.exec(last) ?? [];
  if (variable !== undefined)
    return { nouns: nounsOf([...segments.slice(0, -1), variable]), action: named, isItem: true };
  if (isAction(source, segments)) return { nouns: nounsOf(segments.slice(0, -1)), action: last, isItem: false };
  return { nouns: nounsOf(segments), action: undefined, isItem: isVariable(last) };
}

function nounsOf(segments: readonly string[]): readonly string[] {
  const start = segments.findIndex((segment) => isVariable(segment) || !prefix.test(segment));
  const words = segments.slice(start === -1 ? segments.length : start).filter((segment) => !isVariable(segment));
  return words.length === 0 ? ["root"] : words;
}

/** `/things/{id}/cancel` and `/things/search`: a word that is only posted to, below something that is there. */
function isAction({ item, path, known }: Source, segments: readonly string[]): boolean {
  const last = segments.at(-1) ?? "";
  if (segments.length < 2 || isVariable(last) || memberOf(item, "get") !== undefined) return false;
  if (memberOf(item, "post") === undefined && memberOf(item, "put") === undefined) return false;
  const around = `/${segments.slice(0, -1).join("/")}`;
  const hasItems = [...known].some((other) => other.startsWith(`${path.replace(/\/$/, "")}/{`));
  return known.has(around) && !hasItems;
}

function meaningOf(httpMethod: HttpMethod, isItem: boolean, many: boolean): readonly [string, UserVerb] {
  switch (httpMethod) {
    case "get":
      return [many ? "list" : "get", "select"];
    case "post":
      return isItem ? ["post", "exec"] : ["create", "insert"];
    case "put":
      return ["replace", "replace"];
    case "patch":
      return ["update", "update"];
    case "delete":
      return ["delete", "delete"];
    case "head":
    case "options":
      return [httpMethod, "exec"];
  }
}

function needsOf({ document, path, item, httpMethod }: Source): number {
  const declared = [...listAt(item, "parameters"), ...listAt(item, httpMethod, "parameters")];
  const required = declared.map((node) => resolved(document, node)).filter((node) => node["required"] === true);
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? "");
  return new Set([...names, ...required.map((node) => textAt(node, "name") ?? "")]).size;
}

/** `camelCase` and `kebab-case` as SQL writes names. */
export function snakeCase(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toLowerCase();
}

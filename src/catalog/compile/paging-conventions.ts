/** How the results of methods continue that say nothing of it: read from what they take and what they answer. */
import type { Pagination, Parameter } from "../model.ts";
import { listAt, optional } from "./json.ts";
import type { PaginationSource } from "./pagination.ts";
import { defaultOf, holdsList, placesIn, plainName, type Place } from "./paging-places.ts";
import {
  answerConventions,
  answeredSizes,
  currentPageNames,
  lastPageNames,
  moreNames,
  nextOffsetNames,
  offsetParameters,
  pageParameters,
  sizeParameters,
  tokenConventions,
  totalNames,
  urlConventions,
  type AnswerConvention,
  type TokenConvention,
} from "./paging-tokens.ts";

/** What conventions look at. */
interface Facts {
  readonly source: PaginationSource;
  readonly places: readonly Place[];
  /** By plain name; what the body takes inside of something is none. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Whether there is a list that may go on. */
  readonly isList: boolean;
}

type Convention = (facts: Facts) => Pagination | undefined;

/** What is surest comes first: a token, a URL, then counting; a token of which no schema tells is a guess. */
const conventions: readonly Convention[] = [byToken, byUrl, byPage, byOffset, byParameter];

/** The paging that parameters and schemas of a method show; undefined where they show none. */
export function pagingByConvention(source: PaginationSource): Pagination | undefined {
  const { schemas, responseRoot, documentedRoot, rowPath, verb } = source;
  if (verb !== "select" && verb !== "exec") return undefined;
  // A row that is a whole page has beside its lists what it says of the next one.
  const way = source.many ? rowPath : [...rowPath, ""];
  const places = [responseRoot, documentedRoot].flatMap((root) => placesIn(schemas, root, way));
  const inReach = source.parameters.filter(({ in: place }) => place !== "path" && place !== "server");
  const parameters = new Map(inReach.toReversed().map((one) => [plainName(one.wireName), one]));
  const facts = { source, places, parameters, isList: mayGoOn(source) };
  for (const convention of conventions) {
    const found = convention(facts);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether there are several rows, or one that holds a list: then the next page is a row, too. */
export function mayGoOn({ many, schemas, responseRoot }: PaginationSource): boolean {
  return many || holdsList(schemas, responseRoot);
}

function byToken(facts: Facts): Pagination | undefined {
  for (const convention of tokenConventions) {
    const place = tokenPlace(facts, convention);
    const request = place === undefined ? undefined : requestOf(facts, convention);
    if (place === undefined || request === undefined) continue;
    const more = pathOf(facts, moreNames, "boolean");
    if (convention.isAlwaysGiven === true && more === undefined) continue;
    const algorithm = convention.isUrl === true ? "token-in-url" : "token";
    return { algorithm, request, response: { in: "body", path: place.path }, ...optional("more", more) };
  }
  return undefined;
}

function tokenPlace({ places }: Facts, { property, within }: TokenConvention): Place | undefined {
  return places.find(
    (place) => place.name === property && place.type !== "boolean" && (within === undefined || place.within === within),
  );
}

function requestOf(facts: Facts, { parameters, undeclared }: TokenConvention): Pagination["request"] | undefined {
  const found = firstOf(facts, parameters);
  if (found !== undefined) return placeOf(found);
  return undeclared === undefined || !facts.isList ? undefined : { in: "query", name: undeclared };
}

function firstOf({ parameters }: Facts, names: readonly string[]): Parameter | undefined {
  const name = names.find((one) => parameters.has(one));
  return name === undefined ? undefined : parameters.get(name);
}

function placeOf({ in: place, wireName }: Parameter): Pagination["request"] {
  return { in: place as "query" | "body" | "header", name: wireName };
}

/** The path of the first of these names that stands beside the rows. */
function pathOf({ places }: Facts, names: readonly string[], ...types: readonly string[]): Place["path"] | undefined {
  for (const name of names) {
    const found = places.find((place) => place.name === name && types.includes(place.type));
    if (found !== undefined) return found.path;
  }
  return undefined;
}

function byUrl({ places, isList }: Facts): Pagination | undefined {
  if (!isList) return undefined;
  for (const [property, within] of urlConventions) {
    const place = places.find((one) => one.name === property && one.within === within && one.type !== "boolean");
    if (place === undefined) continue;
    if (place.type === "integer" || place.type === "number") return untilMoment(place);
    return { algorithm: "next-url", request: { in: "url", name: "" }, response: { in: "body", path: place.path } };
  }
  return undefined;
}

/** Vercel's `pagination.next` is the moment before which the next page begins. */
function untilMoment({ path }: Place): Pagination {
  return { algorithm: "token", request: { in: "query", name: "until" }, response: { in: "body", path } };
}

function byPage(facts: Facts): Pagination | undefined {
  const path = pathOf(facts, currentPageNames, "integer", "number") ?? [];
  const lastPage = pathOf(facts, lastPageNames, "integer", "number");
  const parameter = firstOf(facts, pageParameters);
  const isAnswered = path.length > 1 && path[0] === "result_info";
  const request = parameter !== undefined ? placeOf(parameter) : { in: "query" as const, name: "page" };
  if (request.in !== "query" || (parameter === undefined && !isAnswered)) return undefined;
  const counted = countedOf(facts);
  if (counted === undefined && lastPage === undefined) return undefined;
  return {
    algorithm: "page-number",
    request,
    response: { in: "body", path },
    ...optional("lastPage", lastPage),
    ...optional("first", declaredDefault(facts, request.name) === 0 ? 0 : undefined),
    ...counted,
  };
}

function byOffset(facts: Facts): Pagination | undefined {
  const path = pathOf(facts, nextOffsetNames, "integer", "number") ?? [];
  const parameter = firstOf(facts, offsetParameters);
  const isTold =
    pathOf(facts, ["offset"], "integer") !== undefined && pathOf(facts, moreNames, "boolean") !== undefined;
  if (parameter === undefined && !isTold && path.length === 0) return undefined;
  const request = parameter === undefined ? { in: "query" as const, name: "offset" } : placeOf(parameter);
  const counted = countedOf(facts);
  if (counted === undefined && path.length === 0) return undefined;
  const first = plainName(request.name) === "startindex" ? 1 : undefined;
  return { algorithm: "offset", request, response: { in: "body", path }, ...optional("first", first), ...counted };
}

/** How rows that are counted are known to end; undefined where nothing says, or where there is but one. */
function countedOf(facts: Facts): Pick<Pagination, "more" | "total" | "size"> | undefined {
  if (!facts.source.many) return undefined;
  const more = pathOf(facts, moreNames, "boolean");
  const total = pathOf(facts, totalNames, "integer", "number");
  const size = sizeOf(facts);
  if (more === undefined && total === undefined && size?.default === undefined) return undefined;
  return { ...optional("more", more), ...optional("total", total), ...optional("size", size) };
}

function sizeOf(facts: Facts): Pagination["size"] {
  const parameter = firstOf(facts, sizeParameters);
  const path = pathOf(facts, answeredSizes, "integer", "number");
  const usual = parameter?.in === "query" ? declaredDefault(facts, parameter.wireName) : undefined;
  if (parameter?.in !== "query" && path === undefined) return undefined;
  return {
    ...optional("name", parameter?.in === "query" ? parameter.wireName : undefined),
    ...optional("default", usual !== undefined && usual > 0 ? usual : undefined),
    ...optional("path", path),
  };
}

function declaredDefault({ source: { schemas, found } }: Facts, name: string): number | undefined {
  const nodes = [...listAt(found.operation, "parameters"), ...listAt(found.pathItem, "parameters")];
  const node = nodes.map((one) => schemas.resolve(one)).find((one) => one["name"] === name && one["in"] === "query");
  return node === undefined ? undefined : defaultOf(schemas, node);
}

/** A token that a method takes, where the schema of its answer is of something else, as that of a transform is. */
function byParameter(facts: Facts): Pagination | undefined {
  const { source, parameters } = facts;
  if (!source.many) return undefined;
  for (const convention of answerConventions) {
    const parameter = parameters.get(convention.parameter);
    if (parameter === undefined || convention.beside?.some((name) => !parameters.has(name)) === true) continue;
    return answered(facts, parameter, convention);
  }
  return undefined;
}

function answered({ source, parameters }: Facts, parameter: Parameter, convention: AnswerConvention): Pagination {
  const { properties, also = [] } = convention;
  const parent = source.rowPath.slice(0, -1);
  const nested = parent.length === 0 ? [] : properties.map((property) => [...parent, property]);
  const [path = [], ...others] = [...nested, ...properties.map((property) => [property])];
  const parts = also.flatMap(([name, property]) => {
    const wireName = parameters.get(name)?.wireName;
    return wireName === undefined ? [] : [{ name: wireName, path: [property] }];
  });
  return {
    algorithm: "token",
    request: placeOf(parameter),
    response: { in: "body", path, others },
    ...optional("also", parts.length === 0 ? undefined : parts),
    more: ["IsTruncated"],
  };
}

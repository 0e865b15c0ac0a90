/** The pages that a method answers with, and the rows that they hold. */
import type { GoJob } from "../oracle/go-templates.ts";
import { dataFor } from "../oracle/template-data.ts";
import { answerTo, graphQlOf } from "./graphql.ts";
import { jobKind, type Oracle } from "./go.ts";
import { at, textOf, type MethodDocument, type ServiceDocument } from "./document.ts";
import { endHere, tellNext, type Paging } from "./paging.ts";
import { isObject, jsonText, valueOf, type Json, type JsonObject } from "./schema.ts";
import { contentsOf, type AnswerShape } from "./shape.ts";
import { cellThroughXml, element, itemNameOf, listAnswer } from "./xml.ts";

export interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
  /** Beside those that every answer has. */
  readonly headers?: { readonly [name: string]: string };
}

/** By column; undefined where nothing can be said of a cell. */
export type ExpectedRow = ReadonlyMap<string, Json | undefined>;

export interface Answers {
  readonly pages: readonly Answer[];
  /** How many rows each page has, where offsets may ask for it. */
  readonly counts?: readonly number[];
  /** Undefined where no oracle can tell. */
  readonly rows: readonly ExpectedRow[] | undefined;
}

export interface AnswerSource {
  readonly document: ServiceDocument;
  readonly method: MethodDocument;
  readonly shape: AnswerShape;
  readonly paging: Paging | undefined;
  /** The URL that asks for a page. */
  readonly urlOf: (page: number) => string;
  /** What optional arguments say of each row, by its name on the wire. */
  readonly echo: JsonObject;
  readonly oracle: Oracle | undefined;
}

const pageCount = 3;

export async function answersOf(source: AnswerSource): Promise<Answers> {
  const { shape } = source;
  if (source.method.httpMethod === "HEAD") return inHeaders(shape);
  const type = shape.transform?.type ?? "";
  if (type.startsWith("schema_driven_xml")) return throughXml(source);
  return jobKind(type) === undefined ? plainAnswers(source) : transformedAnswers(source, type);
}

function bodies(source: AnswerSource, as: "answer" | "plain"): Json[] {
  const all = pagesUntil(source, as, source.paging === undefined ? 0 : pageCount - 1);
  const { shape } = source;
  const rowsOf = (page: number): string => rowsIn(all[page], shape.rowPath).map(jsonText).join();
  // Rows that cannot be told apart look like a page that is given again.
  return all.length > 1 && rowsOf(0) === rowsOf(1) ? pagesUntil(source, as, 0) : all;
}

function pagesUntil(source: AnswerSource, as: "answer" | "plain", last: number): Json[] {
  const { document, shape, paging, urlOf } = source;
  // Counted rows have to be there; values of deep rows are as deep as those of others.
  const isCounted = paging?.kind === "offset" || paging?.kind === "number";
  const depth = shape.rowPath.length > 2 ? -shape.rowPath.length : 0;
  return Array.from({ length: last + 1 }, (_, page) => {
    const index = isCounted ? page * 2 : page;
    const body = valueOf(shape.wire ?? shape.root, "value", { root: document.root, index, as, depth });
    if (isObject(body) && body["success"] === false) body["success"] = true;
    const rows = rowsIn(body, shape.rowPath);
    for (const row of rows) if (isObject(row)) Object.assign(row, source.echo);
    if (paging === undefined) endHere(body);
    else tellNext(paging, body, { page, last, url: urlOf(page + 1) });
    return body;
  });
}

function plainAnswers(source: AnswerSource): Answers {
  const { shape } = source;
  // 204 has no body, whatever the document says of one.
  if (shape.columns.length === 0 || shape.status === 204) return { pages: [{ ...shape, text: "" }], rows: [] };
  const made = bodies(source, "answer");
  const write = writerOf(shape.mediaType);
  return {
    pages: made.map((body) => ({ status: shape.status, mediaType: shape.mediaType, text: write(body) })),
    counts: made.map((body) => rowsIn(body, shape.rowPath).length),
    rows: made.flatMap((body) => rowsIn(body, shape.rowPath).map((row) => cellsOf(row, shape))),
  };
}

/** What HEAD asks for has no body: `CacheControl` is a header. */
function inHeaders({ status, mediaType, columns }: AnswerShape): Answers {
  const told = columns.filter(({ wire, type }) => type === "string" && /^[A-Z]/.test(wire) && wire !== "ContentType");
  const value = (wire: string): string => `${wire} of it`;
  const headers = told.map(({ wire }) => [wire.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-"), value(wire)] as const);
  const row = columns.map(({ wire, name }) => {
    return [name, told.some((one) => one.wire === wire) ? value(wire) : undefined] as const;
  });
  return { pages: [{ status, mediaType, text: "", headers: Object.fromEntries(headers) }], rows: [new Map(row)] };
}

function writerOf(mediaType: string): (body: Json) => string {
  if (/ndjson|jsonl|json-seq/.test(mediaType)) {
    return (body) => (Array.isArray(body) ? body : [body]).map((one) => `${jsonText(one)}\n`).join("");
  }
  if (/xml/.test(mediaType)) return (body) => element("Result", body, "item");
  if (/json|github\.object|\*/.test(mediaType)) return jsonText;
  return (body) => (typeof body === "string" ? body : jsonText(body));
}

/** Items at a path; lists on the way are entered. */
export function rowsIn(body: Json | undefined, path: readonly string[]): Json[] {
  const [key, ...rest] = path;
  if (body === undefined || body === null) return [];
  if (key === undefined) return Array.isArray(body) ? body.filter((row) => row !== null) : [body];
  if (Array.isArray(body)) return body.flatMap((one) => rowsIn(one, path));
  return isObject(body) && Object.hasOwn(body, key) ? rowsIn(body[key], rest) : [];
}

function cellsOf(row: Json, { columns }: AnswerShape): ExpectedRow {
  return new Map(
    columns.map(({ wire, name }, index) => {
      if (wire === "") return [name, row];
      if (isObject(row)) return [name, Object.hasOwn(row, wire) ? row[wire] : (row[name] ?? null)];
      return [name, index === 0 ? row : null];
    }),
  );
}

/** Maps, lists and nothing, printed into a text: no API was meant to be read so. */
const goOnly = /map\[|"\[|<nil>|<no value>/;

/**
 * Documents of transformed methods describe what the transform makes; what the API sends has to be found: the first of
 * several bodies that the real engine makes rows of.
 */
async function transformedAnswers(source: AnswerSource, type: string): Promise<Answers> {
  const { shape, oracle } = source;
  const kind = jobKind(type) ?? "json";
  const candidates = wireBodies(source);
  const [usual = []] = candidates;
  if (oracle === undefined) return { pages: pagesOf(shape, textsOf(usual, kind)), rows: undefined };
  for (const texts of likelyTexts(source, candidates, kind)) {
    const jobs = texts.map((input) => ({ kind, body: shape.transform?.body ?? "", input }));
    const answers = await oracle.render(jobs);
    const outputs = answers.map(({ output, error }) =>
      error === undefined && !goOnly.test(output) ? parsed(output) : undefined,
    );
    if (namesNext(outputs.at(-1), source.paging)) continue;
    const read = outputs.slice(0, reachedPages(outputs, source.paging));
    const rows = read.flatMap((body) => rowsIn(body, shape.rowPath).map((row) => cellsOf(row, shape)));
    const tells = rows.some((row) => [...row.values()].some((cell) => cell !== null));
    if (!read.includes(undefined) && tells) return { pages: pagesOf(shape, texts), rows };
  }
  return { pages: pagesOf(shape, textsOf(usual, kind)), rows: undefined };
}

function textsOf(made: readonly Json[], kind: GoJob["kind"]): readonly string[] {
  return made.map((body) =>
    kind === "mxj" ? `<?xml version="1.0"?>${element("Result", body, "item")}` : jsonText(body),
  );
}

/** Made one by one: most methods take the first. */
function* likelyTexts(
  source: AnswerSource,
  candidates: readonly (readonly Json[])[],
  kind: GoJob["kind"],
): Generator<readonly string[]> {
  for (const made of candidates) yield textsOf(made, kind);
  yield namedTexts(source.shape.transform?.body ?? "", kind);
  for (let seed = 1; seed <= randomTries; seed++) yield randomTexts(source, kind, seed);
}

/** A list of texts where the template looks for one: below the names that it goes through, one after the other. */
function namedTexts(template: string, kind: GoJob["kind"]): readonly string[] {
  const names = [...template.matchAll(/index (?:\.|\$\w+) "([^"]+)"/g)].map(([, name = ""]) => name);
  const [root = "Result", ...inner] = new Set(names);
  const list: Json = ["one é☃", "two"];
  if (kind !== "mxj") return [jsonText({ [root]: list })];
  const body = inner.filter((name) => name !== "member").reduceRight<Json>((below, name) => ({ [name]: below }), list);
  return [`<?xml version="1.0"?>${element(root, body, "member")}`];
}

const randomTries = 12;

/** Data of the names that the template asks for, at random: an XML document has the first of them as its root. */
function randomTexts({ shape, paging, urlOf }: AnswerSource, kind: GoJob["kind"], seed: number): readonly string[] {
  const template = shape.transform?.body ?? "";
  const root = /index \. "([^"]+)"/.exec(template)?.[1] ?? "Result";
  const data = (page: number): Json => dataFor(template, randomFrom((seed * 10 + page) * 7919)) as Json;
  if (kind === "mxj") {
    const all = data(0);
    return [`<?xml version="1.0"?>${element(root, isObject(all) ? (all[root] ?? all) : all, "member")}`];
  }
  const last = paging === undefined ? 0 : pageCount - 1;
  return Array.from({ length: last + 1 }, (_, page) => {
    const body = data(page);
    if (paging !== undefined) tellNext(paging, body, { page, last, url: urlOf(page + 1) });
    return jsonText(body);
  });
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function pagesOf({ status, mediaType }: AnswerShape, texts: readonly string[]): readonly Answer[] {
  return texts.map((text) => ({ status, mediaType, text }));
}

/** Bodies that the API may send, the likeliest first, each as pages. */
function wireBodies(source: AnswerSource): readonly (readonly Json[])[] {
  const { shape, document, method } = source;
  const isFlattening = shape.transform?.body.includes('"_flattened"') === true;
  const described = bodies(source, "plain").map((body) => (isFlattening ? unflattened(body, shape) : body));
  const contents = Object.values(contentsOf(document.root, method));
  const examples = contents.flatMap((content) =>
    at(content)["example"] === undefined ? [] : [at(content)["example"] as Json],
  );
  const making = { root: document.root, index: 0, as: "plain" } as const;
  const others = contents.map((content) => valueOf(at(content)["schema"], "value", making));
  const rows = rowsIn(described[0], shape.rowPath);
  const [first = null] = rows;
  const graphQl = graphQlOf(method);
  const selected = graphQl === undefined ? [] : [answerTo(graphQl, shape.transform?.body ?? "")];
  const inner = isObject(first) ? (Object.values(first)[0] ?? null) : null;
  const guesses: Json[] = [
    ...selected,
    ...examples,
    ...others,
    rows,
    ["one", "two"],
    first,
    { one: first, two: first },
    { one: "a", two: "b" },
  ];
  return [described, ...[...guesses, inner, { result: rows }, { data: rows }, { items: rows }].map((body) => [body])];
}

function namesNext(body: Json | undefined, paging: Paging | undefined): boolean {
  if (paging === undefined || !("path" in paging)) return false;
  const [token] = rowsIn(body, paging.path);
  return token !== undefined && token !== "";
}

/** A transform may drop the token: what follows is not asked for. */
function reachedPages(outputs: readonly (Json | undefined)[], paging: Paging | undefined): number {
  if (paging === undefined || !("path" in paging)) return outputs.length;
  const end = outputs.findIndex((body) => !namesNext(body, paging));
  return end < 0 ? outputs.length : end + 1;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** What Azure says of every resource; all else lies in `properties`. */
const envelope = new Set([
  "id",
  "name",
  "type",
  "location",
  "tags",
  "systemData",
  "system_data",
  "etag",
  "kind",
  "sku",
  "identity",
  "zones",
  "properties",
]);

function unflattened(body: Json, { rowPath }: AnswerShape): Json {
  const turn = (row: Json): Json => {
    if (!isObject(row) || isObject(row["properties"])) return row;
    const entries = Object.entries(row);
    const inner = Object.fromEntries(entries.filter(([key]) => !envelope.has(key)));
    return { ...Object.fromEntries(entries.filter(([key]) => envelope.has(key))), properties: inner };
  };
  const [key, ...rest] = rowPath;
  if (key === undefined || rest.length > 0 || !isObject(body)) return turn(body);
  const rows = body[key];
  return { ...body, [key]: Array.isArray(rows) ? rows.map(turn) : (rows ?? null) };
}

/** Documents call structures in XML texts: some columns have one. */
function structures({ columns }: AnswerShape): JsonObject {
  const samples: Json[] = [
    ["one é☃ &", "two"],
    { Inner: { Key: "k é☃", Flag: true }, List: ["<one>"] },
    [
      { Key: "k", Value: 2 },
      { List: [1, 2], Empty: {} },
    ],
  ];
  const texts = columns.filter(({ wire, type }) => wire !== "" && type === "string");
  const some = texts.filter((_, index) => index % 4 === 3);
  return Object.fromEntries(some.map(({ wire }, index) => [wire, samples[index % samples.length] ?? null]));
}

function throughXml(source: AnswerSource): Answers {
  const { document, method, shape } = source;
  const body = valueOf(shape.root, "value", { root: document.root, index: 1, as: "plain" });
  const rows = rowsIn(body, shape.rowPath).filter(isObject);
  for (const [index, row] of rows.entries()) Object.assign(row, index === 1 ? structures(shape) : {}, source.echo);
  const operation = /[?&]Action=(\w+)/.exec(method.path)?.[1] ?? "Operation";
  const protocol = textOf(document.root, "info", "x-protocol") ?? "";
  const text = listAnswer(protocol, operation, rows);
  const types = new Map(shape.columns.map(({ wire, type }) => [wire, type]));
  const cells = rows.map(
    (row) =>
      new Map(
        shape.columns.map(({ wire, name }) => [
          name,
          wire === "" ? undefined : cellThroughXml(row[wire], types.get(wire) ?? "any", itemNameOf(protocol)),
        ]),
      ),
  );
  return { pages: [{ status: shape.status, mediaType: "text/xml", text }], rows: cells };
}

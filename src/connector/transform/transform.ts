/** Transforms of the provider document format: what a response's text is made into, and what is made of a body. */
import type { Method } from "../../catalog/model.ts";
import type { EngineError } from "../../common/error.ts";
import { isJson } from "../../common/media-type.ts";
import { positionAt } from "../../common/span.ts";
import { compileTemplate, type TemplateLanguage } from "../../common/template/render.ts";
import { TemplateFailure } from "../../common/template/tokens.ts";
import { parseJson, type JsonValue } from "../../common/value.ts";
import { requestFailure } from "../failure.ts";
import { jsonOf } from "../../common/json.ts";
import { flattenList, flattenRow } from "./flatten.ts";
import { graphQlTemplates } from "./graphql.ts";
import { jsonTemplates, textTemplates } from "./language.ts";

/** The body that rows are located in, out of the text of a response. Throws SyntaxError where the text is malformed. */
export type TransformText = (text: string) => JsonValue;

type Kind = (method: Method, transform: Transform) => TransformText | Promise<TransformText>;
type Transform = NonNullable<Method["response"]["transform"]>;

/** Compiled once for each method, however many calls it has. */
const compiled = new WeakMap<Transform, (data: JsonValue) => string>();

/** By the type without its version: the versions differ in functions that the later ones add. */
const kinds: { readonly [type: string]: Kind | undefined } = {
  flatten_list: () => (text) => flattenList(parseJson(text)),
  flatten_row: () => (text) => flattenRow(parseJson(text)),
  golang_template: (method, transform) => (text) => rendered(method, transform, text),
  golang_template_text: (method, transform) => (text) => rendered(method, transform, text),
  golang_template_json: (method, transform) => (text) => rendered(method, transform, parseJson(text)),
  golang_template_mxj: async (method, transform) => {
    const { parseXml } = await import("./xml.ts");
    return (text) => rendered(method, transform, parseXml(text));
  },
  schema_driven_xml: async ({ response }, { protocol }) => {
    const { rowsOfXml } = await import("./schema-driven-xml.ts");
    return (text) => rowsOfXml(text, response, protocol);
  },
};

/**
 * How the texts of a method's responses are transformed; undefined where they are not. The function throws
 * `invalid_provider_document` where the template of the document fails or makes no JSON.
 */
export async function responseTransform(method: Method): Promise<TransformText | undefined> {
  const { transform } = method.response;
  if (transform === undefined) return isOfXml(method) ? xmlReader(method) : undefined;
  return kindOf(transform)?.(method, transform);
}

/** Where rows are made of XML, whose values are all texts: by a template, or since no transform is declared. */
export function isOfXml({ response }: Method): boolean {
  const { transform, mediaType = "" } = response;
  return transform === undefined ? /[/+]xml\b/i.test(mediaType) : transform.type.startsWith("golang_template_mxj_");
}

/**
 * How the body that a template is run on is read, for tokens that the template leaves out; undefined where a method has
 * one page, or its transform keeps them.
 */
export async function untransformed(method: Method): Promise<TransformText | undefined> {
  const { pagination, response } = method;
  if (pagination === undefined || response.transform?.type.startsWith("golang_template_") !== true) return undefined;
  if (!response.transform.type.startsWith("golang_template_mxj_")) return (text) => jsonOf(text) ?? null;
  const { parseXml } = await import("./xml.ts");
  const { payloadOf } = await import("./schema-driven-xml.ts");
  return (text) => payloadOf(parseXml(text), "query");
}

/** What is inside of the root element, or the whole where the path to the rows begins with the root. */
async function xmlReader({ response: { rowPath } }: Method): Promise<TransformText> {
  const { parseXml } = await import("./xml.ts");
  return (text) => {
    if (!text.trimStart().startsWith("<")) return parseJson(text);
    const document = parseXml(text);
    const [[name, payload] = ["", null]] = Object.entries(document);
    return name === rowPath[0] ? document : payload;
  };
}

/** The bytes of a body, as the method's template makes them of it. Throws `invalid_provider_document`. */
export function transformedBody(method: Method, transform: Transform, body: JsonValue): string {
  if (transform.type.startsWith("golang_template_json_")) return renderedText(method, transform, body);
  throw requestFailure(
    "invalid_provider_document",
    `${method.id} has a request transform of type ${transform.type}, which is none for requests`,
  );
}

function kindOf({ type }: Transform): Kind | undefined {
  const name = type.replace(/_v\d+\.\d+\.\d+$/, "");
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

function rendered(method: Method, transform: Transform, data: JsonValue): JsonValue {
  const text = renderedText(method, transform, data);
  if (!isJsonType(method.response.mediaType)) return text;
  const json = jsonOf(text);
  if (json !== undefined) return json;
  throw requestFailure("invalid_provider_document", `the response transform of ${method.id} made no valid JSON`, {
    hint: "The response may have another form than the provider document expects.",
  });
}

function renderedText(method: Method, transform: Transform, data: JsonValue): string {
  return failing(method, transform, () => {
    let render = compiled.get(transform);
    if (render === undefined) {
      render = compileTemplate(transform.body, languageOf(method, transform));
      compiled.set(transform, render);
    }
    return render(data);
  });
}

/** The text of a GraphQL query. `part` is printed as it is. Throws `invalid_parameter_value`, and as a transform does. */
export function renderedQuery(method: Method, transform: Transform, data: JsonValue, part?: string): string {
  const language = graphQlTemplates({ method, part });
  return failing(method, transform, () => compileTemplate(transform.body, language)(data));
}

function failing(method: Method, transform: Transform, render: () => string): string {
  try {
    return render();
  } catch (error) {
    throw error instanceof TemplateFailure ? failureOf(method, transform, error) : error;
  }
}

function languageOf({ request, response }: Method, transform: Transform): TemplateLanguage {
  const mediaType = transform === request.transform ? request.mediaType : response.mediaType;
  return isJsonType(mediaType) ? jsonTemplates : textTemplates;
}

function isJsonType(mediaType: string | undefined): boolean {
  return mediaType === undefined || isJson(mediaType);
}

function failureOf({ id, request }: Method, transform: Transform, failure: TemplateFailure): EngineError {
  const { line, column } = positionAt(transform.body, failure.span.start);
  const which = transform === request.transform || transform.type === "graphql" ? "request" : "response";
  return requestFailure(
    "invalid_provider_document",
    `the ${which} transform of ${id} failed: ${failure.message} (line ${line}, column ${column} of the template)`,
    { hint: failure.hint },
  );
}

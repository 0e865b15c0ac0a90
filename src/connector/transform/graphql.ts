/** GraphQL: the text of a query, with values that cannot break out of it, and what an answer says of errors. */
import type { Method, Pagination } from "../../catalog/model.ts";
import type { EngineError, ErrorCondition } from "../../common/error.ts";
import { textOf, type TemplateValue } from "../../common/template/functions.ts";
import type { TemplateLanguage, TemplateOutput } from "../../common/template/render.ts";
import type { JsonValue } from "../../common/value.ts";
import { requestFailure } from "../failure.ts";
import { isJsonArray, property, textAt } from "../../common/json.ts";
import { jsonTemplates } from "./language.ts";
import { escaped, QuotedText } from "./quoted-text.ts";

/** What of `method` a query or a part of it is printed for, and the part that is printed as it is. */
export interface GraphQlText {
  readonly method: Pick<Method, "id">;
  readonly part?: string | undefined;
}

/**
 * The language of query templates. Inside of a string a value is escaped; elsewhere it must be a number, a name or the
 * like: anything else throws `invalid_parameter_value`.
 */
export function graphQlTemplates(text: GraphQlText): TemplateLanguage {
  return { functions: jsonTemplates.functions, output: () => graphQlOutput(text) };
}

function graphQlOutput({ method, part }: GraphQlText): TemplateOutput {
  const written = new QuotedText();
  const print = (value: TemplateValue): boolean => {
    if (value === undefined || value === null) return true;
    const text = textOf(value);
    if (written.isInString) written.writeEscaped(text);
    else if (text === part || /^[\w.:+-]*$/.test(text)) written.write(text);
    else throw notPlain(method, text);
    return true;
  };
  return { write: (text) => written.write(text), print, length: () => written.length, text: () => written.text() };
}

function notPlain({ id }: Pick<Method, "id">, text: string): EngineError {
  const message = `${id}: ${JSON.stringify(text)} stands where the query takes a number or a name`;
  return requestFailure("invalid_parameter_value", message);
}

/** What `.cursor` is where the document has no format for it. Source: the cursor strategies of the format. */
export function usualCursor({ cursor }: Pagination, value: JsonValue): string {
  return cursor?.strategy === "offset" ? `, offset: ${textOf(value)}` : `, after: "${escaped(textOf(value))}"`;
}

const conditions: { readonly [type: string]: ErrorCondition | undefined } = {
  NOT_FOUND: "upstream_not_found",
  FORBIDDEN: "upstream_forbidden",
  INSUFFICIENT_SCOPES: "upstream_forbidden",
  RATE_LIMITED: "upstream_rate_limited",
  UNAUTHENTICATED: "upstream_unauthenticated",
};

/** Throws what `errors` of an answer says, though its status is that of success: `upstream_*`. */
export function throwGraphQlErrors({ id }: Pick<Method, "id">, body: JsonValue | undefined): void {
  const errors = property(body, "errors");
  if (!isJsonArray(errors) || errors.length === 0) return;
  const messages = errors.map((error) => textAt(error, "message") ?? "an error without a message");
  const [first = null] = errors;
  const type = textAt(first, "type") ?? textAt(property(first, "extensions"), "code") ?? "";
  const condition = Object.hasOwn(conditions, type) ? conditions[type] : undefined;
  const upstream = { status: 200, codes: type === "" ? [] : [type] };
  throw requestFailure(condition ?? "upstream_rejected", `${id}: graphql error: ${messages.join("; ")}`, { upstream });
}

/** Whether a method's body is a query. */
export function isGraphQl({ request }: Method): boolean {
  return request.transform?.type === "graphql";
}

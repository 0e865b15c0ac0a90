/** From an HTTP response to a page: success is parsed, a missing object is no rows, anything else is an error. */
import type { Method } from "../../catalog/model.ts";
import type { CallOptions } from "../call.ts";
import type { JsonValue } from "../../common/value.ts";
import { problemsIn, sentencesOf, upstreamError, type Refusal } from "../errors.ts";
import { requestFailure } from "../failure.ts";
import { isJsonArray, property } from "../../common/json.ts";
import type { ReadPage } from "../paginate/page.ts";
import { isGraphQl, throwGraphQlErrors } from "../transform/graphql.ts";
import { isOfXml, responseTransform, untransformed, type TransformText } from "../transform/transform.ts";
import { typedRow } from "../transform/typed.ts";
import { shownUrl, type HttpResponse } from "../transport/message.ts";
import { parseBody, textOfBody } from "./parse.ts";
import { locateRows, type Located } from "./rows.ts";

/**
 * Reads responses of a method. A 404 to a SELECT by identifier is zero rows and a warning; every other status above
 * 299, and an answer that says of itself that it is none, throws `upstream_*`, a malformed body `upstream_bad_response`.
 */
export async function pageReader(
  method: Method,
  onWarning: CallOptions["onWarning"],
): Promise<(exchange: Refusal) => ReadPage> {
  const transform = await responseTransform(method);
  const sourceOf = await untransformed(method);
  return (exchange) => {
    const page = readResponse(exchange, transform, onWarning);
    return sourceOf === undefined || page.body === undefined
      ? page
      : { ...page, source: sourceOf(textOfBody(exchange.response)) };
  };
}

function readResponse(
  exchange: Refusal,
  transform: TransformText | undefined,
  onWarning: CallOptions["onWarning"],
): ReadPage {
  const { call, request, response } = exchange;
  const { method } = call;
  const page = { request, status: response.status, headers: response.headers };
  const isSuccess = response.status >= 200 && response.status < 300;
  if (isSuccess && isGraphQl(method)) throwGraphQlErrors(method, parseBody(method, response, undefined));
  if (isSuccess && method.response.columns.length > 0) {
    const body = request.method === "HEAD" ? headersAsRow(method, response) : parseBody(method, response, transform);
    throwIfFailed(method, body);
    return { ...page, body, located: locatedIn(method, body) };
  }
  const undoNeedsBody = isSuccess && method.inverse?.tokens.some((token) => token.in === "body") === true;
  const body = undoNeedsBody ? parseBody(method, response, transform) : undefined;
  const nothing = { ...page, body, located: { items: [], isSingle: true } };
  if (isSuccess) return nothing;
  if (response.status !== 404 || !readsOneThing(method)) throw upstreamError(exchange);
  const message = `${method.id}: ${shownUrl(request.url, request.secretNames)} answered 404: no such row`;
  onWarning({ condition: "upstream_not_found", message });
  return nothing;
}

function locatedIn(method: Method, body: JsonValue | undefined): Located {
  const { columns } = method.response;
  const located = locateRows(body, method.response);
  return isOfXml(method) ? { ...located, items: located.items.map((item) => typedRow(item, columns)) } : located;
}

/** HEAD answers with headers alone: `ETag` is the column `e_tag`. */
function headersAsRow({ response: { columns } }: Method, { headers }: HttpResponse): JsonValue {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, "");
  const values = new Map([...headers].map(([name, value]) => [plain(name), value]));
  return Object.fromEntries(columns.map(({ wireName }) => [wireName, values.get(plain(wireName)) ?? null]));
}

/** The envelope of some APIs says within a success that it is none, as Cloudflare's documents declare. */
function throwIfFailed({ id }: Method, body: JsonValue | undefined): void {
  const errors = property(body, "errors");
  if (property(body, "success") !== false || !isJsonArray(errors) || errors.length === 0) return;
  const codes = problemsIn(body).flatMap(({ code }) => code ?? []);
  const upstream = { status: 200, codes };
  throw requestFailure("upstream_rejected", `${id}: ${sentencesOf(body).join("; ")}`, { upstream });
}

/** True where the last segment of the path identifies what is read. */
function readsOneThing({ verb, request }: Method): boolean {
  return verb === "select" && /\{[^{}]+\}$/.test(request.path.split("?", 1)[0] ?? "");
}

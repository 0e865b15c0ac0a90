/** HTTP messages as the layers of the transport pass them on, and how they are shown to people. */
import type { Pagination } from "../../catalog/model.ts";
import type { EventSink } from "../../common/event.ts";
import { isSecretName, mask, redact } from "../../common/redact.ts";
import type { JsonValue } from "../../common/value.ts";
import type { JsonObject } from "../../common/json.ts";
import { decodeLeniently, encodeName } from "../percent.ts";

export type NamedValue = readonly [name: string, value: string];

/** What proves who sends a request; kept apart from the rest, so that nothing but the wire ever sees it. */
export interface Credentials {
  readonly headers: readonly NamedValue[];
  readonly query: readonly NamedValue[];
  /** Headers that depend on the request and the moment; called as each attempt goes out, with what is then sent. */
  readonly sign?: ((request: HttpRequest) => readonly NamedValue[]) | undefined;
  /** Present where a cached token was used: forgets it, so that the next request obtains another. */
  readonly renew?: (() => void) | undefined;
}

export interface RequestBody {
  readonly text: string;
  /** The same with secrets masked. */
  readonly shown: string;
  /** What is sent in place of the text, where it holds what is no text. */
  readonly bytes?: Uint8Array;
  /** Where it is not the one that the method declares: with a boundary, or for a form made of the query. */
  readonly mediaType?: string;
  /** Where it is a GraphQL query: what that was made of, and how it is made for the page after a cursor. */
  readonly query?: RequestQuery | undefined;
}

export interface RequestQuery {
  readonly input: JsonObject;
  after(pagination: Pagination, cursor: JsonValue): RequestBody;
}

/** The bytes of a body on the wire. */
export function bytesOf({ text, bytes }: RequestBody): Uint8Array {
  return bytes ?? Buffer.from(text, "utf8");
}

export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Absolute, without credentials. */
  readonly url: string;
  readonly headers: readonly NamedValue[];
  readonly body?: RequestBody | undefined;
  readonly credentials?: Credentials | undefined;
  /** Sending it twice changes nothing, so that every failure may be retried. */
  readonly readOnly: boolean;
  /** A file is asked for: gzip in the answer is its content, unless the headers say otherwise. */
  readonly isFile?: boolean | undefined;
  /** Query keys and headers that the document declares secret. */
  readonly secretNames: readonly string[];
  /** The origin that the document declares, where `endpoints` redirected it: URLs in answers may still name it. */
  readonly declaredOrigin?: string | undefined;
  /** What a signature of AWS would be for. */
  readonly signing?: SigningTarget | undefined;
}

export interface SigningTarget {
  readonly service: string;
  /** Absent where neither host nor arguments tell of one. */
  readonly region: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined by ", ". */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** The URL that answered, after redirects; without credentials. */
  readonly url: string;
}

/** What accompanies a request through the layers. */
export interface SendContext {
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
  /** Called before anything is sent; what it throws is thrown in place of sending. */
  readonly beforeRequest?: (() => void) | undefined;
  /** Of the request in events; the same for its retries and redirects. */
  readonly id: number;
  /** The id of the method that asks, for events. */
  readonly operation?: string | undefined;
  /** The path of that method with its `{variables}`, for events. */
  readonly template?: string | undefined;
}

/** Sends a request and resolves with the whole response, whatever its status. */
export type Send = (request: HttpRequest, context: SendContext) => Promise<HttpResponse>;

/** A concern of the transport, wrapped around the rest of it. */
export type Layer = (next: Send) => Send;

/** A URL with the values of secret query parameters and every remembered secret masked. */
export function shownUrl(url: string, secretNames: readonly string[] = []): string {
  const start = url.indexOf("?");
  if (start < 0) return redact(url);
  const pairs = url
    .slice(start + 1)
    .split("&")
    .map((pair) => {
      const name = decodeLeniently(pair.split("=", 1)[0] ?? "");
      return isSecretName(name) || secretNames.includes(name) ? `${pair.split("=", 1)[0]}=${mask}` : pair;
    });
  return redact(`${url.slice(0, start)}?${pairs.join("&")}`);
}

/** The value of the first header of a name, in any case. */
export function headerOf({ headers }: Pick<HttpRequest, "headers">, name: string): string | undefined {
  return headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}

/** Sets headers, each replacing those of the same name. */
export function withHeaders(headers: readonly NamedValue[], added: readonly NamedValue[]): readonly NamedValue[] {
  return added.reduce((all, [name, value]) => withHeader(all, name, value), headers);
}

/** Sets a header, replacing those of the same name in any case. */
export function withHeader(headers: readonly NamedValue[], name: string, value: string): readonly NamedValue[] {
  return [...headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase()), [name, value]];
}

/**
 * Sets a query parameter of a URL, replacing all of the same name and keeping the others as they are written; without
 * a value it is taken away.
 */
export function withQuery(url: string, name: string, value: string | undefined): string {
  const start = url.indexOf("?");
  const base = start < 0 ? url : url.slice(0, start);
  const pairs = start < 0 ? [] : url.slice(start + 1).split("&");
  const kept = pairs.filter((pair) => pair !== "" && decodeLeniently(pair.split("=", 1)[0] ?? "") !== name);
  const set = value === undefined ? [] : [`${encodeName(name)}=${encodeURIComponent(value)}`];
  const query = [...kept, ...set].join("&");
  return query === "" ? base : `${base}?${query}`;
}

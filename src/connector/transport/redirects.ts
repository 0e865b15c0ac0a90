/** Follows redirects, and keeps credentials and secrets from any host but the one they were meant for. */
import { isSecretName } from "../../common/redact.ts";
import { requestFailure } from "../failure.ts";
import { shownUrl, type HttpRequest, type HttpResponse, type Layer } from "./message.ts";

const mostRedirects = 5;

/**
 * The layer: 301, 307 and 308 are followed with the same method and body, 302 and 303 only for reads; anything else is
 * for the caller to judge. Throws `upstream_bad_response` after five.
 */
export function followRedirects(): Layer {
  return (next) => async (request, context) => {
    let current = request;
    for (let count = 0; count <= mostRedirects; count++) {
      const response = await next(current, context);
      const target = targetOf(current, response);
      if (target === undefined) return response;
      current = redirected(current, target);
    }
    throw requestFailure(
      "upstream_bad_response",
      `${shownUrl(request.url, request.secretNames)} redirects more than ${mostRedirects} times`,
    );
  };
}

function targetOf(request: HttpRequest, response: HttpResponse): URL | undefined {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const followed = [301, 307, 308, ...(isRead ? [302, 303] : [])];
  const location = response.headers.get("location");
  if (location === undefined || !followed.includes(response.status)) return undefined;
  if (!URL.canParse(location, request.url)) return undefined;
  const target = new URL(location, request.url);
  target.hash = "";
  return target.protocol === "http:" || target.protocol === "https:" ? target : undefined;
}

function redirected(request: HttpRequest, target: URL): HttpRequest {
  const from = new URL(request.url);
  const isDowngrade = from.protocol === "https:" && target.protocol === "http:";
  const url = target.href;
  if (from.host === target.host && !isDowngrade) return { ...request, url };
  if (request.body !== undefined && request.body.text !== request.body.shown) throw leavesHost(request, target);
  const headers = request.headers.filter(([name]) => !isSecretName(name) && !request.secretNames.includes(name));
  return { ...request, url, headers, credentials: undefined };
}

function leavesHost(request: HttpRequest, target: URL): Error {
  const url = shownUrl(request.url, request.secretNames);
  return requestFailure("upstream_bad_response", `${url} redirects a body that holds secrets to ${target.host}`, {
    hint: "The redirect is not followed. If that host is right, name it as the server.",
  });
}

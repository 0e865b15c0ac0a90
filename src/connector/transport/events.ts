/** Tells the subscribers of each request that goes out and each response that comes back. */
import { shownUrl, type Layer } from "./message.ts";
import { redact } from "../../common/redact.ts";

/** The layer; it lies inside the retries, so that every attempt is seen. */
export function reportEvents(): Layer {
  return (next) => async (request, context) => {
    const { onEvent, id, operation } = context;
    context.beforeRequest?.();
    const url = shownUrl(request.url, request.secretNames);
    const body = request.body === undefined ? {} : { body: redact(request.body.shown) };
    onEvent({
      kind: "request-sent",
      id,
      method: request.method,
      url,
      ...body,
      ...(operation === undefined ? {} : { operation }),
    });
    const start = performance.now();
    const response = await next(request, context);
    const milliseconds = Math.round(performance.now() - start);
    onEvent({ kind: "response-received", id, status: response.status, milliseconds, bytes: response.body.length });
    return response;
  };
}

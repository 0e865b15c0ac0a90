/** Tells the subscribers of each request that goes out, and what came back. */
import { shownUrl, type Layer } from "./message.ts";
import { toEngineError } from "../../common/error.ts";
import { redact } from "../../common/redact.ts";

/** The layer; it lies inside the retries, so that every attempt is seen. */
export function reportEvents(): Layer {
  return (next) => async (request, context) => {
    const { onEvent, id, operation, template } = context;
    context.beforeRequest?.();
    const url = shownUrl(request.url, request.secretNames);
    const body = request.body === undefined ? {} : { body: redact(request.body.shown) };
    onEvent({
      kind: "request-sent",
      id,
      method: request.method,
      url,
      ...body,
      ...(operation === undefined ? {} : { operation, template }),
    });
    const start = performance.now();
    const elapsed = (): number => Math.round(performance.now() - start);
    const response = await next(request, context).catch((thrown: unknown) => {
      onEvent({ kind: "request-failed", id, milliseconds: elapsed(), error: toEngineError(thrown) });
      throw thrown;
    });
    const milliseconds = elapsed();
    onEvent({ kind: "response-received", id, status: response.status, milliseconds, bytes: response.body.length });
    return response;
  };
}

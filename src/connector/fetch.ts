/** One GET of a public document, whole and without credentials: how the registry reads. */
import { EngineError } from "../common/error.ts";
import type { HttpRequest, Send } from "./transport/message.ts";
import { shownUrl } from "./transport/message.ts";

/** Resolves with the bytes of `url`. Throws `registry_error` for any status but 2xx, and as the transport does. */
export async function fetchBytes(url: string, signal: AbortSignal, send: Send): Promise<Uint8Array> {
  const request: HttpRequest = {
    method: "GET",
    url,
    headers: [["Accept", "*/*"]],
    readOnly: true,
    isFile: true,
    secretNames: [],
  };
  const response = await send(request, { signal, onEvent: () => undefined, id: 0 });
  if (response.status >= 200 && response.status < 300) return response.body;
  throw new EngineError({
    condition: "registry_error",
    stage: "registry",
    message: `GET ${shownUrl(url)} answered with status ${response.status}`,
    hint: response.status === 404 ? "Check the URL, the name of the provider and its version." : undefined,
  });
}

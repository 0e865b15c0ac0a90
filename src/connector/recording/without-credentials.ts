/** Credentials for a replay: whoever replays a recording need not be the one who made it. */
import { EngineError } from "../../common/error.ts";
import type { Layer, Send } from "../transport/message.ts";

/**
 * The layer that authenticates, but where it finds no credentials the request goes out without. A refusal is sent once
 * more then: the recording may hold a token that had ended, and what came after it was renewed. Throws what sending
 * throws, and `query_canceled`.
 */
export function withoutCredentials(authenticate: Layer): Layer {
  return (next) => async (request, context) => {
    let isSent = false;
    const noted: Send = (...given) => {
      isSent = true;
      return next(...given);
    };
    try {
      return await authenticate(noted)(request, context);
    } catch (error) {
      if (isSent || !(error instanceof EngineError) || error.condition === "query_canceled") throw error;
    }
    const response = await next(request, context);
    return response.status === 401 ? await next(request, context) : response;
  };
}

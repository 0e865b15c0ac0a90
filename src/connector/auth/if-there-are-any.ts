/** Credentials for a replay: whoever replays a recording need not be the one who made it. */
import { EngineError } from "../../common/error.ts";
import type { Credentials } from "../transport/message.ts";
import type { AuthType } from "./auth-type.ts";

/** Asks for other credentials without a reason, as a recording may hold a refusal and what came after it. */
const none: Credentials = { headers: [], query: [], renew: () => undefined };

/** The auth type, but no credentials where it finds none. Throws what is no EngineError, and `query_canceled`. */
export function ifThereAreAny(authType: AuthType): AuthType {
  return async (context) => {
    try {
      return await authType(context);
    } catch (error) {
      if (!(error instanceof EngineError) || error.condition === "query_canceled") throw error;
      return none;
    }
  };
}

/** Errors of documents say what they are about. */
import { EngineError } from "../../common/error.ts";
import { invalidDocument } from "./json.ts";

/** Compiles what has this identifier; `invalid_provider_document` names it, or what within it is at fault. */
export function located<T>(id: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof RangeError) throw invalidDocument(`${id}: it is nested too deeply`);
    if (!(error instanceof EngineError) || error.message.startsWith(`${id}.`)) throw error;
    throw invalidDocument(`${id}: ${error.message}`, error.hint);
  }
}

/** Makes the call that undoes another one. */
import { EngineError } from "../common/error.ts";
import type { CallJournal } from "./journal.ts";
import { journaledCall } from "./journaled.ts";
import type { Run } from "./run.ts";
import type { Undo } from "./undo.ts";

/** What is gone already needs no deleting. Throws as the call does; limits of requests do not keep it from being made. */
export async function sendUndo(undo: Undo, journal: CallJournal, run: Run): Promise<void> {
  const { call, verb, resource } = undo;
  const sent = { verb: verb.toUpperCase(), resource };
  const options = { signal: new AbortController().signal, onEvent: run.onEvent, onWarning: run.warn };
  try {
    for await (const _ of journaledCall({ call, sent, options, journal }, run));
  } catch (error) {
    const isGone = error instanceof EngineError && error.condition === "upstream_not_found";
    if (!isGone || call.method.request.httpMethod !== "DELETE") throw error;
  }
}

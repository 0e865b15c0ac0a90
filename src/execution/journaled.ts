/** Calls whose way is noted in the journal. */
import { type ErrorCondition, toEngineError } from "../common/error.ts";
import type { Call, CallOptions, Page, ResponseFacts } from "../connector/call.ts";
import { changesSomething } from "../planner/plan.ts";
import type { CallAnswer, CallJournal, SentCall } from "./journal.ts";
import type { Run } from "./run.ts";
import { identityOf, undoOf, type Write } from "./undo.ts";

/** After these nobody knows whether the API did what it was asked. */
const unknownAfter: ReadonlySet<ErrorCondition> = new Set([
  "connection_failed",
  "internal_error",
  "query_canceled",
  "upstream_bad_response",
  "upstream_failed",
  "upstream_timeout",
]);

/** A call, and where it is noted. */
export interface NotedCall {
  readonly call: Call;
  readonly sent: Pick<SentCall, "verb" | "resource">;
  readonly options: CallOptions;
  readonly journal: CallJournal;
  /** What is noted of the first response, beside its status. */
  readonly answer?: ((response: ResponseFacts) => Promise<Omit<CallAnswer, "status">>) | undefined;
}

/** The pages of a call of a statement, noted where there is a journal. */
export function journaled(write: Write, call: Call, options: CallOptions, run: Run): AsyncIterable<Page> {
  const { connector, journal, catalog } = run;
  if (journal === undefined || !changesSomething(write)) return connector.call(call, options);
  const sent = { verb: write.verb, resource: write.relation.resource.id };
  const answer: NotedCall["answer"] = async (response) => {
    const made = { write, call, response };
    // The call was made: that its way back cannot be read is no failure of it.
    return { identity: identityOf(made), undo: await undoOf(made, catalog).catch(() => undefined) };
  };
  return journaledCall({ call, sent, options, journal, answer }, run);
}

/** Notes a call before it is sent and when its first response is there. Throws as the call does, and `io_error`. */
export async function* journaledCall(noted: NotedCall, { connector }: Pick<Run, "connector">): AsyncIterable<Page> {
  const { call, sent, options, journal, answer } = noted;
  const { httpMethod, url } = connector.preview(call);
  const entry = journal.sending({ ...sent, operation: call.method.id, httpMethod, url });
  let isOpen = true;
  try {
    for await (const page of connector.call(call, options)) {
      if (isOpen) {
        const facts = (await answer?.(page.response)) ?? { identity: {} };
        isOpen = false;
        entry.done({ status: page.response.status, ...facts });
      }
      yield page;
    }
  } catch (thrown) {
    const error = toEngineError(thrown);
    if (isOpen) entry.failed(error, options.signal.aborted || unknownAfter.has(error.condition));
    throw thrown;
  }
}

/** How far an operation of an API is, read from what the API answered, by the protocol that it follows. */
import type { OperationProtocol } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import type { ResponseFacts } from "../../connector/call.ts";

export type OperationState =
  /** `next` is where to look again; absent where it is the place of before. `phase` is for people. */
  | { readonly kind: "pending"; readonly phase: string; readonly next?: string | undefined }
  /** `at` is where the finished object is, `object` the object itself, where the operation tells. */
  | { readonly kind: "done"; readonly at?: string | undefined; readonly object?: JsonValue | undefined }
  | { readonly kind: "failed"; readonly phase: string; readonly reason: string }
  /** The answer is no operation. */
  | { readonly kind: "unknown" };

type Read = (answer: ResponseFacts, isFirst: boolean) => OperationState;

const readers: { readonly [P in OperationProtocol]: Read } = {
  link: readLink,
  name: readName,
  header: readHeader,
  token: readToken,
};

/** The state that an answer tells of; `isFirst` for the answer to the call itself. */
export function operationState(protocol: OperationProtocol, answer: ResponseFacts, isFirst: boolean): OperationState {
  return readers[protocol](answer, isFirst);
}

/** Google Compute: `{ selfLink, status: PENDING | RUNNING | DONE, error, targetLink }`. */
function readLink({ body }: ResponseFacts): OperationState {
  const status = textAt(body, "status");
  if (status === undefined) return { kind: "unknown" };
  if (status !== "DONE") return { kind: "pending", phase: status, next: textAt(body, "selfLink") };
  const error = at(body, "error");
  if (error === undefined || error === null) return { kind: "done", at: textAt(body, "targetLink") };
  const errors = at(error, "errors");
  return { kind: "failed", phase: status, reason: reasonOf(Array.isArray(errors) ? errors : [error]) };
}

/** google.longrunning.Operation: `{ name, done, error, response }`. */
function readName({ body }: ResponseFacts): OperationState {
  const name = textAt(body, "name");
  if (name === undefined) return { kind: "unknown" };
  if (at(body, "done") !== true) return { kind: "pending", phase: "not done", next: name };
  const error = at(body, "error");
  if (error !== undefined && error !== null) return { kind: "failed", phase: "done", reason: reasonOf([error]) };
  return { kind: "done", object: at(body, "response") };
}

/**
 * Azure: 201 or 202 with `Azure-AsyncOperation` (or `Operation-Location`), whose body has a status, or with `Location`,
 * which answers 202 until it is over. An answer to the call without any of these is the end.
 */
function readHeader({ status, headers, body }: ResponseFacts, isFirst: boolean): OperationState {
  const operation = headers.get("azure-asyncoperation") ?? headers.get("operation-location");
  const next = operation ?? headers.get("location");
  const phase = textAt(body, "status");
  if (isFirst) {
    const goesOn = operation !== undefined || (status === 202 && next !== undefined);
    return goesOn ? { kind: "pending", phase: "accepted", next } : { kind: "done", object: body };
  }
  if (phase === undefined || /^\d+$/.test(phase)) {
    return status === 202 ? { kind: "pending", phase: "accepted", next } : { kind: "done", object: body };
  }
  if (/^succeeded$/i.test(phase)) return { kind: "done" };
  if (!/^(failed|cancell?ed)$/i.test(phase)) return { kind: "pending", phase, next };
  return { kind: "failed", phase, reason: reasonOf([at(body, "error") ?? null]) };
}

/** AWS Cloud Control: `{ ProgressEvent: { RequestToken, OperationStatus, StatusMessage, ErrorCode } }`. */
function readToken({ body }: ResponseFacts): OperationState {
  const event = at(body, "ProgressEvent");
  const status = textAt(event, "OperationStatus");
  if (status === undefined) return { kind: "unknown" };
  if (status === "SUCCESS") return { kind: "done", object: body };
  if (!["FAILED", "CANCEL_COMPLETE"].includes(status)) {
    return { kind: "pending", phase: status, next: textAt(event, "RequestToken") };
  }
  const parts = [textAt(event, "ErrorCode"), textAt(event, "StatusMessage")].filter((part) => part !== undefined);
  return { kind: "failed", phase: status, reason: parts.join(": ") };
}

/** `code: message` of each error, as far as they have one. */
function reasonOf(errors: readonly JsonValue[]): string {
  const texts = errors.map((error) => {
    const parts = [textAt(error, "code"), textAt(error, "message")].filter((part) => part !== undefined);
    return parts.join(": ");
  });
  return texts.filter((text) => text !== "").join("; ");
}

function at(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const object = value as { readonly [name: string]: JsonValue };
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function textAt(value: JsonValue | undefined, name: string): string | undefined {
  const found = at(value, name);
  return typeof found === "string" || typeof found === "number" ? String(found) : undefined;
}

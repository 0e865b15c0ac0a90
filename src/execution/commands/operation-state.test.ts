import { expect, test } from "vitest";
import type { OperationProtocol } from "../../catalog/model.ts";
import type { ResponseFacts } from "../../connector/call.ts";
import { operationState, type OperationState } from "./operation-state.ts";

interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: ResponseFacts["body"];
}

const state = (protocol: OperationProtocol, { status = 200, headers = {}, body }: Said, isFirst = false) =>
  operationState(protocol, { status, headers: new Map(Object.entries(headers)), body }, isFirst);

const cases: readonly (readonly [string, OperationProtocol, Said, OperationState])[] = [
  ["a link goes on", "link", { body: { status: "PENDING" } }, { kind: "pending", phase: "PENDING", next: undefined }],
  ["a link is done without a target", "link", { body: { status: "DONE" } }, { kind: "done", at: undefined }],
  [
    "a link tells all its errors",
    "link",
    { body: { status: "DONE", error: { errors: [{ code: "A", message: "b" }, { message: "c" }] } } },
    { kind: "failed", phase: "DONE", reason: "A: b; c" },
  ],
  ["a link without a status is no operation", "link", { body: { id: 1 } }, { kind: "unknown" }],
  ["an array is no operation", "name", { body: [{ name: "x" }] }, { kind: "unknown" }],
  ["a name that is done may have no object", "name", { body: { name: "o", done: true } }, { kind: "done" }],
  [
    "a poll keeps its place unless a header moves it",
    "header",
    { headers: { location: "/b" }, status: 202 },
    { kind: "pending", phase: "accepted", next: "/b" },
  ],
  ["a poll of a place ends with its answer", "header", { body: { id: 1 } }, { kind: "done", object: { id: 1 } }],
  ["any other status goes on", "header", { body: { status: "Moving" } }, { kind: "pending", phase: "Moving" }],
  [
    "a cancelled one has failed",
    "header",
    { body: { status: "Canceled" } },
    { kind: "failed", phase: "Canceled", reason: "" },
  ],
  ["a token without an event is no operation", "token", { body: {} }, { kind: "unknown" }],
  [
    "a token goes on while it is cancelled",
    "token",
    { body: { ProgressEvent: { OperationStatus: "CANCEL_IN_PROGRESS", RequestToken: "t" } } },
    { kind: "pending", phase: "CANCEL_IN_PROGRESS", next: "t" },
  ],
];

test.each(cases)("%s", (_title, protocol, said, expected) => {
  expect(state(protocol, said)).toEqual(expected);
});

test("an answer to the call without a place to look at is the end", () => {
  expect(state("header", { status: 201, body: { id: 1 } }, true)).toEqual({ kind: "done", object: { id: 1 } });
  expect(state("header", { status: 201, headers: { location: "/made" } }, true)).toMatchObject({ kind: "done" });
  expect(state("header", { status: 202, headers: { location: "/made" } }, true)).toMatchObject({ next: "/made" });
});

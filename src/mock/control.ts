// The end points under /__mock, through which people and other programs steer the mock.
import type { Answer } from "./call.ts";
import { readFaultRule } from "./faults.ts";
import type { Mock } from "./mock.ts";
import { isObject } from "./values.ts";

export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly text: string;
}

type ControlHandler = (mock: Mock, given: unknown) => Answer;

const handlers: Readonly<Record<string, ControlHandler>> = {
  "POST /__mock/faults": addFaults,
  "DELETE /__mock/faults": (mock) => {
    mock.faults.clear();
    return { status: 204 };
  },
  "POST /__mock/reset": (mock) => {
    mock.reset();
    return { status: 204 };
  },
  "GET /__mock/requests": (mock) => ({ status: 200, body: { requests: mock.journal.entries } }),
  "POST /__mock/clock": advanceClock,
};

/** Answers one steering request; 400 says what is wrong with it, 404 which requests there are. */
export function answerControl(mock: Mock, { method, path, text }: ControlRequest): Answer {
  const handler = handlers[`${method} ${path}`];
  if (handler === undefined)
    return { status: 404, body: { message: `there are: ${Object.keys(handlers).join(", ")}` } };
  let given: unknown;
  try {
    given = text === "" ? undefined : JSON.parse(text);
  } catch {
    return badRequest("the body is not valid JSON");
  }
  return handler(mock, given);
}

function addFaults(mock: Mock, given: unknown): Answer {
  const rules = (Array.isArray(given) ? given : [given]).map((rule) =>
    isObject(rule) ? readFaultRule(rule) : "a fault rule is a JSON object",
  );
  for (const rule of rules) if (typeof rule === "string") return badRequest(rule);
  for (const rule of rules) if (typeof rule !== "string") mock.faults.add(rule);
  return { status: 204 };
}

function advanceClock(mock: Mock, given: unknown): Answer {
  const milliseconds = isObject(given) ? given["advanceMilliseconds"] : undefined;
  if (typeof milliseconds !== "number" || !(milliseconds >= 0))
    return badRequest("advanceMilliseconds must be a number from 0");
  mock.cloud.clock.advance(milliseconds);
  return { status: 200, body: { now: mock.cloud.clock.text() } };
}

function badRequest(message: string): Answer {
  return { status: 400, body: { message } };
}

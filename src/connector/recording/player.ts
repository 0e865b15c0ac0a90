/** Answers requests from a recording. */
import { type EngineError, type ErrorCondition, errorCodes } from "../../common/error.ts";
import { requestFailure, throwIfCanceled } from "../failure.ts";
import type { HttpRequest, HttpResponse, Send } from "../transport/message.ts";
import { bodyText } from "./entry.ts";
import { type HarFailure, readRecording, type Recorded } from "./har.ts";
import { type Asked, isAlike, keyOf, nearestTo, shownAsked } from "./match.ts";
import { Scrubber } from "./scrub.ts";

/** The answers to one request, in the order in which they were recorded. */
interface Course {
  readonly answers: Recorded[];
  given: number;
}

/**
 * Reads a recording; the result answers each request with what was recorded for it, the last answer standing for those
 * that come after. It throws `request_not_recorded` with the nearest one for a request that is not there, and failures
 * as they were recorded. Throws `io_error` where the file cannot be read.
 */
export async function openPlayer(path: string): Promise<Send> {
  const recorded = await readRecording(path);
  const courses = coursesOf(recorded);
  const scrubber = new Scrubber({ numbered: false });
  return async (request, context) => {
    throwIfCanceled(context.signal);
    const asked = askedBy(request, scrubber);
    const course = courseFor(keyOf(asked), courses);
    if (course === undefined) throw notRecorded(asked, recorded, path);
    const answer = course.answers[Math.min(course.given++, course.answers.length - 1)];
    if (answer === undefined) throw notRecorded(asked, recorded, path);
    return answered(answer, request);
  };
}

function askedBy(request: HttpRequest, scrubber: Scrubber): Asked {
  const { method, url, secretNames } = request;
  return { method, url: scrubber.url(url, secretNames), body: bodyText(request, scrubber) };
}

/** Recordings of others are scrubbed now, so that they are found by what is left. */
function coursesOf(recorded: readonly Recorded[]): ReadonlyMap<string, Course> {
  const scrubber = new Scrubber({ numbered: false });
  const courses = new Map<string, Course>();
  for (const one of recorded) {
    const key = keyOf({ method: one.method, url: scrubber.url(one.url), body: scrubber.text(one.body, one.mediaType) });
    const course = courses.get(key) ?? { answers: [], given: 0 };
    course.answers.push(one);
    courses.set(key, course);
  }
  return courses;
}

/** Of several that a masked text makes alike, the first one that has an answer left. */
function courseFor(key: string, courses: ReadonlyMap<string, Course>): Course | undefined {
  const exact = courses.get(key);
  if (exact !== undefined) return exact;
  const alike = [...courses].filter(([recorded]) => isAlike(key, recorded)).map(([, course]) => course);
  return alike.find(({ given, answers }) => given < answers.length) ?? alike.at(-1);
}

function answered({ status, headers, content, failure }: Recorded, request: HttpRequest): HttpResponse {
  if (failure !== undefined) throw failureAgain(failure);
  return { status, headers, body: content, url: request.url };
}

/** The code decides whether it is tried again, as it did then. */
function failureAgain({ condition, message, hint, code }: HarFailure): EngineError {
  const known = Object.hasOwn(errorCodes, condition) ? (condition as ErrorCondition) : "connection_failed";
  const cause = code === undefined ? undefined : Object.assign(new Error(message), { code });
  return requestFailure(known, message, { hint, cause });
}

function notRecorded(asked: Asked, recorded: readonly Recorded[], path: string): EngineError {
  return requestFailure("request_not_recorded", `${shownAsked(asked)} is not in the recording ${path}`, {
    hint: nearestTo(asked, recorded) ?? "Nothing is recorded in it.",
  });
}

/** Which recorded exchange a request means: by method, URL and body. Credentials, headers and what is secret do not count. */
import { isJsonArray, isJsonObject, jsonOf } from "../../common/json.ts";
import { mask } from "../../common/redact.ts";
import { nearestNames } from "../../common/suggest.ts";
import { hasParts } from "../../common/text-pattern.ts";
import { type JsonValue, stringifyJson } from "../../common/value.ts";
import { placeholder } from "./scrub.ts";

/** A request by what it is found. */
export interface Asked {
  readonly method: string;
  /** Scrubbed, as the body is. */
  readonly url: string;
  readonly body: string;
}

/** Equal for requests that mean the same, however their URL orders its parameters and their JSON its properties. */
export function keyOf({ method, url, body }: Asked): string {
  return [method, plainUrl(url), plainBody(body)].join("\n");
}

/**
 * True where a request means a recorded one but for what is masked there, which stands for any text: whoever replays it
 * may not have the secret, and sends something else.
 */
export function isAlike(key: string, recorded: string): boolean {
  if (!recorded.includes(mask)) return false;
  const lines = recorded.split("\n");
  return key.split("\n").every((line, index) => hasParts(line, (lines[index] ?? "").split(placeholder)));
}

function plainUrl(text: string): string {
  const url = new URL(text);
  url.hash = "";
  url.searchParams.sort();
  return url.href.replaceAll("%2A", "*");
}

/** Boundaries of parts are made of what the parts hold, secrets included. */
function plainBody(body: string): string {
  const value = jsonOf(body);
  const text = value === undefined ? body : stringifyJson(sorted(value));
  return text.replaceAll(/tributary-[0-9a-f]{32}/g, "boundary").replaceAll("\n", "\\n");
}

function sorted(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const pairs = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(pairs.map(([name, inner]) => [name, sorted(inner)]));
}

const longestShown = 300;

/** Comparing every letter of very many URLs would take longer than anybody waits for a hint. */
const mostCompared = 300;

/** A request as messages name it. */
export function shownAsked({ method, url }: Asked): string {
  return `${method} ${url.length > longestShown ? `${url.slice(0, longestShown)}…` : url}`;
}

/** How the nearest recorded request differs, in a sentence; undefined where nothing is recorded. */
export function nearestTo(asked: Asked, recorded: readonly Asked[]): string | undefined {
  const sameUrl = recorded.find((one) => one.method === asked.method && plainUrl(one.url) === plainUrl(asked.url));
  if (sameUrl !== undefined) return `It is recorded with another body: ${shownBody(sameUrl.body)}`;
  const samePlace = recorded.find((one) => one.method === asked.method && placeOf(one.url) === placeOf(asked.url));
  if (samePlace !== undefined) return `The nearest one differs in its parameters: ${shownAsked(samePlace)}`;
  const sameMethod = recorded.find((one) => placeOf(one.url) === placeOf(asked.url));
  if (sameMethod !== undefined) return `The nearest one has another method: ${shownAsked(sameMethod)}`;
  const [near] = nearestNames(shownAsked(asked), recorded.slice(0, mostCompared).map(shownAsked));
  if (near !== undefined) return `The nearest one is ${near}`;
  const [first] = recorded;
  if (first === undefined) return undefined;
  const others = recorded.length - 1;
  return `None is near; recorded are ${shownAsked(first)}${others === 0 ? "" : ` and ${others} more`}`;
}

function placeOf(url: string): string {
  return url.split(/[?#]/, 1).join("");
}

function shownBody(body: string): string {
  if (body === "") return "none";
  return body.length > longestShown ? `${body.slice(0, longestShown)}…` : body;
}

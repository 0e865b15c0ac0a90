import { expect, test } from "vitest";
import { limitRate } from "./limit-rate.ts";
import type { HttpRequest, SendContext } from "./message.ts";

const context: SendContext = { signal: new AbortController().signal, onEvent: () => undefined, id: 1 };

/** When each request to a URL goes out, by a clock that stands still but for waiting. */
async function departures(perSecond: number, urls: readonly string[]): Promise<number[]> {
  const waits: number[] = [];
  const wait = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
  const sent: number[] = [];
  const send = limitRate(
    perSecond,
    () => 0,
    wait,
  )(async ({ url }) => {
    sent.push(waits.at(-1) ?? 0);
    return { status: 200, headers: new Map(), body: Buffer.alloc(0), url };
  });
  for (const url of urls) {
    const request: HttpRequest = { method: "GET", url, headers: [], readOnly: true, secretNames: [] };
    await send(request, context);
  }
  return sent;
}

test("requests to one host go out evenly spaced, the first at once", async () => {
  expect(await departures(4, ["http://a.test/1", "http://a.test/2", "http://a.test/3"])).toEqual([0, 250, 500]);
});

test("hosts have clocks of their own", async () => {
  const urls = ["http://a.test/", "http://b.test/", "http://a.test/"];
  expect(await departures(2, urls)).toEqual([0, 0, 500]);
});

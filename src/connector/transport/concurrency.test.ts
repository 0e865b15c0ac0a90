import { expect, test } from "vitest";
import { limitConcurrency } from "./concurrency.ts";
import type { HttpRequest, HttpResponse, SendContext } from "./message.ts";

function context(): SendContext {
  return { signal: new AbortController().signal, onEvent: () => undefined, id: 1 };
}

const request: HttpRequest = { method: "GET", url: "http://a.test/", headers: [], readOnly: true, secretNames: [] };

/** A limited host that many requests want to reach; those in flight end when told to, with a status. */
async function crowd(limit: number) {
  const open: ((status: number) => void)[] = [];
  const send = limitConcurrency(limit)(() => {
    const { url } = request;
    return new Promise<HttpResponse>((resolve) => {
      open.push((status) => resolve({ status, headers: new Map(), body: Buffer.alloc(0), url }));
    });
  });
  for (let count = 0; count < 100; count++) void send(request, context());
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** Ends the requests in flight; how many take their places. */
  const endAll = async (status: number) => {
    for (const end of open.splice(0)) end(status);
    await settle();
    return open.length;
  };
  await settle();
  return { endAll };
}

test("a burst of refusals halves the limit once, each further one again, down to one", async () => {
  const { endAll } = await crowd(8);
  expect(await endAll(429)).toBe(4);
  expect(await endAll(429)).toBe(2);
  expect(await endAll(429)).toBe(1);
  expect(await endAll(429)).toBe(1);
});

test("successes raise the limit again, up to where it was", async () => {
  const { endAll } = await crowd(3);
  const sizes: number[] = [await endAll(429)];
  for (let round = 0; round < 8; round++) sizes.push(await endAll(200));
  expect(sizes).toEqual([1, 2, 3, 3, 3, 3, 3, 3, 3]);
});

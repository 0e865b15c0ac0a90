import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { fetchBytes } from "./fetch.ts";
import type { HttpRequest, HttpResponse } from "./transport/message.ts";

const answer =
  (status: number, body: Buffer) =>
  async (request: HttpRequest): Promise<HttpResponse> => ({
    status,
    headers: new Map(),
    body,
    url: request.url,
  });
const never = new AbortController().signal;

test("the bytes of a file come as they are, asked for without credentials", async () => {
  const bytes = gzipSync("archive");
  const seen: HttpRequest[] = [];
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    seen.push(request);
    return answer(200, bytes)(request);
  };
  expect(await fetchBytes("https://registry.test/a.tgz", never, send)).toEqual(bytes);
  expect(seen).toEqual([
    {
      method: "GET",
      url: "https://registry.test/a.tgz",
      headers: [["Accept", "*/*"]],
      readOnly: true,
      isFile: true,
      secretNames: [],
    },
  ]);
});

test("any status but 2xx is an error that names it", async () => {
  const failing = fetchBytes("https://registry.test/a.tgz?token=abc", never, answer(404, Buffer.from("gone")));
  await expect(failing).rejects.toMatchObject({
    condition: "registry_error",
    message: "GET https://registry.test/a.tgz?token=*** answered with status 404",
  });
});

import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { factsDirectory, mockClient } from "./harness.ts";
import { startMockConfluent } from "./server.ts";

const environments = "/org/v2/environments";

test("an unknown path is 404, a wrong method 405 with the ones that are allowed", async () => {
  const client = await mockClient();
  for (const path of ["/org/v2/nothing", "/", "/org/v2/environments/", "/org/v2/environments/env-1/more"]) {
    expect((await client.get(path)).status).toBe(404);
  }
  const wrong = await client.send("PUT", environments, { body: {} });
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, POST"]);
  expect((await client.get("/oauth2/token")).headers.get("allow")).toBe("POST");
});

test("an id with a percent sign names nothing and breaks nothing", async () => {
  const client = await mockClient();
  expect((await client.get(`${environments}/%`)).status).toBe(404);
  expect((await client.get(`${environments}/a%2Fb`)).status).toBe(404);
});

test("malformed JSON is 400, a foreign media type 415, a huge body 413", async () => {
  const client = await mockClient();
  expect((await client.post(environments, "{")).status).toBe(400);
  expect((await client.post(environments, "a", { headers: { "content-type": "text/plain" } })).status).toBe(415);
  expect((await client.post(environments, `"${"x".repeat(5_000_000)}"`)).status).toBe(413);
});

test("every answer has a request id and rate limit headers", async () => {
  const client = await mockClient();
  const replies = [
    await client.get(environments),
    await client.get("/nothing"),
    await client.get(environments, { authorization: null }),
  ];
  expect(new Set(replies.map((reply) => reply.headers.get("x-request-id"))).size).toBe(3);
  for (const { headers } of replies) expect(headers.get("x-ratelimit-limit")).toBe("1000000");
});

test("a bucket that is empty answers 429 until it fills again, for each credential alone", async () => {
  const client = await mockClient({ rateLimit: { requests: 2, seconds: 10 } });
  const path = `${environments}?page_size=1`;
  const first = await client.get(path);
  expect(first.headers.get("x-ratelimit-remaining")).toBe("1");
  await client.get(path);
  const limited = await client.get(path);
  expect(limited.status).toBe(429);
  expect(limited.headers.get("retry-after")).toBe("5");
  expect(limited.headers.get("x-ratelimit-remaining")).toBe("0");
  expect((await client.get(path, { authorization: null })).status).toBe(401);
  client.server.advance(5_000);
  expect((await client.get(path)).status).toBe(200);
});

test("a client that takes gzip gets it for large bodies only", async () => {
  const client = await mockClient();
  const raw = (path: string, encoding: string) =>
    new Promise<{ encoding: string | undefined; bytes: Buffer }>((done, fail) => {
      const headers = { authorization: `Basic ${btoa("MOCKKEY:MOCKSECRET")}`, "accept-encoding": encoding };
      request(client.server.url + path, { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          done({ encoding: response.headers["content-encoding"], bytes: Buffer.concat(chunks) }),
        );
      })
        .on("error", fail)
        .end();
    });
  const plain = await raw(environments, "identity");
  expect(plain.encoding).toBeUndefined();
  for (const once of [await raw(environments, "br, gzip"), await raw(environments, "gzip")]) {
    expect(once.encoding).toBe("gzip");
    expect(gunzipSync(once.bytes).equals(plain.bytes)).toBe(true);
  }
  expect((await raw(environments, "gzip;q=0")).encoding).toBeUndefined();
  expect((await raw(`${environments}/none`, "gzip")).encoding).toBeUndefined();
});

test("the journal tells what was asked and how it was answered", async () => {
  const client = await mockClient();
  await client.get(`${environments}?page_size=3`);
  await client.post(environments, { display_name: "n", api_secret: "s3cr3t-value" });
  expect(client.server.requests).toEqual([
    { method: "GET", path: environments, query: "page_size=3", scheme: "Basic", status: 200 },
    {
      method: "POST",
      path: environments,
      query: "",
      scheme: "Basic",
      status: 201,
      body: { display_name: "n", api_secret: "***" },
    },
  ]);
  expect((await client.get("/__mock/requests")).body).toEqual({ requests: client.server.requests });
});

test("reset brings back the data set, its ids included, and an empty journal", async () => {
  const client = await mockClient();
  const before = await client.get(environments);
  const made = (await client.post(environments, { display_name: "gone soon" })).body.id;
  client.server.fail({ status: 500, times: "always" });
  client.server.reset();
  expect(client.server.requests).toEqual([]);
  expect((await client.get(environments)).body.data).toEqual(before.body.data);
  expect((await client.get(`${environments}/${made}`)).status).toBe(404);
  await client.post("/__mock/reset", undefined);
  expect(client.server.requests).toEqual([]);
});

test("latency holds every answer back", async () => {
  const { server } = await mockClient({ latencyMilliseconds: 600_000, scale: 0 });
  await expect(fetch(server.url + environments, { signal: AbortSignal.timeout(100) })).rejects.toThrow("timeout");
  expect(server.requests).toHaveLength(1);
});

test("a directory without facts, or a port in use, is told with a hint", async () => {
  await expect(startMockConfluent({ factsDirectory: "/nowhere" })).rejects.toMatchObject({
    condition: "configuration_error",
  });
  const client = await mockClient();
  const again = startMockConfluent({ factsDirectory, port: client.server.port, scale: 0 });
  await expect(again).rejects.toMatchObject({ condition: "io_error", hint: expect.stringContaining("another port") });
});

test("a closed server answers no more", async () => {
  const client = await mockClient({ scale: 0 });
  await client.server.close();
  await expect(client.get(environments)).rejects.toThrow("fetch failed");
});

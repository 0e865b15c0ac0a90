import { expect, test } from "vitest";
import { mockClient } from "./harness.ts";

const environments = "/org/v2/environments";
const path = `${environments}?page_size=1`;

test.each([401, 403, 404, 409, 429, 500])(
  "a fault of status %i hits once, in the API's error shape",
  async (status) => {
    const client = await mockClient();
    client.server.fail({ method: "GET", path: environments, status });
    const reply = await client.get(path);
    expect(reply.status).toBe(status);
    expect(reply.body.errors[0].status).toBe(String(status));
    expect((await client.get(path)).status).toBe(200);
  },
);

test("a fault chooses its requests by method and path, passes some, and hits as often as told", async () => {
  const client = await mockClient();
  client.server.fail({ method: "get", path: "/org/*/environments", status: 500, skip: 1, times: 2 });
  expect((await client.get("/iam/v2/users")).status).toBe(200);
  expect((await client.post(environments, { display_name: "a" })).status).toBe(201);
  const statuses = [];
  for (let count = 0; count < 4; count++) statuses.push((await client.get(path)).status);
  expect(statuses).toEqual([200, 500, 500, 200]);
});

test("a fault brings its own headers and body", async () => {
  const client = await mockClient();
  client.server.fail({ status: 503, headers: { "Retry-After": "7" }, body: { odd: true } });
  const reply = await client.get(path);
  expect([reply.status, reply.headers.get("retry-after"), reply.body]).toEqual([503, "7", { odd: true }]);
  client.server.fail({ status: 502, headers: { "Content-Type": "text/html" }, body: "<html>bad gateway</html>" });
  const page = await client.get(path);
  expect([page.headers.get("content-type"), page.text]).toEqual(["text/html", "<html>bad gateway</html>"]);
});

test("a fault after the commit answers 500 although the object was made", async () => {
  const client = await mockClient({ scale: 0 });
  client.server.fail({ method: "POST", status: 500, afterCommit: true });
  expect((await client.post(environments, { display_name: "a" })).status).toBe(500);
  expect((await client.get(environments)).body.data).toMatchObject([{ display_name: "a" }]);
});

test("a slow answer comes, a cut-off body and a reset connection fail at the client", async () => {
  const client = await mockClient();
  client.server.fail({ delayMilliseconds: 30 });
  expect((await client.get(path)).status).toBe(200);
  client.server.fail({ connection: "cut" });
  await expect(client.get(path)).rejects.toThrow();
  client.server.fail({ connection: "reset" });
  await expect(client.get(path)).rejects.toThrow();
  expect(client.server.requests.map((entry) => entry.status)).toEqual([200, 200, 0]);
  expect((await client.get(path)).status).toBe(200);
});

test("role bindings show a provoked fault in their own shape", async () => {
  const client = await mockClient();
  client.server.fail({ status: 500 });
  expect((await client.get("/iam/v2/role-bindings/rb-1")).body).toMatchObject({ error_code: 50001 });
});

test("faults, clock and reset can be steered over HTTP", async () => {
  const client = await mockClient();
  expect((await client.post("/__mock/faults", [{ status: 500 }, { status: 503 }])).status).toBe(204);
  expect([(await client.get(path)).status, (await client.get(path)).status]).toEqual([500, 503]);
  await client.post("/__mock/faults", { status: 500, times: "always" });
  await client.delete("/__mock/faults");
  expect((await client.get(path)).status).toBe(200);
  const { body } = await client.post("/__mock/clock", { advanceMilliseconds: 86_400_000 });
  expect(Date.parse(body.now)).toBeGreaterThan(Date.now() + 86_000_000);
});

test.each([
  ["an unknown member", { stauts: 500 }, "stauts"],
  ["a member that every object has", { constructor: 1 }, "constructor"],
  ["a status that is none", { status: 99 }, "status"],
  ["no object", 7, "JSON object"],
  ["a count of nothing", { times: 0 }, "times"],
])("a fault rule with %s is refused and says why", async (_what, rule, reason) => {
  const client = await mockClient();
  const reply = await client.post("/__mock/faults", rule);
  expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(reason)]);
  expect((await client.get(path)).status).toBe(200);
});

test("steering refuses what it does not know", async () => {
  const client = await mockClient();
  expect((await client.get("/__mock/else")).body.message).toContain("POST /__mock/faults");
  expect((await client.post("/__mock/clock", { advanceMilliseconds: -1 })).status).toBe(400);
  expect((await client.post("/__mock/faults", "{")).status).toBe(400);
});

test("the harness notices an answer that is not as the facts say", async () => {
  const client = await mockClient();
  client.server.fail({
    status: 200,
    body: { api_version: "org/v2", kind: "EnvironmentList", metadata: {}, data: [{}] },
  });
  await expect(client.get(path)).rejects.toThrow("answered against the facts");
});

import { expect, test } from "vitest";
import type { Connection } from "../connection.ts";
import type { Call } from "../call.ts";
import { callOf, connect, failureOf, method, read, serve, type Answer } from "../test-server.ts";
import { certificate, selfSigned, serveTls, signedBy } from "./test-tls.ts";

const found: Answer = { body: { data: [{ id: "1" }] } };

function connection(name: string, facts: Partial<Connection> = {}): Connection {
  const none = { auth: {}, variables: {}, parameters: {}, values: {}, network: {}, limits: {}, ignore: [], tags: {} };
  return { name, provider: "acme", source: "test", ...none, ...facts };
}

const callBy = (origin: string, name: string, facts: Partial<Connection> = {}): Call =>
  callOf(method(origin), {}, { connection: connection(name, facts) });

/** An API that answers when so many requests wait for it together, and counts the most that did. */
async function gatheringApi(size: number) {
  const waiting: (() => void)[] = [];
  const counts = { most: 0 };
  const api = await serve(async () => {
    await new Promise<void>((answer) => {
      waiting.push(answer);
      counts.most = Math.max(counts.most, waiting.length);
      if (waiting.length >= size) for (const one of waiting.splice(0)) one();
    });
    return found;
  });
  return { origin: api.origin, counts };
}

const times = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make));

test("a connection has places of its own at a host, for all its calls together", async () => {
  const { origin, counts } = await gatheringApi(3);
  const connector = connect({ concurrency: 1 });
  await times(9, () => read(connector, callBy(origin, "wide", { limits: { concurrency: 3 } })));
  expect(counts.most).toBe(3);
});

test("connections do not take places from each other, nor from calls of none", async () => {
  const { origin, counts } = await gatheringApi(3);
  const connector = connect({ concurrency: 1 });
  const calls = [callOf(method(origin)), callBy(origin, "one"), callBy(origin, "two")];
  await Promise.all(calls.map((call) => times(3, () => read(connector, call))));
  expect(counts.most).toBe(3);
});

test("a host that holds one connection back answers the others", async () => {
  const api = await serve((_request, count) =>
    count === 1 ? { ...found, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "50" } } : found,
  );
  const connector = connect();
  await read(connector, callBy(api.origin, "spent"));
  expect((await read(connector, callBy(api.origin, "fresh"))).rows).toEqual([["1"]]);
});

test("retries and timeouts are those of the connection", async () => {
  const api = await serve(() => ({ status: 503, headers: { "retry-after": "0" } }));
  await failureOf(read(connect({ retries: 0 }), callBy(api.origin, "patient", { limits: { retries: 2 } })));
  expect(api.received).toHaveLength(3);
  const silent = await serve(() => new Promise(() => undefined));
  const limits = { timeoutMilliseconds: 40 };
  expect(await failureOf(read(connect(), callBy(silent.origin, "hasty", { limits })))).toMatch(
    /^upstream_timeout: .* within 0.04 s/,
  );
});

test("a connection has its own proxy, or none", async () => {
  const api = await serve(() => found);
  const proxy = await serve(() => ({ body: { data: [{ id: "by proxy" }] } }));
  const connector = connect({ proxy: proxy.origin });
  const rowsBy = async (facts: Partial<Connection>) => (await read(connector, callBy(api.origin, "a", facts))).rows;
  expect(await rowsBy({})).toEqual([["by proxy"]]);
  expect(await rowsBy({ network: { proxy: "" } })).toEqual([["1"]]);
});

test.skipIf(certificate === undefined)("a connection has its own certificates", async () => {
  const authority = selfSigned("Acme authority");
  const [server, client] = [signedBy(authority), signedBy(authority, { password: "k3y-passw0rd" })];
  const { cert, key } = server;
  const options = { cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const origin = await serveTls(() => found, options);
  const connector = connect({}, { KEY_PASSWORD: "k3y-passw0rd" });
  const trusting = {
    caBundle: authority.path,
    caMode: "replace",
    certificate: client.path,
    key: client.keyPath,
  } as const;
  const outcome = (network: Connection["network"]): Promise<string> =>
    failureOf(read(connector, callBy(origin, "a", { network })));
  expect(await outcome({ ...trusting, keyPassword: { env: "KEY_PASSWORD" } })).toBe("no failure");
  expect(await outcome({ ...trusting, keyPassword: { env: "NOT_SET" } })).toBe(
    "missing_credentials: the password of the client key is not where the connection looks for it\n" +
      "Set the variable NOT_SET.",
  );
  expect(await outcome({})).toMatch(/^connection_failed: .*not trusted/);
});

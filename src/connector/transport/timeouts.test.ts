import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { TimeoutRule } from "../network.ts";
import { callOf, connect, failureOf, listen, method, read } from "../test-server.ts";
import { timeoutsFor } from "./timeouts.ts";

const rules: readonly TimeoutRule[] = [
  { phase: "headers", milliseconds: 30 },
  { host: "*.slow.test", phase: "headers", milliseconds: 90 },
  { host: "api.slow.test", phase: "total", milliseconds: 0 },
];

test.each([
  ["api.acme.test", { connect: 15_000, headers: 30, idle: 0, total: 45 }],
  ["www.SLOW.test", { connect: 15_000, headers: 90, idle: 0, total: 45 }],
  ["api.slow.test", { connect: 15_000, headers: 90, idle: 0, total: 0 }],
  ["xslow.test", { connect: 15_000, headers: 30, idle: 0, total: 45 }],
])("the last rule that names a host holds for it: %s", (host, expected) => {
  expect(timeoutsFor(host, { timeoutMilliseconds: 45, timeouts: rules })).toEqual(expected);
});

function outcomeAt(origin: string, ...timeouts: readonly TimeoutRule[]): Promise<string> {
  return failureOf(read(connect({ timeouts }), callOf(method(origin))));
}

test("a server that takes the connection, but never shakes hands, is no connection", async () => {
  const silent = net.createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await once(silent, "listening");
  const { port } = silent.address() as net.AddressInfo;
  expect(await outcomeAt(`https://127.0.0.1:${port}`, { phase: "connect", milliseconds: 40 })).toBe(
    `upstream_timeout: no connection to 127.0.0.1:${port} within 0.04 s\n` +
      "Check the network, VPN and firewall, and whether a proxy is needed (HTTPS_PROXY); --http.timeout connect=SECONDS waits longer.",
  );
});

test("a write to which no connection was made is sent again", async () => {
  let connections = 0;
  const silent = net.createServer(() => connections++).listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await once(silent, "listening");
  const { port } = silent.address() as net.AddressInfo;
  const facts = { verb: "exec", request: { httpMethod: "POST" } } as const;
  const connector = connect({ retries: 1, timeouts: [{ phase: "connect", milliseconds: 40 }] });
  await failureOf(read(connector, callOf(method(`https://127.0.0.1:${port}`, facts))));
  expect(connections).toBe(2);
});

test("a server that does not begin to answer", async () => {
  const origin = await listen(http.createServer(() => undefined));
  expect(await outcomeAt(origin, { phase: "headers", milliseconds: 40 })).toMatch(
    /^upstream_timeout: 127.0.0.1:\d+ took the request, but did not begin to answer within 0.04 s\n.*headers=SECONDS/,
  );
});

test("a server that stops in the middle of its answer", async () => {
  const server = http.createServer((_incoming, outgoing) => void outgoing.write('{"data":['));
  expect(await outcomeAt(await listen(server), { phase: "idle", milliseconds: 40 })).toMatch(
    /^upstream_timeout: 127.0.0.1:\d+ sent nothing for 0.04 s in the middle of its answer\n.*idle=SECONDS/,
  );
});

test("an answer that takes longer than any pause in it may is read to its end", async () => {
  const server = http.createServer((_incoming, outgoing) => {
    const pieces = [
      '{"data":[',
      ...Array.from({ length: 10 }, (_, id) => `${id === 0 ? "" : ","}{"id":"${id}"}`),
      "]}",
    ];
    const timer = setInterval(() => {
      const piece = pieces.shift();
      if (piece !== undefined) return void outgoing.write(piece);
      clearInterval(timer);
      return void outgoing.end();
    }, 100);
  });
  expect(await outcomeAt(await listen(server), { phase: "idle", milliseconds: 1000 })).toBe("no failure");
});

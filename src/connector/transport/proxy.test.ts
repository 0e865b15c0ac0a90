import http from "node:http";
import https from "node:https";
import net from "node:net";
import { expect, test } from "vitest";
import { callOf, connect, failureOf, listen, method, read, serve } from "../test-server.ts";
import { proxyFor } from "./proxy.ts";
import { certificate, serveTls } from "./test-tls.ts";

const found = { body: { data: [{ id: "1" }] } };

interface TestProxy {
  readonly url: string;
  /** What it was asked for, and with which Proxy-Authorization. */
  readonly asked: (readonly (string | undefined)[])[];
}

/** What a proxy wants to be told: that of user `us:er` and password `p@ss wörd`. */
const wanted = `Basic ${Buffer.from("us:er:p@ss wörd").toString("base64")}`;

/**
 * A forward proxy for http and, by CONNECT, for https; `refuse` answers every CONNECT with this status, `strict` all that
 * come without credentials.
 */
async function startProxy(refuse?: number | "strict", tls?: https.ServerOptions): Promise<TestProxy> {
  const asked: (readonly (string | undefined)[])[] = [];
  const isRefused = (incoming: http.IncomingMessage): boolean =>
    refuse === "strict" && incoming.headers["proxy-authorization"] !== wanted;
  const proxy = tls === undefined ? http.createServer() : https.createServer(tls);
  proxy.on("request", (incoming: http.IncomingMessage, outgoing: http.ServerResponse) => {
    asked.push([`${incoming.method} ${incoming.url}`, incoming.headers["proxy-authorization"]]);
    if (isRefused(incoming)) return void outgoing.writeHead(407, { "proxy-authenticate": "Basic" }).end("who?");
    const { authorization } = incoming.headers;
    const headers = authorization === undefined ? {} : { authorization };
    return void http.get(incoming.url ?? "", { headers }, (answer) => answer.pipe(outgoing));
  });
  proxy.on("connect", (incoming: http.IncomingMessage, client: net.Socket) => {
    asked.push([`CONNECT ${incoming.url}`, incoming.headers["proxy-authorization"]]);
    const status = refuse === "strict" ? (isRefused(incoming) ? 407 : undefined) : refuse;
    if (status !== undefined) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = (incoming.url ?? "").split(":");
    const target = net.connect(Number(port), host, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    client.on("error", () => target.destroy());
    target.on("error", () => client.destroy());
    return target.pipe(client).pipe(target);
  });
  return { url: await listen(proxy, tls === undefined ? "http" : "https"), asked };
}

test("http goes through HTTP_PROXY", async () => {
  const api = await serve(() => found);
  const proxy = await startProxy();
  const { rows } = await read(connect({}, { HTTP_PROXY: proxy.url }), callOf(method(api.origin)));
  expect(rows).toEqual([["1"]]);
  expect(proxy.asked).toEqual([[`GET ${api.origin}/things`, undefined]]);
});

test("a configured proxy, with its credentials, wins over the variables", async () => {
  const api = await serve(() => found);
  const proxy = await startProxy();
  const config = { proxy: proxy.url.replace("//", "//user:proxy-pass@") };
  await read(connect(config, { NO_PROXY: "*" }), callOf(method(api.origin)));
  expect(proxy.asked).toEqual([
    [`GET ${api.origin}/things`, `Basic ${Buffer.from("user:proxy-pass").toString("base64")}`],
  ]);
});

test("a proxy that cannot be reached is named, without its password", async () => {
  const config = { proxy: "http://user:proxy-pass@127.0.0.1:9" };
  const outcome = await failureOf(read(connect(config), callOf(method("http://api.acme.test"))));
  expect(outcome).toMatch(
    /^connection_failed: .*api.acme.test through the proxy http:\/\/127.0.0.1:9: the connection was refused/,
  );
  expect(outcome).not.toContain("proxy-pass");
});

test.skipIf(certificate === undefined)("https tunnels by CONNECT", async () => {
  const proxy = await startProxy();
  const origin = await serveTls(() => found);
  const config = { caBundle: certificate?.path };
  const { rows } = await read(connect(config, { https_proxy: proxy.url }), callOf(method(origin)));
  expect(rows).toEqual([["1"]]);
  expect(proxy.asked).toEqual([[`CONNECT ${new URL(origin).host}`, undefined]]);
});

test("a proxy that refuses to connect is connection_failed with a remedy", async () => {
  const proxy = await startProxy(407);
  const outcome = await failureOf(
    read(connect({ retries: 2 }, { HTTPS_PROXY: proxy.url }), callOf(method("https://api.acme.test"))),
  );
  expect(outcome).toMatch(
    /^connection_failed: the proxy http:\/\/127.0.0.1:\d+ answered 407 .* api.acme.test\n.*user:password/,
  );
  expect(proxy.asked).toHaveLength(1);
});

test.skipIf(certificate === undefined).each(["http", "https"])(
  "a proxy that demands credentials gets them decoded, for %s, and is named without them where they are wrong",
  async (scheme) => {
    const origin = scheme === "http" ? (await serve(() => found)).origin : await serveTls(() => found);
    const proxy = await startProxy("strict");
    const ask = (user: string): Promise<string> => {
      const config = { caBundle: certificate?.path, retries: 2 };
      const through = { [`${scheme}_proxy`]: proxy.url.replace("//", `//${user}@`) };
      return failureOf(read(connect(config, through), callOf(method(origin))));
    };
    expect(await ask("us%3Aer:p%40ss%20w%C3%B6rd")).toBe("no failure");
    const refused = await ask("us%3Aer:wr0ng-one");
    expect(refused).toMatch(
      /^connection_failed: the proxy http:\/\/127.0.0.1:\d+ answered 407 when asked to connect to 127.0.0.1:\d+\n.*--http.proxy.user/,
    );
    expect(refused).not.toContain("wr0ng-one");
    expect(proxy.asked.map(([, credentials]) => credentials === wanted)).toEqual([true, false]);
  },
);

test.skipIf(certificate === undefined).each(["http", "https"])(
  "a proxy that is reached over TLS, by its own authority, for %s",
  async (scheme) => {
    const origin = scheme === "http" ? (await serve(() => found)).origin : await serveTls(() => found);
    const proxy = await startProxy("strict", certificate);
    const config = { caBundle: certificate?.path, proxy: proxy.url.replace("//", "//us%3Aer:p%40ss%20w%C3%B6rd@") };
    expect((await read(connect(config), callOf(method(origin)))).rows).toEqual([["1"]]);
    const untrusting = { proxy: config.proxy, caBundle: undefined };
    expect(await failureOf(read(connect(untrusting), callOf(method(origin))))).toMatch(
      /^connection_failed: .* through the proxy https:\/\/127.0.0.1:\d+: the server's certificate is not trusted/,
    );
    expect(proxy.asked.map(([, credentials]) => credentials)).toEqual([wanted]);
  },
);

test("a password with a bare percent sign is taken as it stands", async () => {
  const api = await serve(() => found);
  const proxy = await startProxy();
  const config = { proxy: proxy.url.replace("//", "//user:100%25%zz@") };
  await read(connect(config), callOf(method(api.origin)));
  expect(proxy.asked.map(([, credentials]) => credentials)).toEqual([
    `Basic ${Buffer.from("user:100%25%zz").toString("base64")}`,
  ]);
});

test("an empty proxy is none, whatever the variables say", async () => {
  const api = await serve(() => found);
  const { rows } = await read(connect({ proxy: "" }, { HTTP_PROXY: "http://127.0.0.1:9" }), callOf(method(api.origin)));
  expect(rows).toEqual([["1"]]);
});

function chosen(url: string, variables: { readonly [name: string]: string }): string | undefined {
  return proxyFor(new URL(url), { environment: (name) => variables[name] })?.href;
}

test("the proxy is chosen by scheme, with exceptions", () => {
  const variables = {
    HTTPS_PROXY: "p.test:8080",
    ALL_PROXY: "http://all.test",
    NO_PROXY: "a.test, .b.test,*.c.test d.test:8443",
  };
  expect(chosen("https://x.test", variables)).toBe("http://p.test:8080/");
  expect(chosen("http://x.test", variables)).toBe("http://all.test/");
  for (const host of ["a.test", "www.a.test", "x.b.test", "x.c.test", "d.test:8443"]) {
    expect(chosen(`https://${host}`, variables)).toBeUndefined();
  }
  expect(chosen("https://d.test", variables)).toBe("http://p.test:8080/");
  expect(chosen("https://nota.test", variables)).toBe("http://p.test:8080/");
  expect(chosen("https://x.test", { HTTPS_PROXY: "http://p", NO_PROXY: "*" })).toBeUndefined();
  expect(chosen("https://x.test", {})).toBeUndefined();
});

test("a proxy that is none is a configuration error", async () => {
  expect(await failureOf(read(connect({ proxy: "socks5://p:1080" }), callOf(method("https://x.test"))))).toMatch(
    /^configuration_error: the configured proxy .*\n.*SOCKS proxies are not supported/,
  );
});

test.each(["http://169.254.169.254/x", "http://169.254.170.2/x", "http://metadata.google.internal/x"])(
  "what tells a machine of itself is asked without a proxy: %s",
  (url) => {
    expect(
      proxyFor(new URL(url), { environment: () => "http://proxy.test", proxy: "http://proxy.test" }),
    ).toBeUndefined();
  },
);

test.each([
  ["10.0.0.0/8", "10.1.2.3", true],
  ["10.0.0.0/8", "11.1.2.3", false],
  ["10.1.2.3", "10.1.2.3", true],
  ["10.1.2.3:8443", "10.1.2.3", false],
  ["192.168.0.0/16:443", "192.168.7.7", true],
  ["fd00::/8", "[fd12::1]", true],
  ["[::1]", "[::1]", true],
  ["::1", "[::1]", true],
  ["[::1]:443", "[::1]", true],
  ["[::1]:80", "[::1]", false],
  ["10.0.0.0/99", "10.1.2.3", false],
  ["10.0.0.0/8", "api.acme.test", false],
  ["acme.test.", "api.acme.test", true],
  ["ACME.test", "api.acme.test", true],
])("NO_PROXY=%s exempts %s: %s", (entry, host, exempt) => {
  const proxy = chosen(`https://${host}`, { HTTPS_PROXY: "http://p.test", NO_PROXY: `other.test, ${entry}` });
  expect(proxy === undefined).toBe(exempt);
});

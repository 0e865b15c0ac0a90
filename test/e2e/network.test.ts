/** The built command and what stands between it and the clouds: proxies, TLS, tokens that end, hosts that are slow or closed. */
import { createServer, get, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { certificate, selfSigned, signedBy } from "../../src/connector/transport/test-tls.ts";
import { type Environment, type Outcome, serve, tributary } from "./harness.ts";

const secret = "mark3d s3cret/value";
const credentials: Environment = { CONFLUENT_CLOUD_API_KEY: "KEY", CONFLUENT_CLOUD_API_SECRET: secret };
const environments = "SELECT id FROM confluent.org.environments";

/** What must be printed nowhere. */
const writings = [secret, encodeURIComponent(secret), Buffer.from(`KEY:${secret}`).toString("base64"), "s3cret"];
const leaks = ({ stdout, stderr }: Outcome): string[] =>
  writings.filter((writing) => `${stdout}${stderr}`.includes(writing));

const exec = (sql: string, args: readonly string[], env: Environment): Promise<Outcome> =>
  tributary(["exec", sql, "-o", "csv", "--http.retries", "0", ...args], { env: { ...credentials, ...env } });

const listOf = (...ids: readonly string[]): string =>
  JSON.stringify({ api_version: "org/v2", kind: "List", metadata: {}, data: ids.map((id) => ({ id })) });

function answer(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

interface Api {
  readonly endpoint: Environment;
  readonly asked: string[];
}

const at = (url: string): Environment => ({ TRIBUTARY_ENDPOINT: `confluent=${url}` });

/** An API with one environment. */
async function startApi(): Promise<Api> {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response, listOf("env-1"));
  });
  return { endpoint: at(url), asked };
}

/** The same over TLS. */
async function startTlsApi(options: ServerOptions): Promise<Api> {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response, listOf("env-1"));
  };
  const server = createTlsServer(options, listener);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: at(`https://127.0.0.1:${(server.address() as AddressInfo).port}`), asked };
}

interface Proxy {
  readonly host: string;
  /** Each request with the status that the proxy gave it. */
  readonly asked: string[];
}

const proxyPair = `Basic ${Buffer.from(`someone:${secret}`).toString("base64")}`;

/** A proxy that lets through, http and tunnels, who says the right pair. */
async function startProxy(): Promise<Proxy> {
  const asked: string[] = [];
  const admits = (request: IncomingMessage): boolean => {
    const isGood = request.headers["proxy-authorization"] === proxyPair;
    asked.push(`${request.method} ${isGood ? 200 : 407}`);
    return isGood;
  };
  const server = createServer((request, response) => {
    if (!admits(request)) return void response.writeHead(407, { "proxy-authenticate": "Basic" }).end(secret);
    return void get(request.url ?? "", (found) => found.pipe(response));
  });
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    if (!admits(request)) return void client.end("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n");
    const [host, port] = (request.url ?? "").split(":");
    const target = connect(Number(port), host, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    client.on("error", () => target.destroy());
    target.on("error", () => client.destroy());
    return void target.pipe(client).pipe(target);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const oneRow = { code: 0, stdout: "id\nenv-1\n", stderr: "" };

test("a proxy that demands credentials: http with them, and without", async () => {
  const [api, proxy] = [await startApi(), await startProxy()];
  const through = (user: string): Promise<Outcome> =>
    exec(environments, [], { ...api.endpoint, http_proxy: `http://${user}${proxy.host}` });
  expect(await through(`someone:${encodeURIComponent(secret)}@`)).toMatchObject(oneRow);
  for (const user of ["", `someone:wrong-${encodeURIComponent(secret)}@`]) {
    const run = await through(user);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(
      /^ERROR 08001 \(connection_failed\): the proxy http:\/\/127.0.0.1:\d+ answered 407 when asked to connect to 127.0.0.1:\d+\n[^]*HINT: .*http:\/\/user:password@host:port/,
    );
    expect(leaks(run)).toEqual([]);
  }
  expect(proxy.asked).toEqual(["GET 200", "GET 407", "GET 407"]);
  expect(api.asked).toHaveLength(1);
});

test.skipIf(certificate === undefined)("a proxy that demands credentials: tunnels, by flags", async () => {
  const authority = selfSigned("Acme authority");
  const [api, proxy] = [await startTlsApi(signedBy(authority)), await startProxy()];
  const [host = "", port = ""] = proxy.host.split(":");
  const flags = ["--tls.CABundle", authority.path, "--http.proxy.host", host, "--http.proxy.port", port];
  const user = ["--http.proxy.user", "someone", "--http.proxy.password"];
  expect(await exec(environments, [...flags, ...user, secret], api.endpoint)).toMatchObject(oneRow);
  const run = await exec(environments, [...flags, ...user, `wrong-${secret}`, "-v"], api.endpoint);
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain("answered 407 when asked to connect to 127.0.0.1");
  expect(leaks(run)).toEqual([]);
  expect(proxy.asked).toEqual(["CONNECT 200", "CONNECT 407"]);
  expect(api.asked).toHaveLength(1);
});

test("hosts of NO_PROXY are reached without it", async () => {
  const [api, proxy] = [await startApi(), await startProxy()];
  const env = { ...api.endpoint, HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: "10.0.0.0/8, 127.0.0.0/8" };
  expect(await exec(environments, [], env)).toMatchObject(oneRow);
  expect(proxy.asked).toEqual([]);
});

test.skipIf(certificate === undefined)("a server of a private authority that wants a client certificate", async () => {
  const authority = selfSigned("Acme authority");
  const [server, client] = [signedBy(authority), signedBy(authority, { password: secret })];
  const { cert, key } = server;
  const api = await startTlsApi({ cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: true });
  const shown = ["--tls.certificate", client.path, "--tls.key", client.keyPath];
  const ask = (args: readonly string[], env: Environment): Promise<Outcome> =>
    exec(environments, args, { ...api.endpoint, ...env });

  const untrusted = await ask(shown, { TRIBUTARY_TLS_KEYPASSWORD: secret });
  expect(untrusted).toMatchObject({ code: 1, stdout: "" });
  expect(untrusted.stderr).toMatch(/\(connection_failed\): .*127.0.0.1:\d+: .*not trusted[^]*HINT: .*--tls.CABundle/);
  const nameless = await ask(["--tls.CABundle", authority.path], {});
  expect(nameless).toMatchObject({ code: 1, stdout: "" });
  expect(nameless.stderr).toMatch(/\(connection_failed\): .*127.0.0.1:\d+: .*[^]*HINT: .*--tls.certificate/);
  const locked = await ask([...shown, "--tls.CABundle", authority.path, "--tls.keyPassword", `not-${secret}`], {});
  expect(locked).toMatchObject({ code: 1, stdout: "" });
  expect(locked.stderr).toContain("cannot be read with the password that is given");
  expect(api.asked).toEqual([]);

  const env = { TRIBUTARY_TLS_KEYPASSWORD: secret };
  const replacing = ["--tls.CABundle", authority.path, "--tls.CAMode", "replace"];
  const runs = [
    untrusted,
    nameless,
    locked,
    await ask([...shown, ...replacing], env),
    await ask(shown, { ...env, SSL_CERT_FILE: authority.path }),
    await ask(shown, { ...env, NODE_EXTRA_CA_CERTS: authority.path }),
  ];
  expect(runs.slice(3)).toMatchObject([oneRow, oneRow, oneRow]);
  expect(api.asked).toHaveLength(3);
  expect(runs.flatMap(leaks)).toEqual([]);
});

const ids = Array.from({ length: 12 }, (_, index) => `env-${index}`);

/** An API whose first token ends when it has been asked for the clusters of all environments at once. */
async function startEndingApi() {
  const tokens: string[] = [];
  const seen: string[] = [];
  const waiting: ServerResponse[] = [];
  const url = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    if (pathname === "/oauth/token") {
      tokens.push(`t0ken-s3cret-${tokens.length + 1}`);
      return answer(response, JSON.stringify({ access_token: tokens.at(-1), expires_in: 3600 }));
    }
    if (pathname === "/org/v2/environments") return answer(response, listOf(...ids));
    seen.push(request.headers.authorization?.at(-1) ?? "");
    if (seen.at(-1) !== "1") return answer(response, listOf(`lkc-${searchParams.get("environment")}`));
    waiting.push(response);
    if (waiting.length < ids.length) return undefined;
    for (const one of waiting) answer(one, '{"errors":[{"status":"401","detail":"token expired"}]}', 401);
    return undefined;
  });
  return { endpoint: at(url), tokens, seen };
}

test("a token that ends while many requests are under way is renewed once for all of them", async () => {
  const api = await startEndingApi();
  const auth = { type: "oauth2", token_url: "/oauth/token", client_id: "id", client_secret: secret };
  const sql = `SELECT count(*) AS n, count(DISTINCT c.id) AS d FROM confluent.org.environments e
    JOIN confluent.managed_kafka_clusters.clusters c ON c.environment = e.id`;
  const run = await exec(sql, ["--auth", JSON.stringify({ confluent: auth }), "-v"], api.endpoint);
  expect(run).toMatchObject({ code: 0, stdout: "n,d\n12,12\n" });
  expect(api.tokens).toHaveLength(2);
  expect(api.seen).toEqual([...ids.map(() => "1"), ...ids.map(() => "2")]);
  expect(leaks(run)).toEqual([]);
});

/** An API that has environments, but never answers about users, or refuses to. */
async function startHalfApi(users: (response: ServerResponse) => void): Promise<Environment> {
  const url = await serve((request, response) => {
    if (request.url?.startsWith("/iam/") === true) users(response);
    else answer(response, listOf("env-1"));
  });
  return at(url);
}

const both = `${environments} UNION ALL SELECT id FROM confluent.iam.users`;

const halves: readonly (readonly [string, (response: ServerResponse) => void, readonly string[], string])[] = [
  ["does not begin to answer", () => undefined, ["--http.timeout", "headers=1"], "upstream_timeout"],
  [
    "stops in the middle",
    (response) => void response.write('{"data":['),
    ["--http.timeout", "127.0.0.1:idle=1"],
    "upstream_timeout",
  ],
  ["is too slow as a whole", () => undefined, ["--http.timeout", "total=1"], "upstream_timeout"],
  [
    "is closed to this account",
    (response) => answer(response, '{"errors":[{"detail":"not for you"}]}', 403),
    [],
    "upstream_forbidden",
  ],
  ["breaks off", (response) => response.destroy(), [], "connection_failed"],
];

test.each(halves)("a host that %s fails the statement, or its part of it", async (_what, users, args, condition) => {
  const env = await startHalfApi(users);
  const failed = await exec(both, args, env);
  expect(failed).toMatchObject({ code: 1, stdout: "" });
  expect(failed.stderr).toMatch(new RegExp(`^ERROR \\w{5} \\(${condition}\\): .*127.0.0.1:\\d+[^]*HINT: `));
  const partial = await exec(both, [...args, "--on-error", "warn"], env);
  expect(partial).toMatchObject({ code: 3, stdout: "id\nenv-1\n" });
  expect(partial.stderr).toMatch(
    new RegExp(`^WARNING TB033 \\(source_failed\\): no more rows of confluent.iam.users.* ${condition}: `),
  );
  expect([failed, partial].flatMap(leaks)).toEqual([]);
});

test("a name that does not exist is told with its host", async () => {
  const run = await exec(environments, [], at("http://no-such-host.invalid"));
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toMatch(
    /^ERROR 08001 \(connection_failed\): cannot get an answer from no-such-host.invalid: the host name (is unknown|cannot be looked up at the moment) \((ENOTFOUND|EAI_AGAIN)\)\n[^]*HINT: Check the/,
  );
});

test("the log of requests holds no secret: of the query, a form, a link that is followed, a cookie", async () => {
  const url = await serve((request, response) => {
    response.setHeader("set-cookie", `session=${encodeURIComponent(secret)}`);
    const { pathname } = new URL(request.url ?? "", "http://x");
    if (pathname === "/token") answer(response, '{"access_token":"t0ken-s3cret-value"}');
    else if (pathname === "/signed") answer(response, listOf("env-1"));
    else response.writeHead(307, { location: "/signed?sig=l1nk-s3cret&se=2030" }).end();
  });
  const configs = [
    { type: "custom", api_key: secret, location: "query", name: "access" },
    { type: "oauth2", token_url: "/token", client_id: "id", client_secret: secret, auth_style: 1 },
  ];
  const runs = await Promise.all(
    configs.map((config) =>
      exec(environments, ["--http.log.enabled", "--auth", JSON.stringify({ confluent: config })], at(url)),
    ),
  );
  const log = runs.map(({ stderr }) => stderr.split("\n").filter((line) => line.startsWith(">")));
  const api = [`> 1 GET ${url}/org/v2/environments?page_size=100`, `> 1 GET ${url}/signed?sig=***&se=2030`];
  const form = `> 1 POST ${url}/token grant_type=client_credentials`;
  expect(log).toEqual([api, [form, ...api.map((line) => line.replace("> 1", "> 2"))]]);
  expect(runs.map(({ code, stdout }) => [code, stdout])).toEqual([
    [0, "id\nenv-1\n"],
    [0, "id\nenv-1\n"],
  ]);
  expect(runs.flatMap(leaks)).toEqual([]);
});

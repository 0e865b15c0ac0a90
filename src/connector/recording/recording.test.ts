import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { AuthConfig, Pagination } from "../../catalog/model.ts";
import type { EngineEvent } from "../../common/event.ts";
import type { Call, ConnectorConfig } from "../call.ts";
import {
  type Answer,
  callOf,
  columns,
  connect,
  failureOf,
  listen,
  method,
  type MethodFacts,
  parameter,
  read,
  serve,
  type TestServer,
} from "../test-server.ts";
import type { HarEntry } from "./har.ts";

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "seen.har");
}

interface Har {
  readonly log: { readonly version: string; readonly creator: unknown; readonly entries: readonly HarEntry[] };
}

const entriesOf = (path: string): readonly HarEntry[] => (JSON.parse(readFileSync(path, "utf8")) as Har).log.entries;

/** What calls come to, recorded to a file, and what they come to when that file answers: rows, or the failure. */
async function bothWays(
  calls: readonly Call[],
  config: Partial<ConnectorConfig> = {},
  replayed: readonly Call[] = calls,
) {
  const path = newFile();
  const outcomes = async (all: readonly Call[], own: Partial<ConnectorConfig>): Promise<unknown[]> => {
    const connector = connect({ ...config, ...own }, own.replay === undefined ? { TOKEN: "t0p-s3cret" } : {});
    const found: unknown[] = [];
    for (const call of all) {
      found.push(
        await read(connector, call).then(
          ({ rows }) => rows,
          (error: unknown) => failureOf(Promise.reject(error)),
        ),
      );
    }
    await connector.close();
    return found;
  };
  const live = await outcomes(calls, { record: path });
  return { path, live, replay: await outcomes(replayed, { replay: path, offline: true }) };
}

const bearer: AuthConfig = { type: "bearer", credentialsenvvar: "TOKEN" };
const list = (origin: string, facts: MethodFacts = {}): Call => callOf(method(origin, facts), {}, { auth: bearer });

test("a recording answers as the server did, without a socket and without credentials", async () => {
  const api = await serve((_request, count) => ({ body: { data: [{ id: `row ${count}` }] } }));
  const { live, replay } = await bothWays([list(api.origin), list(api.origin)]);
  expect(live).toEqual([[["row 1"]], [["row 2"]]]);
  expect(replay).toEqual(live);
  expect(api.received).toHaveLength(2);
});

test("asked more often than recorded, the last answer stands", async () => {
  const api = await serve((_request, count) => ({ body: { data: [{ id: `row ${count}` }] } }));
  const call = list(api.origin);
  const { replay } = await bothWays([call, call], {}, [call, call, call]);
  expect(replay).toEqual([[["row 1"]], [["row 2"]], [["row 2"]]]);
});

test("the file is HAR 1.2, one exchange a line, for its owner alone", async () => {
  const api = await serve(() => ({ headers: { "set-cookie": "session=abcdef" }, body: { data: [{ id: "1" }] } }));
  const { path } = await bothWays([list(api.origin, { request: { path: "/things?size=2" } })], {});
  const text = readFileSync(path, "utf8");
  expect(text.trimEnd().split("\n")).toHaveLength(3);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { version, creator, entries } = (JSON.parse(text) as Har).log;
  expect({ version, creator }).toEqual({ version: "1.2", creator: { name: "tributary-test", version: "" } });
  expect(entries).toEqual([
    {
      startedDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      time: expect.any(Number) as number,
      request: {
        method: "GET",
        url: `${api.origin}/things?size=2`,
        httpVersion: "HTTP/1.1",
        cookies: [],
        headers: expect.arrayContaining([
          { name: "authorization", value: "***" },
          { name: "user-agent", value: "tributary-test" },
        ]) as unknown,
        queryString: [{ name: "size", value: "2" }],
        headersSize: -1,
        bodySize: 0,
      },
      response: {
        status: 200,
        statusText: "OK",
        httpVersion: "HTTP/1.1",
        cookies: [],
        headers: expect.arrayContaining([{ name: "set-cookie", value: "***" }]) as unknown,
        content: { size: 21, mimeType: "application/json", text: '{"data":[{"id":"1"}]}' },
        redirectURL: "",
        headersSize: -1,
        bodySize: -1,
      },
      cache: {},
      timings: { send: 0, wait: expect.any(Number) as number, receive: 0 },
      _operation: "acme.shop.things.list",
    },
  ]);
});

test("the file is whole after each exchange, also while the run goes on", async () => {
  const api = await serve(() => ({ body: { data: [] } }));
  const path = newFile();
  const connector = connect({ record: path });
  for (const count of [1, 2, 3]) {
    await read(connector, callOf(method(api.origin)));
    expect(entriesOf(path)).toHaveLength(count);
  }
});

test.each(["page_token", "continuation_token"])("pages are recorded and followed again, by a %s", async (name) => {
  const api = await serve(({ url }) => {
    const page = Number(/page-(\d)/.exec(url)?.[1] ?? 1);
    return { body: { data: [{ id: `of page ${page}` }], ...(page < 3 && { [name]: `page-${page + 1}` }) } };
  });
  const pagination: Pagination = {
    algorithm: "token",
    request: { in: "query", name: "cursor" },
    response: { in: "body", path: [name] },
  };
  const { live, replay } = await bothWays([list(api.origin, { pagination })]);
  expect(live).toEqual([[["of page 1"], ["of page 2"], ["of page 3"]]]);
  expect(replay).toEqual(live);
});

const post = (origin: string, values: { readonly [name: string]: string }): Call =>
  callOf(
    method(origin, {
      verb: "exec",
      parameters: ["name", "password", "config"].map((name) => parameter(name, "body", { type: "any" })),
      request: { httpMethod: "POST", mediaType: "application/json", base: {} },
    }),
    values,
    { auth: bearer },
  );

test("bodies tell requests apart, but for the secrets in them", async () => {
  const api = await serve(({ body }) => ({ body: { data: [{ id: (JSON.parse(body) as { name: string }).name }] } }));
  const recorded = ["a", "b"].map((name) => post(api.origin, { name, password: "wr1tten-once" }));
  const asked = ["b", "a"].map((name) => post(api.origin, { password: "an0ther-one", name }));
  const { path, replay } = await bothWays(recorded, {}, asked);
  expect(replay).toEqual([[["b"]], [["a"]]]);
  expect(readFileSync(path, "utf8")).not.toContain("wr1tten-once");
  expect(entriesOf(path).map(({ request }) => request.postData?.text)).toEqual([
    '{"name":"a","password":"***"}',
    '{"name":"b","password":"***"}',
  ]);
});

test("what is not recorded is an error that shows the nearest that is", async () => {
  const api = await serve(() => ({ body: { data: [] } }));
  const at = (path: string, httpMethod = "GET"): Call => list(api.origin, { request: { path, httpMethod } });
  const recorded = [at("/things?size=2"), post(api.origin, { name: "a" })];
  const asked = [at("/things?size=3"), post(api.origin, { name: "b" }), at("/things?size=2", "DELETE"), at("/thingz")];
  const { path, replay } = await bothWays(recorded, {}, asked);
  const missing = (what: string, near: string): string =>
    `request_not_recorded: ${what} is not in the recording ${path}\n${near}`.replaceAll("ORIGIN", api.origin);
  expect(replay).toEqual([
    missing("GET ORIGIN/things?size=3", "The nearest one differs in its parameters: GET ORIGIN/things?size=2"),
    missing("POST ORIGIN/things", 'It is recorded with another body: {"name":"a"}'),
    missing("DELETE ORIGIN/things?size=2", "The nearest one has another method: GET ORIGIN/things?size=2"),
    missing("GET ORIGIN/thingz", "The nearest one is POST ORIGIN/things"),
  ]);
});

test("retries and refusals happen again, without waiting", async () => {
  const answers: Answer[] = [
    { status: 503, headers: { "retry-after": "0" } },
    { status: 429, headers: { "retry-after": "0" } },
    { body: { data: [{ id: "1" }] } },
    { status: 403, body: { message: "not for you" } },
  ];
  const api = await serve((_request, count) => answers[count - 1] ?? {});
  const { path, live, replay } = await bothWays([list(api.origin), list(api.origin)], { retries: 4 });
  expect(live).toEqual([[["1"]], expect.stringMatching(/^upstream_forbidden/)]);
  expect(replay).toEqual(live);
  const slow = readFileSync(path, "utf8").replaceAll('"retry-after","value":"0"', '"retry-after","value":"60"');
  writeFileSync(path, slow);
  const events: EngineEvent[] = [];
  const connector = connect({ replay: path, retries: 4 });
  expect((await read(connector, list(api.origin), { onEvent: (event) => events.push(event) })).rows).toEqual([["1"]]);
  expect(events.filter(({ kind }) => kind === "request-retried")).toHaveLength(2);
});

test("a failing connection is recorded with what it meant, and fails again", async () => {
  const server = http.createServer((incoming) => incoming.socket.destroy());
  const { path, live, replay } = await bothWays([list(await listen(server))]);
  expect(live).toEqual([expect.stringMatching(/^connection_failed: .*broke off \(ECONNRESET\)\n/)]);
  expect(replay).toEqual(live);
  expect(entriesOf(path)).toMatchObject([{ response: { status: 0 }, _error: { code: "ECONNRESET" } }]);
});

test("redirects are recorded one by one", async () => {
  const api = await serve(({ url }) =>
    url === "/things" ? { status: 307, headers: { location: "/others" } } : { body: { data: [{ id: url }] } },
  );
  const { path, replay } = await bothWays([list(api.origin)]);
  expect(replay).toEqual([[["/others"]]]);
  expect(entriesOf(path).map(({ response }) => [response.status, response.redirectURL])).toEqual([
    [307, "/others"],
    [200, ""],
  ]);
});

test("bytes that are no text come back as they were", async () => {
  const bytes = Buffer.from([0, 255, 254, 1, 2, 128]);
  const api = await serve(() => ({ headers: { "content-type": "application/octet-stream" }, body: bytes }));
  const file: MethodFacts = {
    response: { mediaType: "application/octet-stream", rowPath: [], columns: columns("contents") },
  };
  const { path, live, replay } = await bothWays([list(api.origin, file)]);
  expect(live).not.toEqual([[]]);
  expect(replay).toEqual(live);
  expect(entriesOf(path)[0]?.response.content).toEqual({
    size: 6,
    mimeType: "application/octet-stream",
    text: bytes.toString("base64"),
    encoding: "base64",
  });
});

test("a text in another encoding is scrubbed as well, and comes back in its bytes", async () => {
  const body = Buffer.from('{"data":[{"id":"Z\xfcrich"}],"token":"g1ven-back"}', "latin1");
  const api = await serve(() => ({ headers: { "content-type": "application/json; charset=iso-8859-1" }, body }));
  const { path, live, replay } = await bothWays([list(api.origin)]);
  expect(replay).toEqual(live);
  const { text, encoding } = entriesOf(path)[0]?.response.content ?? { text: "" };
  expect(encoding).toBe("base64");
  expect(Buffer.from(text, "base64").toString("latin1")).toBe('{"data":[{"id":"Z\xfcrich"}],"token":"***1"}');
});

const oauth: AuthConfig = { type: "oauth2", token_url: "/token", client_id: "id", client_secret: "oauth-s3cret" };

/** An API that takes its first token once. */
function renewingApi(): Promise<TestServer> {
  let tokens = 0;
  let uses = 0;
  return serve(({ url, headers }) => {
    if (url === "/token") return { body: { access_token: `t0ken-number-${++tokens}`, expires_in: 3600 } };
    const isSpent = headers.authorization === "Bearer t0ken-number-1" && ++uses > 1;
    return isSpent ? { status: 401 } : { body: { data: [{ id: url }] } };
  });
}

test.each([
  ["with credentials", oauth],
  ["without them", { type: "oauth2", token_url: "/token", client_id_env_var: "NO_ID", client_secret_env_var: "NO" }],
] as const)("a token that was refused and renewed is so again, %s", async (_how, replayAuth) => {
  const api = await renewingApi();
  const calls = (auth: AuthConfig): readonly Call[] => [1, 2].map(() => callOf(method(api.origin), {}, { auth }));
  const { path, live, replay } = await bothWays(calls(oauth), {}, calls(replayAuth));
  expect(live).toEqual([[["/things"]], [["/things"]]]);
  expect(replay).toEqual(live);
  const text = readFileSync(path, "utf8");
  expect(text).not.toMatch(/t0ken-number|oauth-s3cret/);
  expect(entriesOf(path).map(({ request, response }) => [new URL(request.url).pathname, response.status])).toEqual([
    ["/token", 200],
    ["/things", 200],
    ["/things", 401],
    ["/token", 200],
    ["/things", 200],
  ]);
});

test("a secret in a URL that only the recorder knew stands for whatever is sent there", async () => {
  const facts = (secret: boolean): MethodFacts => ({
    parameters: [parameter("code", "path", { secret })],
    request: { path: "/of/{code}/things" },
  });
  const api = await serve(() => ({ body: { data: [{ id: "1" }] } }));
  const call = (secret: boolean, code: string): Call => callOf(method(api.origin, facts(secret)), { code });
  const { path, replay } = await bothWays([call(true, "p4th-s3cret")], {}, [call(false, "other")]);
  expect(replay).toEqual([[["1"]]]);
  expect(readFileSync(path, "utf8")).not.toContain("p4th-s3cret");
});

test("a HAR of a browser answers too, whatever the order of its parameters", async () => {
  const path = newFile();
  const request = { method: "get", url: "https://api.acme.test/things?b=2&a=1", headers: [] };
  const content = { text: Buffer.from('{"data":[{"id":"seen"}]}').toString("base64"), encoding: "base64" };
  const headers = [{ name: "Content-Type", value: "application/json" }];
  writeFileSync(
    path,
    `\uFEFF${JSON.stringify({ log: { entries: [{ request, response: { status: 200, headers, content } }] } })}`,
  );
  const call = list("https://api.acme.test", { request: { path: "/things?a=1&b=2" } });
  expect((await read(connect({ replay: path }), call)).rows).toEqual([["seen"]]);
});

test.each([
  ["there is none", undefined, "ENOENT: no such file or directory, open '.*'"],
  ["no JSON", "{", "it is no valid JSON"],
  ["no HAR", "[]", "it has no log.entries, so it is no HAR file"],
  ["an entry without a URL", '{"log":{"entries":[{}]}}', "entry 1 has no request with method and URL, or no response"],
])("a file that is no recording is told: %s", async (_what, text, reason) => {
  const path = newFile();
  if (text !== undefined) writeFileSync(path, text);
  expect(await failureOf(read(connect({ replay: path }), list("https://api.acme.test")))).toMatch(
    new RegExp(`^io_error: the recording ${path} cannot be read: ${reason}\nName a file that --record wrote`),
  );
});

test("a file that cannot be written is told before anything is sent", async () => {
  const api = await serve(() => ({ body: { data: [] } }));
  const call = callOf(method(api.origin));
  expect(await failureOf(read(connect({ record: "/nowhere/seen.har" }), call))).toMatch(
    /^io_error: the recording \/nowhere\/seen.har cannot be written: ENOENT/,
  );
  expect(api.received).toEqual([]);
});

test("JSON within JSON, and values that were secret once, are masked wherever they come again", async () => {
  const inner = JSON.stringify({ password: "1nner-s3cret", user: "u" });
  const api = await serve(() => ({
    body: { data: [{ id: "1", secret: "g1ven-back", config: inner, link: "https://x.test/g1ven-back?sig=abc" }] },
  }));
  const path = newFile();
  const connector = connect({ record: path });
  await read(connector, callOf(method(api.origin)));
  expect(entriesOf(path)[0]?.response.content.text).toBe(
    JSON.stringify({
      data: [
        { id: "1", secret: "***1", config: '{"password":"***2","user":"u"}', link: "https://x.test/***1?sig=***3" },
      ],
    }),
  );
});

test("rows of a recording are kept for no one else", () => {
  const call = list("https://api.acme.test");
  const [live, one, other] = [{}, { replay: "one.har" }, { replay: "other.har" }].map((config) =>
    connect(config).identity(call),
  );
  expect(new Set([live, one, other]).size).toBe(3);
});

test("files of a registry are recorded byte for byte, and a status that is none too", async () => {
  const archive = gzipSync("providers: {}\n");
  const api = await serve(({ url }) => (url === "/a.tgz" ? { body: archive } : { status: 404, body: "no" }));
  const path = newFile();
  const { signal } = new AbortController();
  const recording = connect({ record: path });
  expect(await recording.fetchBytes(`${api.origin}/a.tgz`, signal)).toEqual(archive);
  await failureOf(recording.fetchBytes(`${api.origin}/b.tgz`, signal));
  await recording.close();
  const replaying = connect({ replay: path });
  expect(await replaying.fetchBytes(`${api.origin}/a.tgz`, signal)).toEqual(archive);
  expect(await failureOf(replaying.fetchBytes(`${api.origin}/b.tgz`, signal))).toMatch(
    /^registry_error: GET \S+\/b.tgz answered with status 404/,
  );
  expect(api.received).toHaveLength(2);
});

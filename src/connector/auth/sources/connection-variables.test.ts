import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuthConfig } from "../../../catalog/model.ts";
import { redact } from "../../../common/redact.ts";
import type { Connection, VariableSource } from "../../connection.ts";
import { callOf, connect, failureOf, method, parameter, read, serve, type Handler } from "../../test-server.ts";
import { found, homeWith, programNamed, type Variables } from "../test-clouds.ts";
import { ConnectionVariables } from "./connection-variables.ts";
import { callThrough, connectionWith, type Sources } from "../test-connections.ts";

const bearer: AuthConfig = { type: "bearer", credentialsenvvar: "TOKEN" };

async function place(environment: Variables = {}, answer: Handler = () => found) {
  const api = await serve(answer);
  const sent = () => api.received.map(({ headers }) => headers.authorization);
  return { origin: api.origin, connector: connect({}, environment), sent };
}

/** The Authorization header of a call whose connection has TOKEN from a source. */
async function sentFrom(source: VariableSource, environment: Variables = {}, more: Sources = {}) {
  const acme = await place(environment);
  await callThrough(acme, connectionWith({ TOKEN: source, ...more }), bearer);
  return acme.sent()[0];
}

const script = (text: string): readonly [string, ...string[]] => ["/bin/sh", "-c", text];

test.each<[string, VariableSource, string]>([
  ["a text", "plain-token", "plain-token"],
  ["another variable", { env: "OTHER" }, "token-of-other"],
  ["a program", { exec: script("echo printed-token") }, "printed-token"],
  ["a program that prints JSON", { exec: script(`echo '{"access_token": "json-token"}'`) }, "json-token"],
  ["a program that prints an object of variables", { exec: script(`echo '{"TOKEN": "own", "token": "x"}'`) }, "own"],
  ["a program that wraps it", { exec: script(`echo '{"status": {"token": "wrapped-token"}}'`) }, "wrapped-token"],
  ["the keychain", { keychain: "acme", account: "me" }, "kept-for-lookup-service-acme-account-me"],
])("TOKEN from %s wins over the environment", async (_what, source, expected) => {
  const PATH = programNamed("secret-tool", 'echo "kept-for-$1-$2-$3-$4-$5"');
  expect(await sentFrom(source, { TOKEN: "of-the-process", OTHER: "token-of-other", PATH })).toBe(`Bearer ${expected}`);
});

test("TOKEN from a file in the home, without its line break", async () => {
  const HOME = homeWith({ "secrets/token": "token-of-file\n" });
  expect(await sentFrom({ file: "~/secrets/token" }, { HOME })).toBe("Bearer token-of-file");
});

test("each connection has its own, and calls without one have those of the process", async () => {
  const acme = await place({ TOKEN: "of-the-process" });
  const [eu, us] = ["eu", "us"].map((name) => connectionWith({ TOKEN: `of-${name}` }, { name }));
  for (const connection of [eu, us, undefined]) await callThrough(acme, connection, bearer);
  expect(acme.sent()).toEqual(["Bearer of-eu", "Bearer of-us", "Bearer of-the-process"]);
});

test("a variable that the connection has, but that is unset, does not come from the process", async () => {
  const failure = await failureOf(sentFrom({ env: "NOT_SET" }, { TOKEN: "of-the-process" }));
  expect(failure).toContain("missing_credentials: no credentials found for acme_eu.shop (auth type bearer)");
  expect(failure).toMatch(/The connection acme_eu \(a test\) has variables of its own: TOKEN\.$/);
});

/** A program that notes each of its runs in a file. */
function counted(text: string) {
  const file = join(homeWith(), "runs");
  return {
    exec: script(`echo run >> '${file}'; ${text}`),
    runs: () => readFileSync(file, "utf8").split("\n").length - 1,
  };
}

test("a program is run once for calls at the same time, one after the other, and of other connections", async () => {
  const acme = await place();
  const { exec, runs } = counted("echo printed-token");
  const call = (name: string) => callThrough(acme, connectionWith({ TOKEN: { exec } }, { name }), bearer);
  await Promise.all([call("eu"), call("eu"), call("us")]);
  await call("us");
  expect([runs(), new Set(acme.sent())]).toEqual([1, new Set(["Bearer printed-token"])]);
});

test("a program that the call does not need is not run", async () => {
  const { exec } = counted("exit 1");
  expect(await sentFrom("plain-token", {}, { OTHER_KEY: { exec } })).toBe("Bearer plain-token");
});

test.each([
  ["in the past", `$(date -u +%Y-%m-%dT%H:%M:%SZ)`, 2],
  ["in the future", "2999-01-01T00:00:00Z", 1],
])("what ends %s is asked for accordingly", async (_when, expiration, times) => {
  const acme = await place();
  const { exec, runs } = counted(`echo "{\\"token\\": \\"t-123456\\", \\"expiration\\": \\"${expiration}\\"}"`);
  const connection = connectionWith({ TOKEN: { exec } });
  await callThrough(acme, connection, bearer);
  await callThrough(acme, connection, bearer);
  expect(runs()).toBe(times);
});

test("what was kept and is refused is read again, once, and the request sent once more", async () => {
  let good = "Bearer first-token";
  const acme = await place({}, ({ headers }) => (headers.authorization === good ? found : { status: 401 }));
  const file = join(homeWith({ token: "first-token" }), "token");
  const connection = connectionWith({ TOKEN: { file } });
  await callThrough(acme, connection, bearer);
  writeFileSync(file, "second-token");
  good = "Bearer second-token";
  await callThrough(acme, connection, bearer);
  expect(acme.sent()).toEqual(["Bearer first-token", "Bearer first-token", "Bearer second-token"]);
  good = "none";
  expect(await failureOf(callThrough(acme, connection, bearer))).toContain("upstream_unauthenticated");
  expect(acme.sent().length).toBe(5);
});

test.each<[string, VariableSource, string]>([
  [
    "a program that fails",
    { exec: script("echo leaked-secret; echo no vault for leaked-secret >&2; exit 3") },
    "missing_credentials: no credentials for TOKEN of the connection acme_eu: sh failed: no vault for ***\n" +
      "It is the exec of the variable; run the program to see what it says.",
  ],
  [
    "a program that prints nothing",
    { exec: script("exit 0") },
    "missing_credentials: no credentials for TOKEN of the connection acme_eu: sh printed nothing",
  ],
  [
    "a program that is not there",
    { exec: ["/nowhere/safe", "read", "op://hidden"] },
    "missing_credentials: no credentials for TOKEN of the connection acme_eu: safe is not installed, or not in PATH\n" +
      "It is the exec of the variable; run the program to see what it says.",
  ],
  [
    "a file that is not there",
    { file: "/nowhere/token" },
    "missing_credentials: the file /nowhere/token, named by TOKEN of the connection acme_eu, does not exist",
  ],
  [
    "a keychain without its program",
    { keychain: "acme" },
    "missing_credentials: no credentials for TOKEN of the connection acme_eu: secret-tool lookup is not installed, or not in PATH\n" +
      "Install secret-tool (Debian: libsecret-tools) and unlock the keyring; add the entry with: " +
      "secret-tool store --label='acme' service 'acme'",
  ],
])("%s: the error names variable and connection", async (_what, source, expected) => {
  const failure = await failureOf(sentFrom(source, { PATH: "/nowhere" }));
  const has = "The connection acme_eu (a test) has variables of its own: TOKEN.";
  expect(failure).toBe(`${expected}${expected.includes("\n") ? " " : "\n"}${has}`);
});

test("values are remembered for redaction: of programs always, of texts where the variable is a secret's", async () => {
  await sentFrom({ exec: script("echo marked-by-program") }, {}, { AWS_PROFILE: "marked-profile" });
  expect(redact("marked-by-program marked-profile")).toBe("*** marked-profile");
});

test("auth of the connection replaces what documents declare, by service before the whole", async () => {
  const acme = await place({ A: "of-a", B: "of-b" });
  const [whole, shop] = ["A", "B"].map((credentialsenvvar): AuthConfig => ({ type: "bearer", credentialsenvvar }));
  await callThrough(acme, connectionWith({}, { auth: { "": whole ?? bearer } }), bearer);
  await callThrough(acme, connectionWith({}, { auth: { "": whole ?? bearer, shop: shop ?? bearer } }), bearer);
  expect(acme.sent()).toEqual(["Bearer of-a", "Bearer of-b"]);
});

test("tokens are kept for each connection, though they are asked for in the same words", async () => {
  const PATH = programNamed("gcloud", 'echo "token-of-$CLOUDSDK_ACTIVE_CONFIG_NAME"');
  const acme = await place({ PATH });
  for (const name of ["eu", "us", "eu"]) {
    const connection = connectionWith(
      { CLOUDSDK_ACTIVE_CONFIG_NAME: name },
      { name, auth: { "": { type: "interactive" } }, provider: "google" },
    );
    await read(acme.connector, { ...callOf(method(acme.origin)), provider: "google", connection });
  }
  expect(acme.sent()).toEqual(["Bearer token-of-eu", "Bearer token-of-us", "Bearer token-of-eu"]);
});

test("variables of servers are those of the connection", async () => {
  const api = await serve(() => found);
  const connector = connect({}, { PLACE: "process" });
  const servers = [{ url: `${api.origin}/{place}`, variables: [{ name: "place", environment: "PLACE" }] }];
  const connection = connectionWith({ PLACE: { exec: script("echo printed") }, TOKEN: "plain-token" });
  await callThrough({ connector, origin: api.origin }, connection, bearer, {
    parameters: [parameter("place", "server", { required: true, environment: "PLACE" })],
    request: { servers },
  });
  expect(api.received.map(({ url }) => url)).toEqual(["/printed/things"]);
});

/** A connector whose env file is read again by `refreshEnvironment`, and how often it was asked to. */
async function withEnvFile(first: Variables, then: Variables, answer: Handler) {
  const api = await serve(answer);
  let variables = first;
  let asked = 0;
  const refreshEnvironment = () => {
    asked++;
    const isChanged = variables !== then;
    variables = then;
    return isChanged;
  };
  const connector = connect({ environment: (name) => variables[name], refreshEnvironment });
  const call = () => callThrough({ connector, origin: api.origin }, undefined, bearer);
  return { call, sent: () => api.received.map(({ headers }) => headers.authorization), asked: () => asked };
}

const onlyNew: Handler = ({ headers }) => (headers.authorization === "Bearer new-token" ? found : { status: 401 });

test("an env file that changed is read again where credentials are refused", async () => {
  const file = await withEnvFile({ TOKEN: "old-token" }, { TOKEN: "new-token" }, onlyNew);
  await file.call();
  await file.call();
  expect([file.sent(), file.asked()]).toEqual([["Bearer old-token", "Bearer new-token", "Bearer new-token"], 1]);
});

test("an env file that changed is read again where credentials are missing", async () => {
  const file = await withEnvFile({}, { TOKEN: "new-token" }, onlyNew);
  await file.call();
  expect(file.sent()).toEqual(["Bearer new-token"]);
});

test("an env file is read again once for all that are refused together", async () => {
  const file = await withEnvFile({ TOKEN: "old-token" }, { TOKEN: "new-token" }, onlyNew);
  await Promise.all([file.call(), file.call(), file.call()]);
  expect(file.sent().toSorted()).toEqual([...Array(3).fill("Bearer new-token"), ...Array(3).fill("Bearer old-token")]);
});

test("a program is run again once for all that are refused together", async () => {
  const acme = await place({}, ({ headers }) => (headers.authorization === "Bearer run-1" ? { status: 401 } : found));
  const file = join(homeWith(), "runs");
  const exec = script(`echo x >> '${file}'; echo run-$(wc -l < '${file}' | tr -d ' ')`);
  const connection = connectionWith({ TOKEN: { exec } });
  const call = () => callThrough(acme, connection, bearer);
  expect(await failureOf(call())).toContain("upstream_unauthenticated");
  await Promise.all([call(), call(), call()]);
  expect(acme.sent().filter((header) => header !== "Bearer run-1")).toEqual(Array(3).fill("Bearer run-2"));
});

test("an env file that did not change is no reason to ask twice", async () => {
  const same = { TOKEN: "old-token" };
  const file = await withEnvFile(same, same, onlyNew);
  expect(await failureOf(file.call())).toContain("upstream_unauthenticated");
  expect(file.sent()).toEqual(["Bearer old-token"]);
});

test("the tokens of a connection are of another identity than those of the process and of others", () => {
  const connector = connect({}, { TOKEN: "same-token" });
  const of = (connection?: Connection) =>
    connector.identity(callOf(method("http://x"), {}, { auth: bearer, connection }));
  const file = (text: string) => ({ file: join(homeWith({ token: text }), "token") });
  const exec = { exec: script("true") };
  const all = [
    undefined,
    connectionWith({ TOKEN: "same-token" }),
    connectionWith({ TOKEN: "other-token" }),
    connectionWith({ TOKEN: "same-token" }, { name: "acme_us" }),
    connectionWith({ TOKEN: exec }),
    connectionWith({ TOKEN: file("one") }),
    connectionWith({ TOKEN: file("two") }),
    connectionWith({ TOKEN: "same-token" }, { endpoint: "http://elsewhere" }),
  ];
  expect(new Set(all.map(of)).size).toBe(all.length);
  expect(of(connectionWith({ TOKEN: exec }))).toBe(of(connectionWith({ TOKEN: exec })));
});

test("a preview runs no program", () => {
  const { exec } = counted("exit 1");
  const call = callOf(method("http://x.test"), {}, { auth: bearer, connection: connectionWith({ TOKEN: { exec } }) });
  expect(connect().preview(call).url).toBe("http://x.test/things");
});

test.each<[string, VariableSource, string | undefined]>([
  ["a text", "plain-secret", "plain-secret"],
  ["a variable", { env: "OTHER" }, "of-other"],
  ["a variable that is not set", { env: "NOT_SET" }, undefined],
  ["a program", { exec: script("echo printed-secret") }, "printed-secret"],
])("a secret that is no variable, from %s", async (_what, source, expected) => {
  const variables = new ConnectionVariables((name) => (name === "OTHER" ? "of-other" : undefined));
  expect(await variables.secret(source, "the password of the key")).toBe(expected);
  if (expected !== undefined) expect(redact(expected)).not.toContain(expected);
});

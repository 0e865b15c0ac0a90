import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuthConfig } from "../../catalog/model.ts";
import { callOf, connect, failureOf, method, read, serve, type Received } from "../test-server.ts";

const found = { body: { data: [{ id: "1" }] } };

/** The request that a declared auth makes of a call. */
async function sentWith(
  auth: AuthConfig,
  variables: { readonly [name: string]: string } = {},
  userAuth: { readonly [name: string]: AuthConfig } = {},
): Promise<Received | undefined> {
  const api = await serve(() => found);
  await read(connect({ auth: userAuth }, variables), callOf(method(api.origin), {}, { auth }));
  return api.received[0];
}

async function headerWith(
  auth: AuthConfig,
  variables: { readonly [name: string]: string } = {},
): Promise<string | undefined> {
  return (await sentWith(auth, variables))?.headers.authorization;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

const pair: AuthConfig = { type: "basic", username_var: "KEY", password_var: "SECRET" };

test("null_auth, and no auth at all, send nothing", async () => {
  expect(await headerWith({ type: "null_auth" })).toBeUndefined();
  const api = await serve(() => found);
  await read(connect(), callOf(method(api.origin)));
  expect(api.received[0]?.headers.authorization).toBeUndefined();
});

test("basic: pairs are encoded, a whole token is sent as read, unless it is plain", async () => {
  expect(await headerWith(pair, { KEY: "k", SECRET: "s" })).toBe(`Basic ${base64("k:s")}`);
  expect(await headerWith({ type: "basic", username: "u", password: "p" })).toBe(`Basic ${base64("u:p")}`);
  expect(await headerWith({ type: "basic", api_key: "u", api_secret: "p" })).toBe(`Basic ${base64("u:p")}`);
  expect(await headerWith({ type: "basic", credentialsenvvar: "TOKEN" }, { TOKEN: "YWJj" })).toBe("Basic YWJj");
  expect(await headerWith({ type: "basic", credentialsenvvar: "TOKEN" }, { TOKEN: "user:pass" })).toBe(
    `Basic ${base64("user:pass")}`,
  );
});

test("bearer and api_key, with prefixes", async () => {
  expect(await headerWith({ type: "bearer", credentialsenvvar: "TOKEN" }, { TOKEN: " t0ken\n" })).toBe("Bearer t0ken");
  expect(await headerWith({ type: "api_key", credentialsenvvar: "TOKEN" }, { TOKEN: "t" })).toBe("api_key t");
  expect(await headerWith({ type: "api_key", valuePrefix: "SSWS ", api_key_var: "TOKEN" }, { TOKEN: "t" })).toBe(
    "SSWS t",
  );
});

test("custom: headers and query parameters along the chain of successors", async () => {
  const successor: AuthConfig = {
    type: "custom",
    location: "query",
    name: "app key",
    credentialsenvvar: "B",
    valuePrefix: "v:",
  };
  const sent = await sentWith(
    { type: "custom", location: "header", name: "X-Key", credentialsenvvar: "A", successor },
    { A: "1", B: "2&3" },
  );
  expect(sent?.headers["x-key"]).toBe("1");
  expect(sent?.url).toBe("/things?app%20key=v%3A2%263");
});

test("secrets are looked for in the documented order", async () => {
  const folder = mkdtempSync(join(tmpdir(), "connector-auth-"));
  for (const name of ["one", "two"]) writeFileSync(join(folder, name), `${name}\n`);
  const everything: AuthConfig = {
    type: "bearer",
    credentialsenvvar: "TOKEN",
    credentialsfilepathenvvar: "FILE",
    credentialsfilepath: join(folder, "two"),
    username_var: "KEY",
    password_var: "SECRET",
    api_key: "inline",
    api_secret: "inline",
  };
  const variables = { TOKEN: "direct", FILE: join(folder, "one"), KEY: "k", SECRET: "s" };
  expect(await headerWith(everything, variables)).toBe("Bearer direct");
  expect(await headerWith(everything, { ...variables, TOKEN: "" })).toBe("Bearer one");
  expect(await headerWith(everything, { KEY: "k", SECRET: "s" })).toBe("Bearer two");
  const { credentialsfilepath: _gone, ...withoutFile } = everything;
  expect(await headerWith(withoutFile, { KEY: "k", SECRET: "s" })).toBe(`Bearer ${base64("k:s")}`);
  expect(await headerWith(withoutFile)).toBe(`Bearer ${base64("inline:inline")}`);
});

test("a file of a secret may lie in the home", async () => {
  const HOME = mkdtempSync(join(tmpdir(), "connector-auth-"));
  writeFileSync(join(HOME, "token"), "from-home\n");
  expect(await headerWith({ type: "bearer", credentialsfilepath: "~/token" }, { HOME })).toBe("Bearer from-home");
});

test("the user's auth replaces what documents declare, service before provider; the method's before the document's", async () => {
  const bearer = (api_key: string): AuthConfig => ({ type: "bearer", api_key });
  const userAuth = { acme: bearer("of-provider"), "acme.shop": bearer("of-service") };
  expect((await sentWith(bearer("document"), {}, userAuth))?.headers.authorization).toBe("Bearer of-service");
  expect((await sentWith(bearer("document"), {}, { acme: bearer("of-provider") }))?.headers.authorization).toBe(
    "Bearer of-provider",
  );
  const api = await serve(() => found);
  await read(connect(), callOf(method(api.origin, { auth: bearer("method") }), {}, { auth: bearer("document") }));
  expect(api.received[0]?.headers.authorization).toBe("Bearer method");
});

test("missing credentials name the variables to set", async () => {
  expect(await failureOf(headerWith(pair, { KEY: "k" }))).toBe(
    "missing_credentials: no credentials found for acme.shop (auth type basic)\n" +
      `Set SECRET in the environment or in a file given with --env.file, or pass credentials with --auth '{"acme": {"type": "basic", …}}'.`,
  );
  expect(await failureOf(headerWith({ type: "bearer", credentialsfilepath: "/nowhere/token" }))).toMatch(
    /^missing_credentials: the credentials file \/nowhere\/token cannot be read/,
  );
});

test.each([
  ["beerer", "Did you mean bearer? Give another with --auth."],
  [
    "zzz",
    "Supported: null_auth, basic, bearer, api_key, custom, oauth2, service_account, interactive, aws_signing_v4, " +
      "aws_assume_role, azure_default, oci_signing_v1. Give another with --auth.",
  ],
  ["aws_signing", "Did you mean aws_signing_v4? Give another with --auth."],
])("an unknown type such as %s suggests the nearest, or lists the supported ones", async (type, hint) => {
  expect(await failureOf(headerWith({ type }))).toBe(
    `configuration_error: acme.shop wants the unknown auth type "${type}"\n${hint}`,
  );
});

test("a custom auth without name is a configuration error", async () => {
  expect(await failureOf(headerWith({ type: "custom", credentialsenvvar: "A" }, { A: "1" }))).toMatch(
    /^configuration_error/,
  );
});

test("a preview needs no credentials", () => {
  expect(connect().preview(callOf(method("https://x.test"), {}, { auth: pair })).url).toBe("https://x.test/things");
});

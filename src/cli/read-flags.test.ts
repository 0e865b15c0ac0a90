import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { environmentName, type Flag, type FlagName, flags, type FlagValues } from "./flags.ts";
import { type ForeignFlag, foreignFlags } from "./foreign-flags.ts";
import { readCommandLine } from "./read-flags.ts";

type Variables = { readonly [name: string]: string };

async function homeWith(files: { readonly [path: string]: string } = {}): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "tributary-cli-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(home, path, ".."), { recursive: true });
    await writeFile(join(home, path), text);
  }
  return home;
}

function flagsOf(args: readonly string[], variables: Variables = {}): FlagValues {
  return readCommandLine(args, { HOME: "/nowhere", ...variables }).flags;
}

function failureOf(args: readonly string[], variables: Variables = {}): string {
  try {
    return JSON.stringify(flagsOf(args, variables));
  } catch (error) {
    return String(error).replace("ERROR F0000 (configuration_error): ", "");
  }
}

test("without anything, flags have their defaults", () => {
  expect(flagsOf([])).toMatchObject({
    output: "auto",
    delimiter: ",",
    hideheaders: false,
    endpoint: [],
    "execution.concurrency.limit": 32,
    "http.response.pageLimit": undefined,
    auth: undefined,
  });
});

describe("each kind of flag", () => {
  test.each<[FlagName, string, unknown]>([
    ["hideheaders", "true", true],
    ["hideheaders", "1", true],
    ["hideheaders", "FALSE", false],
    ["hideheaders", "0", false],
    ["http.retries", "7", 7],
    ["execution.concurrency.limit", "-1", -1],
    ["http.response.pageLimit", "+3", 3],
    ["provider", "", undefined],
    ["output", "", "auto"],
    ["progress", "never", "never"],
  ])("%s = %j", (name, text, expected) => expect(flagsOf([`--${name}=${text}`])[name]).toBe(expected));

  test.each([
    [["--hideheaders=maybe"], "--hideheaders is true or false, not maybe"],
    [["--http.retries=1.5"], "--http.retries takes a whole number, not 1.5"],
    [["--http.retries="], "--http.retries takes a whole number, not nothing"],
    [["--http.retries=0x10"], "--http.retries takes a whole number, not 0x10"],
    [["--progress=sometimes"], "--progress is one of auto, always, never, not sometimes"],
    [["--http.proxy.scheme=socks5"], "--http.proxy.scheme is one of http, https, not socks5"],
  ])("%j is refused", (args, message) => expect(failureOf(args)).toBe(message));
});

describe("the environment", () => {
  test("sets any flag but help and version", () => {
    expect(environmentName("http.response.pageLimit")).toBe("TRIBUTARY_HTTP_RESPONSE_PAGELIMIT");
    expect(environmentName("json-strings")).toBe("TRIBUTARY_JSON_STRINGS");
    const variables = { TRIBUTARY_HTTP_RETRIES: "1", TRIBUTARY_JSON_STRINGS: "true", TRIBUTARY_HELP: "true" };
    expect(flagsOf([], variables)).toMatchObject({ "http.retries": 1, "json-strings": true, help: false });
  });

  test("gives several end points behind commas", () => {
    expect(flagsOf([], { TRIBUTARY_ENDPOINT: "a=http://x, b=http://y" }).endpoint).toEqual([
      "a=http://x",
      "b=http://y",
    ]);
  });
});

describe("the config file", () => {
  test("is found in the user's configuration folder", async () => {
    const home = await homeWith({ ".config/tributary/config.json": '{"output": "json", "http.retries": 2}' });
    expect(flagsOf([], { HOME: home })).toMatchObject({ output: "json", "http.retries": 2 });
  });

  test("holds JSON values as they are", async () => {
    const content = { auth: { a: { type: "null_auth" } }, endpoint: { a: "http://x" }, dryrun: true, loglevel: "warn" };
    const home = await homeWith({ c: JSON.stringify(content) });
    expect(flagsOf(["--configfile", join(home, "c")])).toMatchObject({
      auth: '{"a":{"type":"null_auth"}}',
      endpoint: ["a=http://x"],
      dryrun: true,
    });
  });

  test("or lines, with comments and quotes", async () => {
    const home = await homeWith({ c: '\uFEFF# mine\n\noutput = \'csv\'\r\n  hideheaders=true\nauth={"a": "b=c"}\n' });
    expect(flagsOf(["--configfile", join(home, "c")])).toMatchObject({
      output: "csv",
      hideheaders: true,
      auth: '{"a": "b=c"}',
    });
  });

  test("loses against the environment, which loses against the command line", async () => {
    const home = await homeWith({ c: "output=csv\ndelimiter=;\nprovider=a" });
    const variables = { TRIBUTARY_CONFIGFILE: join(home, "c"), TRIBUTARY_OUTPUT: "json", TRIBUTARY_PROVIDER: "b" };
    expect(flagsOf(["--provider=c"], variables)).toMatchObject({ delimiter: ";", output: "json", provider: "c" });
  });

  test.each([
    ["outptu=csv", "/c sets outptu, which is no flag\nHINT: Did you mean output?"],
    ["output", "line 1 of /c is not of the form KEY=value"],
    ['{"auth": {"password": "secret"}', "/c is no valid JSON"],
  ])("%j is refused", async (content, message) => {
    const home = await homeWith({ c: content });
    expect(failureOf(["--configfile", join(home, "c")]).replaceAll(home, "")).toBe(message);
  });
});

describe("the env file", () => {
  test("wins over the environment, for flags and for whoever reads variables", async () => {
    const home = await homeWith({ e: "export A=file\nTRIBUTARY_OUTPUT=csv\n" });
    const { flags: read, environment } = readCommandLine(["--env.file", join(home, "e")], {
      A: "process",
      B: "process",
      EMPTY: "",
      TRIBUTARY_OUTPUT: "json",
      HOME: "/nowhere",
    });
    expect([environment("A"), environment("B"), environment("EMPTY"), environment("C")]).toEqual([
      "file",
      "process",
      undefined,
      undefined,
    ]);
    expect(read.output).toBe("csv");
  });
});

describe("flags of the incumbent without effect", () => {
  test("are none of ours, neither by name nor by letter", () => {
    const own = Object.values<Flag>(flags).flatMap(({ short }) => short ?? []);
    expect(Object.keys(foreignFlags).filter((name) => name in flags)).toEqual([]);
    const foreignLetters = Object.values<ForeignFlag>(foreignFlags).flatMap(({ short }) => short ?? []);
    expect([...own, ...foreignLetters]).toHaveLength(new Set([...own, ...foreignLetters]).size);
  });

  test("say what to do instead wherever a value can be refused", () => {
    const silent = Object.entries<ForeignFlag>(foreignFlags)
      .filter(([, { accepted, instead }]) => (accepted === "any") === (instead !== undefined))
      .map(([name]) => name);
    expect(silent).toEqual([]);
  });

  // verifies: operate.flags
  test("are accepted where they ask for nothing, else refused", () => {
    expect(flagsOf(["--loglevel=debug", "--sqlBackend={}", "--TestWithoutAPICalls=false", "-t"])).toMatchObject({
      output: "auto",
    });
    expect(failureOf(["--TestWithoutAPICalls"])).toMatch(/^--TestWithoutAPICalls has no effect in Tributary\nHINT: /);
    expect(failureOf(["--sqlBackend", '{"dbEngine": "postgres_tcp"}'])).toMatch(/^--sqlBackend has no effect/);
  });
});

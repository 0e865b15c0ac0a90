/** What may stand where the cursor is. */
import { expect, test } from "vitest";
import { commands } from "../commands.ts";
import { flags } from "../flags.ts";
import { complete } from "./complete.ts";
import type { Names } from "./names.ts";
import { answerFor, wordsFrom } from "./shells.ts";

const providers = ["aws", "confluent", "github"].map((text) => ({ text }));
const below: { readonly [path: string]: readonly string[] } = {
  confluent: ["iam", "org"],
  "confluent.org": ["environments", "organizations"],
  github: ["repos"],
  "github.repos": ["branches", "repos"],
};
const names: Names = {
  providers: async () => providers,
  first: async () => [...providers, { text: "tributary" }],
  below: async (path) => ({
    candidates: (below[path.join(".")] ?? []).map((text) => ({ text })),
    last: path.length === 2,
  }),
};

/** The candidates for the last word; what they begin with stands before a `|`, and `…` behind those that go on. */
async function candidates(...words: readonly string[]): Promise<readonly string[] | string> {
  const found = await complete(words, { commands, names });
  if (found.kind !== "words") return found.kind;
  const lead = found.before === "" ? "" : `${found.before}|`;
  return found.candidates.map(({ text }) => `${lead}${text}${found.open ? "…" : ""}`);
}

test("the first word is a command", async () => {
  expect(await candidates("")).toEqual([...Object.keys(commands), "help"]);
  expect(await candidates("re")).toEqual(["registry"]);
  expect(await candidates("-v", "mo")).toEqual(["mock"]);
  expect(await candidates("help", "de")).toEqual(["demo"]);
});

test("flags are those that the command obeys", async () => {
  expect(await candidates("--")).toEqual(Object.keys(flags).map((name) => `--${name}`));
  expect(await candidates("mock", "--")).toEqual(
    Object.entries(flags).flatMap(([name, { group }]) => (["mock", "general"].includes(group) ? `--${name}` : [])),
  );
  expect(await candidates("exec", "--http.proxy.p")).toEqual(["--http.proxy.port", "--http.proxy.password"]);
  expect(await candidates("exec", "--", "--ht")).toEqual([]);
});

test.each([
  [
    ["exec", "-o", "js"],
    ["json", "jsonl"],
  ],
  [
    ["exec", "--output=js"],
    ["--output=|json", "--output=|jsonl"],
  ],
  [
    ["exec", "--on-error", ""],
    ["fail", "warn", "partial"],
  ],
  [["exec", "--endpoint", "con"], ["confluent=…"]],
  [["exec", "--provider", "g"], ["github"]],
  [["exec", "--infile", "x"], "files"],
  [["exec", "-i", ""], "files"],
  [["exec", "--store=x"], "files"],
  [["exec", "--approot", ""], "folders"],
  [["exec", "--http.retries", ""], []],
  [["exec", "--no-such-flag=x"], []],
])("after %j comes %j", async (words, expected) => {
  expect(await candidates(...words)).toEqual(expected);
});

test.each([
  [
    ["registry", ""],
    ["list", "pull"],
  ],
  [["registry", "pull", "c"], ["confluent"]],
  [
    ["registry", "-o", "csv", "pull", ""],
    ["aws", "confluent", "github"],
  ],
  [["registry", "pull", "confluent", ""], []],
  [["registry", "fetch", ""], []],
  [["provider", "lint", ""], "folders"],
  [["provider", "build", "a.yaml", ""], "files"],
  [["fmt", "a.sql", ""], "files"],
  [["mock", ""], ["confluent"]],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
  [["no-such-command", ""], []],
  [["exec", "SELECT 1", "x"], []],
])("arguments follow the usage of the command: %j %j", async (words, expected) => {
  expect(await candidates(...words)).toEqual(expected);
});

test.each([
  ["SELECT * FROM con", ["SELECT * FROM |confluent.iam.…", "SELECT * FROM |confluent.org.…"]],
  [
    "SELECT * FROM confluent.o",
    ["environments", "organizations"].map((name) => `SELECT * FROM |confluent.org.${name}`),
  ],
  ["SELECT * FROM gi", ["branches", "repos"].map((name) => `SELECT * FROM |github.repos.${name}`)],
  ["FROM ", ["aws.", "confluent.", "github.", "tributary."].map((name) => `FROM |${name}…`)],
  ["FROM CONFLUENT.", []],
  ["FROM confluent.ORG.ENV", []],
  ["FROM confluent.org.ENV", ["FROM |confluent.org.environments"]],
  ["FROM a.b.c x, conf", ["FROM a.b.c x, |confluent.iam.…", "FROM a.b.c x, |confluent.org.…"]],
  ["SHOW RESOURCES IN github.r", ["branches", "repos"].map((name) => `SHOW RESOURCES IN |github.repos.${name}`)],
  ["INSERT INTO aw", []],
  ["SELECT con", []],
  ["SELECT id FROM x WHERE name = 'from con", []],
  ['SELECT * FROM "con', []],
])("names in %j: %j", async (sql, expected) => {
  expect(await candidates("exec", sql)).toEqual(expected);
});

test.each([
  ["bash", ["exec", "--output", "=", "js"], ["exec", "--output=js"]],
  ["bash", ["exec", "--output", "="], ["exec", "--output="]],
  ["bash", ["exec", '"SELECT * FROM conf'], ["exec", "SELECT * FROM conf"]],
  ["bash", ["exec", "'SELECT 1'", "-o", ""], ["exec", "SELECT 1", "-o", ""]],
  ["bash", [], [""]],
  ["zsh", ["exec", String.raw`a\ b`], ["exec", "a b"]],
  ["zsh", ["exec", String.raw`"say \"x`], ["exec", 'say "x']],
  ["fish", ["exec", "it's", '"SELECT'], ["exec", "it's", "SELECT"]],
] as const)("%s means by %j the words %j", (shell, given, words) => {
  expect(wordsFrom(shell, given)).toEqual(words);
});

test("an answer is a kind, and a candidate a line with one short sentence", () => {
  const description = "Reads a file.\nMore of it follows; it is long.";
  const completion = { kind: "words", candidates: [{ text: "a", description }], before: "--x=", open: false } as const;
  expect(answerFor("fish", completion)).toBe("words\n--x=a\tReads a file\n");
  expect(answerFor("bash", completion)).toBe("words\na\tReads a file\n");
  expect(answerFor("zsh", { ...completion, open: true })).toBe("open\na\tReads a file\n");
  expect(answerFor("bash", { kind: "files" })).toBe("files\n");
});

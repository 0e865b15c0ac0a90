import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { expect, it } from "vitest";
import { withoutPlaces } from "../fixtures/without-places.ts";
import { parseScript } from "../parser.ts";
import { format } from "./format.ts";

const root = join(import.meta.dirname, "../../..");

interface Sample {
  readonly file: string;
  readonly text: string;
  /** True where the file itself expects that it does not parse, or says that it is a template. */
  readonly isBroken: boolean;
}

/** The SQL of the repository's tests, examples and documents. */
function samples(): Sample[] {
  return ["test", "docs", "examples", "src/sql/fixtures"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).flatMap((name) => {
      const reader = readers[extname(name)];
      if (reader === undefined) return [];
      const file = join(folder, name);
      return reader(readFileSync(join(root, file), "utf8")).map((sample) => ({ file, ...sample }));
    }),
  );
}

/** Conditions of texts that the parser may refuse, in .slt files and documents. */
const refused = /syntax_error|feature_not_supported|undefined_parameter|^```sql.* error/;

const readers: Readonly<Record<string, (text: string) => Omit<Sample, "file">[]>> = {
  ".sql": (text) => [text, ...text.split("\n")].map((part) => ({ text: part, isBroken: /<<<|\{\{/.test(text) })),
  ".slt": (text) =>
    [...text.matchAll(/^((?:query|statement (?:ok|error))\b.*)\n([\s\S]*?)(?:\n----|\n\n|$(?![\s\S]))/gm)].map(
      ([, head = "", sql = ""]) => ({
        text: sql,
        isBroken: refused.test(head),
      }),
    ),
  ".md": (text) =>
    [...text.matchAll(/^(```sql.*)\n([\s\S]*?)^```/gm)].map(([, head = "", sql = ""]) => ({
      text: sql,
      isBroken: refused.test(head) || /<<<|\{\{/.test(sql),
    })),
};

/** Every sample that parses as SQL. */
function texts(): string[] {
  return [...new Set(samples().map(({ text }) => text))].filter(parses);
}

function parses(text: string): boolean {
  return isRead(text) && parseScript(text).statements.length > 0;
}

function isRead(text: string): boolean {
  try {
    parseScript(text);
    return true;
  } catch {
    return false;
  }
}

const treeOf = (text: string): unknown => withoutPlaces(parseScript(text).statements);
const commentsOf = (text: string): string[] => parseScript(text).comments.map((comment) => comment.text.trimEnd());

it("parses all that the repository shows as SQL, but for what it shows to be wrong", () => {
  const unread = samples().filter(({ text, isBroken }) => !isBroken && !isRead(text));
  expect(unread.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

it("keeps tree and comments of every SQL text of the repository, and is stable", { timeout: 120_000 }, () => {
  const all = texts();
  expect(all.length).toBeGreaterThan(500);
  for (const text of all) {
    const formatted = format(text);
    expect(treeOf(formatted), text).toEqual(treeOf(text));
    expect(commentsOf(formatted), text).toEqual(commentsOf(text));
    expect(format(formatted), text).toBe(formatted);
  }
});

it("keeps a comment wherever it stands", { timeout: 120_000 }, () => {
  const lines = readFileSync(join(root, "src/sql/fixtures/identity.sql"), "utf8").split("\n");
  for (const line of lines.filter((text) => parses(text) && text.length < 200)) {
    for (const [comment, blank] of [
      ["-- note\n", / /g],
      ["/* note */ ", / /g],
      ["\n-- note\n", / /g],
    ] as const) {
      const text = line.replace(blank, () => ` ${comment}`);
      if (!parses(text) || JSON.stringify(treeOf(text)) !== JSON.stringify(treeOf(line))) continue;
      const formatted = format(text);
      expect(treeOf(formatted), text).toEqual(treeOf(text));
      expect(commentsOf(formatted), text).toEqual(commentsOf(text));
      expect(format(formatted), text).toBe(formatted);
    }
  }
});

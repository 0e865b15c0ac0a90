import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withoutPlaces } from "../fixtures/without-places.ts";
import { parseScript } from "../parser.ts";
import { format } from "./format.ts";

const root = join(import.meta.dirname, "../../..");

/** Every text in the repository's tests, examples and documents that parses as SQL. */
function texts(): string[] {
  const found = new Set<string>();
  for (const folder of ["test", "docs", "examples", "src/sql/fixtures"]) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!/\.(?:slt|sql|md)$/.test(name)) continue;
      const text = readFileSync(join(root, folder, name), "utf8");
      for (const part of name.endsWith(".sql") ? [text, ...text.split("\n")] : text.split(/\n\n|\n----|```\w*\n/)) {
        const body = part.replace(/^(?:query|statement).*\n/gm, "");
        if (parses(body)) found.add(body);
      }
    }
  }
  return [...found];
}

function parses(text: string): boolean {
  try {
    return parseScript(text).statements.length > 0;
  } catch {
    return false;
  }
}

const treeOf = (text: string): unknown => withoutPlaces(parseScript(text).statements);
const commentsOf = (text: string): string[] => parseScript(text).comments.map((comment) => comment.text.trimEnd());

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

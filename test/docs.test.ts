/**
 * The pages in docs/: every example is run and shows what came of it, tables equal those of the code, links lead
 * somewhere. `TRIBUTARY_DOCS_WRITE=1` rewrites shown results and tables; the difference is then for review.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { formatNames } from "../src/output/format.ts";
import {
  anchorsOf,
  type Block,
  blocksOf,
  generatedPart,
  headingsOf,
  linksOf,
  type Part,
  partsOf,
  printParts,
  withGeneratedPart,
} from "./docs/page.ts";
import { type Outcome, runPage } from "./docs/run-page.ts";
import { functionsPage } from "./docs/functions-page.ts";
import { errorHeadings, flagTables } from "./docs/tables.ts";

const rewriting = process.env["TRIBUTARY_DOCS_WRITE"] === "1";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The pages whose blocks say what becomes of them. */
const pages = [
  "docs/sql.md",
  "docs/command.md",
  "docs/connections.md",
  "docs/credentials.md",
  "docs/network.md",
  "docs/operations.md",
  "docs/errors.md",
  "docs/providers.md",
  "docs/confluent.md",
  "docs/authoring.md",
] as const;

const generated = [{ page: "docs/command.md", name: "flags", content: flagTables }] as const;

const read = (page: string): string => readFileSync(join(root, page), "utf8");

describe.each(pages)("%s", (page) => {
  const parts = partsOf(read(page));
  const runs = blocksOf(parts).filter(({ attributes }) => attributes.has("run"));
  let outcomes: ReadonlyMap<Block, Outcome>;

  beforeAll(async () => {
    outcomes = await runPage(blocksOf(parts));
    if (rewriting) writeFileSync(join(root, page), printParts(withResults(parts, outcomes)));
  }, 240_000);

  test("says of every block what becomes of it", () => {
    expect(blocksOf(parts).flatMap((block) => complaintsAbout(block))).toEqual([]);
  });

  test.each(runs.map((block) => ({ block, title: `${block.line}: ${block.text.split("\n")[0]}` })))(
    "line $title",
    ({ block }) => {
      const outcome = outcomes.get(block);
      const shown = rewriting ? outcome?.text : resultOf(block, parts)?.text;
      const isQuiet = block.attributes.has("quiet");
      expect({ failed: outcome?.failed, text: isQuiet ? "" : outcome?.text }).toEqual({
        failed: block.attributes.has("error"),
        text: isQuiet ? "" : (shown ?? "no result is shown"),
      });
    },
  );
});

describe.each(generated)("$page", ({ page, name, content }) => {
  test(`its part "${name}" is what the code says`, () => {
    const text = read(page);
    if (rewriting) writeFileSync(join(root, page), withGeneratedPart(text, name, content()));
    expect(generatedPart(read(page), name)).toBe(content());
  });
});

// verifies: function.reference
test("docs/functions.md has every function, and what its example yields", async () => {
  const page = await functionsPage();
  if (rewriting) writeFileSync(join(root, "docs/functions.md"), page);
  expect(read("docs/functions.md")).toBe(page);
});

test("docs/errors.md has every condition once, under its code", () => {
  const headings = headingsOf(partsOf(read("docs/errors.md"))).filter((heading) => /^[0-9A-Z]{5} /.test(heading));
  expect(headings.toSorted()).toEqual(errorHeadings().toSorted());
});

test("docs/command.md shows every output format", () => {
  const headings = new Set(headingsOf(partsOf(read("docs/command.md")), 3));
  expect(formatNames.filter((name) => name !== "auto" && !headings.has(name))).toEqual([]);
});

const linking = [...readdirSync(join(root, "docs")).map((name) => `docs/${name}`), "README.md"].filter((name) =>
  name.endsWith(".md"),
);

test.each(linking)("the links of %s lead to files and headings that exist", (page) => {
  const dead = linksOf(partsOf(read(page))).filter(({ file, heading }) => {
    const path = file === "" ? page : join(dirname(page), file);
    if (!existsSync(join(root, path))) return true;
    return heading !== "" && !anchorsOf(partsOf(read(path))).has(heading);
  });
  expect(dead).toEqual([]);
});

/** The block after the given one, where it shows a result. */
function resultOf(block: Block, parts: readonly Part[]): Block | undefined {
  const blocks = blocksOf(parts);
  const next = blocks[blocks.indexOf(block) + 1];
  return next?.attributes.has("result") === true ? next : undefined;
}

/** Every block is run, shows a result, is written to a file, or says why it cannot be run. */
function complaintsAbout({ language, attributes, line }: Block): string[] {
  const known = ["run", "result", "file", "norun"].filter((name) => attributes.has(name));
  if (known.length === 0) return [`line ${line}: the block has no attribute`];
  if (attributes.has("norun") && (attributes.get("reason") ?? "") === "") return [`line ${line}: norun has no reason`];
  if (attributes.has("run") && language !== "sql" && language !== "shell")
    return [`line ${line}: ${language} cannot run`];
  return [];
}

/** The page with what was found; a block without a result gets one after it. */
function withResults(parts: readonly Part[], outcomes: ReadonlyMap<Block, Outcome>): Part[] {
  const blocks = blocksOf(parts);
  return parts.flatMap((part): Part[] => {
    if (part.kind === "prose") return [part];
    const before = blocks[blocks.indexOf(part.block) - 1];
    const shown = before === undefined ? undefined : outcomes.get(before);
    if (part.block.attributes.has("result") && shown !== undefined) {
      return [{ kind: "block", block: { ...part.block, text: shown.text } }];
    }
    const own = outcomes.get(part.block);
    if (own === undefined || part.block.attributes.has("quiet") || resultOf(part.block, parts) !== undefined)
      return [part];
    const attributes = new Map([["result", ""]]);
    const result: Block = { language: "text", attributes, text: own.text, line: part.block.line };
    return [part, { kind: "prose", lines: [""], line: 0 }, { kind: "block", block: result }];
  });
}

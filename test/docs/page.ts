/** A page of documentation: its fenced blocks with their attributes, its headings, its links. */

export interface Block {
  readonly language: string;
  /** What stands behind the language: `run`, `result`, `file=NAME`, `norun reason="…"`, …; a word alone is "". */
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  /** One-based line of the opening fence. */
  readonly line: number;
}

export interface Link {
  /** The file part, "" for the page itself. */
  readonly file: string;
  /** The heading after `#`, "" where there is none. */
  readonly heading: string;
  readonly line: number;
}

interface FencedBlock {
  readonly kind: "block";
  readonly block: Block;
}

interface Prose {
  readonly kind: "prose";
  readonly lines: readonly string[];
  readonly line: number;
}

export type Part = FencedBlock | Prose;

/** Cuts a page into prose and fenced blocks. Throws an Error where a fence is not closed. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  const lines = text.split("\n");
  let prose: string[] = [];
  let start = 1;
  for (let at = 0; at < lines.length; at++) {
    const info = /^```(.*)$/.exec(lines[at] ?? "")?.[1];
    if (info === undefined) {
      prose.push(lines[at] ?? "");
      continue;
    }
    const end = lines.indexOf("```", at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: the block is not closed`);
    parts.push({ kind: "prose", lines: prose, line: start });
    parts.push({ kind: "block", block: blockOf(info, lines.slice(at + 1, end).join("\n"), at + 1) });
    at = end;
    start = end + 2;
    prose = [];
  }
  return [...parts, { kind: "prose", lines: prose, line: start }];
}

function blockOf(info: string, text: string, line: number): Block {
  const [language = "", ...rest] = info.trim().split(" ");
  const words = rest.join(" ").matchAll(/([\w.-]+)(?:=(?:"([^"]*)"|(\S+)))?/g);
  const attributes = new Map([...words].map(([, name = "", quoted, plain]) => [name, quoted ?? plain ?? ""]));
  return { language, attributes, text, line };
}

/** The page as text; the opposite of `partsOf`. */
export function printParts(parts: readonly Part[]): string {
  const lines = parts.flatMap((part) => (part.kind === "prose" ? part.lines : blockLines(part.block)));
  return lines.join("\n");
}

function blockLines({ language, attributes, text }: Block): string[] {
  const words = [...attributes].map(([name, value]) => {
    if (value === "") return name;
    return /\s/.test(value) || name === "reason" ? `${name}="${value}"` : `${name}=${value}`;
  });
  const info = [language, ...words].join(" ");
  return text === "" ? [`\`\`\`${info}`, "```"] : [`\`\`\`${info}`, ...text.split("\n"), "```"];
}

export function blocksOf(parts: readonly Part[]): Block[] {
  return parts.flatMap((part) => (part.kind === "block" ? [part.block] : []));
}

function proseLines(parts: readonly Part[]): { readonly text: string; readonly line: number }[] {
  return parts.flatMap((part) =>
    part.kind === "block" ? [] : part.lines.map((text, index) => ({ text, line: part.line + index })),
  );
}

/** The text of each heading of a level, in order; of every level where none is given. */
export function headingsOf(parts: readonly Part[], level?: number): string[] {
  return proseLines(parts).flatMap(({ text }) => {
    const [, marks = "", title] = /^(#{1,6}) (.+)$/.exec(text) ?? [];
    return title === undefined || (level !== undefined && marks.length !== level) ? [] : [title.trim()];
  });
}

/** What a link to each heading says, as GitHub makes it; a repeated one gets a number. */
export function anchorsOf(parts: readonly Part[]): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headingsOf(parts)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    let free = anchor;
    for (let copy = 1; anchors.has(free); copy++) free = `${anchor}-${copy}`;
    anchors.add(free);
  }
  return anchors;
}

/** The links to files and headings; those to other sites are left out. */
export function linksOf(parts: readonly Part[]): Link[] {
  return proseLines(parts).flatMap(({ text, line }) =>
    [...text.replaceAll(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
      if (/^[a-z]+:/i.test(target)) return [];
      const [file = "", heading = ""] = target.split("#");
      return [{ file, heading, line }];
    }),
  );
}

/** The lines between `<!-- name -->` and `<!-- /name -->`; undefined where the page has no such place. */
export function generatedPart(text: string, name: string): string | undefined {
  return new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- /${name} -->`).exec(text)?.[1];
}

export function withGeneratedPart(text: string, name: string, content: string): string {
  const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  return text.replace(place, (_whole, before: string, after: string) => `${before}${content}${after}`);
}

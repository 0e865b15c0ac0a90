/**
 * The names of all resources of all providers in one file: reading some forty indexes takes longer than a process to
 * start. Whoever had to read the indexes writes it, and it holds as long as they are what they were.
 *
 * First a line of JSON (`Head`). Then a line for each resource. Then a line for what else is known of each, empty where
 * all of it follows from the name, with a zero between providers.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { NameList, NameListTexts } from "../catalog.ts";
import type { Provider } from "../model.ts";
import { foldersIn } from "./layout.ts";

/** Raised whenever the content changes in a way that older readers would misread. */
const namesFormat = 1;

/** How long an index must have been what it is: a change within the same tick of the clock would show in no time. */
const settledMilliseconds = 1_000;

interface Head {
  readonly format: number;
  readonly marks: readonly string[];
  readonly providers: readonly { readonly count: number; readonly index: string }[];
  /** True where each character is one byte: such text is read several times as fast. */
  readonly ascii: boolean;
  /** Of the two parts, in bytes. */
  readonly lengths: readonly [names: number, texts: number];
}

/** A provider, and the file that it was read from. */
export interface ReadProvider {
  readonly provider: Provider;
  readonly index: string;
}

/** What would show that a provider came, went or was replaced. */
export interface Marks {
  readonly texts: readonly string[];
  /** When the latest of them changed, in milliseconds since 1970. */
  readonly latest: number;
}

/** Marks of the folders in directories of providers, and of the indexes there. Without a wait. */
export function marksOf(directories: readonly string[], indexes: readonly string[]): Marks {
  const folders = directories.flatMap((directory) => foldersIn(directory).map((name) => join(directory, name)));
  const texts: string[] = [];
  let latest = 0;
  for (const path of [...folders, ...indexes]) {
    const found = statSync(path, { throwIfNoEntry: false });
    texts.push(found === undefined ? path : `${path} ${found.ino} ${found.mtimeMs} ${found.size}`);
    latest = Math.max(latest, found?.mtimeMs ?? 0);
  }
  return { texts, latest };
}

/** The names as the file has them; undefined where there is none, it is damaged, or no longer true. */
export function readNames(file: string, directories: readonly string[]): NameList | undefined {
  try {
    const bytes = readFileSync(file);
    const start = bytes.indexOf("\n") + 1;
    const head = JSON.parse(bytes.toString("utf8", 0, start)) as Head;
    if (head.format !== namesFormat) return undefined;
    const marks = marksOf(
      directories,
      head.providers.map(({ index }) => index),
    );
    if (marks.texts.join("\n") !== head.marks.join("\n")) return undefined;
    return listIn(head, bytes.subarray(start));
  } catch {
    // Whatever is wrong with it, the indexes know.
    return undefined;
  }
}

function listIn({ providers, ascii, lengths }: Head, body: Buffer): NameList | undefined {
  const [first, second] = lengths;
  if (body.length !== first + second) return undefined;
  const encoding = ascii ? "latin1" : "utf8";
  return {
    count: providers.reduce((sum, { count }) => sum + count, 0),
    lines: body.toString(encoding, 0, first),
    texts: () => textsOf(providers, body.toString(encoding, first).split("\0")),
  };
}

/** The lines of a provider are cut when one of its resources is asked for. */
function textsOf(providers: Head["providers"], texts: readonly string[]): (line: number) => NameListTexts {
  const cut: (readonly string[])[] = [];
  return (line) => {
    let at = line;
    let position = 0;
    for (; at >= (providers[position]?.count ?? Infinity); position++) at -= providers[position]?.count ?? 0;
    const lines = (cut[position] ??= (texts[position] ?? "").split("\n"));
    return textsIn(lines[at] ?? "");
  };
}

function textsIn(line: string): NameListTexts {
  return line === "" ? {} : (JSON.parse(line) as NameListTexts);
}

/**
 * Keeps the names of what was read after `marks` were taken. Not where it cannot be written, and not yet where
 * something has only just changed.
 */
export function keepNames(file: string, marks: Marks, read: readonly ReadProvider[]): void {
  if (marks.latest > Date.now() - settledMilliseconds) return;
  const text = namesText(marks, read);
  if (text === undefined) return;
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Put in place whole: another process may be reading or writing the same file.
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch {
    // The next to ask reads the indexes.
  }
}

/** Undefined where a name holds what stands between names. */
function namesText(marks: Marks, read: readonly ReadProvider[]): string | undefined {
  const names = read.map(({ provider }) => linesOf(provider));
  const texts = read.map(({ provider }) => textLinesOf(provider));
  const counts = read.map(({ provider }) =>
    provider.services.reduce((sum, { resources }) => sum + resources.length, 0),
  );
  if (!names.every((text, position) => isFields(text, counts[position] ?? 0))) return undefined;
  const [first, second] = [names.join(""), texts.join("\0")];
  const head: Head = {
    format: namesFormat,
    marks: marks.texts,
    providers: read.map(({ index }, position) => ({ count: counts[position] ?? 0, index })),
    ascii: !/\P{ASCII}/u.test(first + second),
    lengths: [Buffer.byteLength(first), Buffer.byteLength(second)],
  };
  return `${JSON.stringify(head)}\n${first}${second}`;
}

function isFields(lines: string, count: number): boolean {
  return lines.split("\n").length - 1 === count && lines.split(",").length - 1 === 2 * count;
}

function linesOf({ name: provider, services }: Provider): string {
  return services
    .flatMap(({ name: service, resources }) => resources.map(({ name }) => `${provider},${service},${name}\n`))
    .join("");
}

function textLinesOf({ name: provider, services }: Provider): string {
  return services
    .flatMap((service) =>
      service.resources.map(({ name, id, title, description }): string => {
        const texts: NameListTexts = {
          ...(id !== `${provider}.${service.name}.${name}` && { id }),
          ...(title !== name && { title }),
          ...(description !== title && { description }),
        };
        return Object.keys(texts).length === 0 ? "" : JSON.stringify(texts);
      }),
    )
    .join("\n");
}

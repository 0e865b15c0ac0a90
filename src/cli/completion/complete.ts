/** What may stand where the cursor is in a command line: from the tables of commands and flags, and the catalog. */
import { formatNames } from "../../output/format.ts";
import type { CommandHelp } from "../help.ts";
import { type Flag, flags } from "../flags.ts";
import { splitOnce } from "../read-arguments.ts";
import type { Names } from "./names.ts";
import { sqlNames } from "./sql-names.ts";

export interface Candidate {
  readonly text: string;
  readonly description?: string | undefined;
}

/** `files` and `folders` are those that the shell knows. */
export type Completion =
  | { readonly kind: "files" | "folders" }
  | {
      readonly kind: "words";
      readonly candidates: readonly Candidate[];
      /** What of the word stands before each candidate. */
      readonly before: string;
      /** True where more belongs to the word: no blank follows. */
      readonly open: boolean;
    };

/** What names are taken from. */
export interface CompletionSources {
  readonly commands: { readonly [name: string]: CommandHelp };
  readonly names: Names;
}

const table: { readonly [name: string]: Flag } = flags;

/** `words` stand behind `tributary`; the last one is the one that is being written, empty where none is yet. */
export async function complete(words: readonly string[], sources: CompletionSources): Promise<Completion> {
  const current = words.at(-1) ?? "";
  const { positionals, pending, onlyPositionals } = readWords(words.slice(0, -1));
  if (pending !== undefined) return flagValue(pending, { current, before: "" }, sources);
  if (!onlyPositionals && /^--?\S*$/.test(current) && current !== "") {
    const [name, value] = splitOnce(current);
    const flag = flagOf(name);
    if (value === undefined) return wordsOf(flagCandidates(positionals[0], sources), current);
    return flag === undefined ? nothing : flagValue(flag, { current: value, before: `${name}=` }, sources);
  }
  return positional(positionals, current, sources);
}

const nothing: Completion = { kind: "words", candidates: [], before: "", open: false };

function wordsOf(all: readonly Candidate[], current: string, before = "", open = false): Completion {
  return { kind: "words", candidates: all.filter(({ text }) => text.startsWith(current)), before, open };
}

type NamedFlag = Flag & { readonly name: string };

/** The flag that a word names, without its value. */
function flagOf(word: string): NamedFlag | undefined {
  const found = Object.entries(table).find(([name, { short }]) => word === `--${name}` || word === `-${short}`);
  return found === undefined ? undefined : { ...found[1], name: found[0] };
}

interface Read {
  readonly positionals: readonly string[];
  /** The flag whose value comes next. */
  readonly pending: NamedFlag | undefined;
  readonly onlyPositionals: boolean;
}

function readWords(words: readonly string[]): Read {
  const positionals: string[] = [];
  let pending: NamedFlag | undefined;
  for (const [index, word] of words.entries()) {
    if (word === "--") {
      return { positionals: [...positionals, ...words.slice(index + 1)], pending: undefined, onlyPositionals: true };
    }
    const flag = flagOf(word);
    if (pending !== undefined) pending = undefined;
    else if (flag !== undefined && flag.kind !== "boolean") pending = flag;
    else if (!word.startsWith("-") || word === "-") positionals.push(word);
  }
  return { positionals, pending, onlyPositionals: false };
}

function flagCandidates(command: string | undefined, { commands }: CompletionSources): readonly Candidate[] {
  const groups = command === undefined || !Object.hasOwn(commands, command) ? undefined : commands[command]?.groups;
  return Object.entries(table)
    .filter(([, { group }]) => groups === undefined || groups.includes(group))
    .map(([name, { description }]) => ({ text: `--${name}`, description }));
}

/** Flags whose values are names that no other flag takes. */
const namedValues: { readonly [flag: string]: (names: Names) => Promise<readonly Candidate[]> } = {
  output: async () => formatNames.map((text) => ({ text })),
  provider: async (names) => names.providers(),
  endpoint: async (names) =>
    (await names.providers()).map(({ text, description }) => ({ text: `${text}=`, description })),
};

async function flagValue(
  { name, value, choices }: NamedFlag,
  { current, before }: { readonly current: string; readonly before: string },
  { names }: CompletionSources,
): Promise<Completion> {
  if (value === "FILE") return { kind: "files" };
  if (value === "FOLDER") return { kind: "folders" };
  const found = choices?.map((text) => ({ text })) ?? (await namedValues[name]?.(names)) ?? [];
  return wordsOf(found, current, before, name === "endpoint");
}

/** What stands for an argument in the usage of a command, and what may stand there. */
const argumentKinds: {
  readonly [name: string]: (current: string, sources: CompletionSources) => Completion | Promise<Completion>;
} = {
  SQL: (current, { names }) => sqlNames(current, names),
  FILE: () => ({ kind: "files" }),
  OPENAPI: () => ({ kind: "files" }),
  FOLDER: () => ({ kind: "folders" }),
  PROVIDER: async (current, { names }) => wordsOf(await names.providers(), current),
  COMMAND: (current, sources) => wordsOf(commandCandidates(sources), current),
};

function commandCandidates({ commands }: CompletionSources): Candidate[] {
  return Object.entries(commands).map(([text, { description }]) => ({ text, description }));
}

const help: Pick<CommandHelp, "usage" | "description"> = {
  usage: ["help [COMMAND]"],
  description: "show the commands and flags, or the help of one command",
};

async function positional(
  [command, ...given]: readonly string[],
  current: string,
  sources: CompletionSources,
): Promise<Completion> {
  const { commands } = sources;
  if (command === undefined) {
    return wordsOf([...commandCandidates(sources), { text: "help", description: help.description }], current);
  }
  const usage = command === "help" ? help.usage : Object.hasOwn(commands, command) ? commands[command]?.usage : [];
  const expected = new Set((usage ?? []).flatMap((line) => expectedBy(argumentsOf(line), given)));
  const literals = [...expected].filter((one) => !Object.hasOwn(argumentKinds, one));
  const kind = [...expected].find((one) => Object.hasOwn(argumentKinds, one));
  const found = wordsOf(
    literals.filter((text) => /^[a-z]/.test(text)).map((text) => ({ text })),
    current,
  );
  return kind === undefined ? found : ((await argumentKinds[kind]?.(current, sources)) ?? found);
}

/** `registry pull PROVIDER [VERSION]` → `pull`, `PROVIDER`, `VERSION`; none of a line that shows a flag or `<`. */
function argumentsOf(usage: string): readonly string[] {
  const [, ...words] = usage.split(" ");
  return words.some((word) => /^[-<]/.test(word)) ? [] : words.map((word) => word.replaceAll(/["[\]]/g, ""));
}

/** What a usage has next, where it fits what is given: alternatives cut apart; what ends in `…` may come again. */
function expectedBy(words: readonly string[], given: readonly string[]): readonly string[] {
  const at = (index: number): string | undefined => {
    const last = words.at(-1);
    return words[index] ?? (last?.endsWith("…") === true ? last : undefined);
  };
  const alternatives = (word: string | undefined): readonly string[] => word?.replace("…", "").split("|") ?? [];
  const fits = given.every((word, index) => {
    const expected = alternatives(at(index));
    return expected.some((one) => one === word || /^[A-Z]/.test(one));
  });
  return fits ? alternatives(at(given.length)) : [];
}

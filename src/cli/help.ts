/** Help, printed from the tables of commands and flags. */
import { environmentName, type Flag, type FlagGroup, flagGroups, flags } from "./flags.ts";

export interface CommandHelp {
  /** One line for each way to call it, without the name of the program. */
  readonly usage: readonly string[];
  readonly description: string;
  readonly examples: readonly string[];
  /** The groups of flags that it obeys. */
  readonly groups: readonly FlagGroup[];
  /** Not on the page of the whole command. */
  readonly hidden?: true;
}

const width = 100;

/** The page of the whole command. */
export function helpText(commands: { readonly [name: string]: CommandHelp }): string {
  const rows = Object.values(commands).flatMap(({ usage, description, hidden }) =>
    hidden === true ? [] : usage.map((line, index) => [line, index === 0 ? description : ""] as const),
  );
  return page([
    "Tributary queries, deploys and manages cloud resources using SQL.",
    section("Commands", table([...rows, ["help [COMMAND]", "show this, or the help of one command"]])),
    ...Object.keys(flagGroups).map((group) => flagSection(group as FlagGroup)),
    paragraph(
      `Every flag can stand in the config file, or in the environment under a name such as ` +
        `${environmentName("http.retries")}; the environment wins over the file, the command line over both.`,
    ),
  ]);
}

/** The page of one command. */
export function commandHelpText({ usage, description, examples, groups }: CommandHelp): string {
  return page([
    usage.map((line) => `tributary ${line}`).join("\n"),
    paragraph(`${description.charAt(0).toUpperCase()}${description.slice(1)}.`),
    section(
      "Examples",
      examples.map((line) => `  ${line}`),
    ),
    ...groups.map(flagSection),
  ]);
}

function page(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines].join("\n");
}

function flagSection(group: FlagGroup): string {
  const rows = Object.entries(flags as { readonly [name: string]: Flag })
    .filter(([, flag]) => flag.group === group)
    .map(([name, flag]): [string, string] => {
      const short = flag.short === undefined ? "    " : `-${flag.short}, `;
      const value = flag.value === undefined ? "" : ` ${flag.value}`;
      const usual = flag.default === undefined ? "" : ` (default ${flag.default})`;
      return [`${short}--${name}${value}`, `${flag.description}${usual}`];
    });
  return section(flagGroups[group], table(rows));
}

/** Two columns; the right one wraps. All tables of a page have the same left column. */
function table(rows: readonly (readonly [string, string])[]): string[] {
  const left = 38;
  return rows.flatMap(([name, text]) => {
    const [first = "", ...more] = wrapped(text, width - left - 2);
    // A name that is too long stands on a line of its own.
    const head = name.length < left - 1 ? [`  ${name.padEnd(left)}${first}`] : [`  ${name}`, indented(first)];
    return [...head.map((line) => line.trimEnd()), ...more.map(indented)].filter((line) => line !== "");
  });

  function indented(line: string): string {
    return line === "" ? "" : " ".repeat(left + 2) + line;
  }
}

function paragraph(text: string): string {
  return wrapped(text, width).join("\n");
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

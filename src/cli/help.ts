/** Help, printed from the tables of commands and flags. */
import { environmentName, type Flag, flags } from "./flags.ts";

export interface CommandHelp {
  readonly usage: string;
  readonly description: string;
}

/** The help page. */
export function helpText(commands: { readonly [name: string]: CommandHelp }): string {
  const rows = Object.values(commands).map(({ usage, description }) => [usage, description] as const);
  const flagRows = Object.entries(flags as { readonly [name: string]: Flag }).map(([name, flag]) => {
    const short = flag.short === undefined ? "    " : `-${flag.short}, `;
    const value = flag.value === undefined ? "" : ` ${flag.value}`;
    const usual = flag.default === undefined ? "" : ` (${flag.default})`;
    return [`${short}--${name}${value}`, `${flag.description}${usual}`] as const;
  });
  return [
    "Tributary queries, deploys and manages cloud resources using SQL.",
    "",
    "Commands",
    ...aligned(rows),
    "",
    "Flags",
    ...aligned(flagRows),
    "",
    `Every flag can stand in the config file, or in the environment under a name such as ${environmentName("http.retries")}.`,
    "",
  ].join("\n");
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

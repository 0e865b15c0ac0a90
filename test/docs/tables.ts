/** Tables of the pages that are made from tables of the code. */
import { errorCodes } from "../../src/common/error.ts";
import { type Flag, flagGroups, flags } from "../../src/cli/flags.ts";

/** A table for each group of flags, in the order of help. */
export function flagTables(): string {
  const groups = Object.entries(flagGroups).map(([group, title]) => `\n${title}:\n\n${flagTable(group)}`);
  return `${groups.join("")}\n`;
}

function flagTable(group: string): string {
  const all = Object.entries(flags as { readonly [name: string]: Flag });
  const rows = all.flatMap(([name, flag]) => {
    if (flag.group !== group) return [];
    const short = flag.short === undefined ? "" : `\`-${flag.short}\` `;
    const value = flag.value === undefined ? "" : ` ${flag.value}`;
    const usual = flag.default === undefined ? "" : `\`${flag.default}\``;
    return [[`${short}\`--${name}${value}\``, usual, flag.description]];
  });
  return markdownTable(["flag", "default", "meaning"], rows);
}

/** The headings that docs/errors.md must have. */
export function errorHeadings(): string[] {
  return Object.entries(errorCodes).map(([condition, code]) => `${code} ${condition}`);
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |\n`;
  return `${line(head)}|${head.map(() => "---").join("|")}|\n${rows.map(line).join("")}`;
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}

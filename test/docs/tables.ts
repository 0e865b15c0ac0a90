/** Tables of the pages that are made from tables of the code. */
import { errorCodes } from "../../src/common/error.ts";
import { type Flag, flags } from "../../src/cli/flags.ts";
import { functionTypes } from "../../src/planner/functions.ts";

/** `| flag | default | meaning |`, in the order of help. */
export function flagTable(): string {
  const rows = Object.entries(flags as { readonly [name: string]: Flag }).map(([name, flag]) => {
    const short = flag.short === undefined ? "" : `\`-${flag.short}\` `;
    const value = flag.value === undefined ? "" : ` ${flag.value}`;
    const usual = flag.default === undefined ? "" : `\`${flag.default}\``;
    return [`${short}\`--${name}${value}\``, usual, flag.description];
  });
  return markdownTable(["flag", "default", "meaning"], rows);
}


/** The headings that docs/errors.md must have, in order. */
export function errorHeadings(): string[] {
  return Object.entries(errorCodes).map(([condition, code]) => `${code} ${condition}`);
}

/** Every function by name, in one paragraph. */
export function functionList(): string {
  const names = Object.keys(functionTypes).toSorted();
  return `${names.map((name) => `\`${name}\``).join(" ")}\n`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |\n`;
  return `${line(head)}|${head.map(() => "---").join("|")}|\n${rows.map(line).join("")}`;
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}

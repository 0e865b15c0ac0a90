// Formats whose column widths depend on the rows: rows are held back until the widths are known.
import type { Column, Row } from "../../common/value.ts";
import type { Format } from "../format.ts";

/** How one result is laid out; `Prepared` is a row made ready to be measured and printed. */
export interface Layout<Prepared> {
  prepare(row: Row): Prepared;
  /** Settles the widths for these rows and returns what stands above the first. */
  open(sample: readonly Prepared[]): string;
  row(prepared: Prepared): string;
  /** What stands below the last of `count` rows. */
  close(count: number): string;
}

/**
 * A format that measures a whole result of up to `limit` rows. Of a longer one it measures the first rows, then
 * streams the rest in the widths found: memory stays bounded and rows keep coming.
 */
export function sampledFormat<Prepared>(
  limit: number,
  createLayout: (columns: readonly Column[]) => Layout<Prepared>,
): Format {
  let layout: Layout<Prepared>;
  let held: Prepared[] | undefined = [];
  let count = 0;
  const release = (): string => {
    if (held === undefined) return "";
    const text = layout.open(held) + held.map(layout.row).join("");
    held = undefined;
    return text;
  };
  return {
    begin(columns) {
      layout = createLayout(columns);
      return "";
    },
    rows(batch) {
      count += batch.length;
      if (held === undefined) return batch.map((row) => layout.row(layout.prepare(row))).join("");
      held.push(...batch.map(layout.prepare));
      return held.length > limit ? release() : "";
    },
    end: () => release() + layout.close(count),
  };
}

/** The resources in the list of all names, as far as a filter may want them. */
import { textPattern } from "../../common/text-pattern.ts";
import type { NameList, NameListTexts, RowFilter } from "../catalog.ts";

/** What is told of a resource. Texts that are left out follow from the others. */
export interface ResourceNames {
  readonly provider: string;
  readonly service: string;
  readonly name: string;
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

/** The columns of `tributary.resources` that the lines are made of. */
export const inLines: ReadonlySet<number> = new Set([0, 1, 2]);

/** Those that the filter may want: lines that do not hold what wanted ones hold are passed over, and cost no reading. */
export function* linesWith(list: NameList, filter: RowFilter | undefined): Iterable<ResourceNames> {
  const wanted = filter?.holds?.find(({ place, text }) => inLines.has(place) && !/[,\n]/.test(text));
  let texts: ((line: number) => NameListTexts) | undefined;
  for (const [at, line] of wanted === undefined ? allLines(list) : linesHolding(list.lines, wanted.text)) {
    texts ??= list.texts();
    const [provider = "", service = "", name = ""] = line.split(",");
    yield { provider, service, name, ...texts(at) };
  }
}

type Line = readonly [at: number, text: string];

function allLines({ lines, count }: NameList): Iterable<Line> {
  return lines.split("\n", count).entries();
}

/** Looks for the text in all lines at once. */
function* linesHolding(lines: string, text: string): Iterable<Line> {
  const pattern = textPattern(text);
  let at = 0;
  let counted = 0;
  for (let found = pattern.exec(lines); found !== null; found = pattern.exec(lines)) {
    const start = lines.lastIndexOf("\n", found.index) + 1;
    const end = lines.indexOf("\n", found.index);
    at += lines.slice(counted, start).split("\n").length - 1;
    counted = start;
    yield [at, lines.slice(start, end)];
    pattern.lastIndex = end;
  }
}

/** The record format of .slt files: text → records → text. README.md beside the files describes it. */

/** How rows or requests are compared: as they come, or sorted where their order is not promised. */
export type Order = "in-order" | "sorted";

export interface Expected {
  /** Result lines of a query, or the error of a statement that fails. */
  readonly lines: readonly string[];
  readonly requests: readonly string[];
  readonly warnings: readonly string[];
}

export interface Record {
  /** Comment lines above it, as written. */
  readonly comments: readonly string[];
  /** `with`: values for bind parameters; `fault`: what the cloud is told to do wrong; as JSON texts. */
  readonly parameters: string | undefined;
  readonly faults: readonly string[];
  readonly kind: "query" | "ok" | "error";
  /** The condition of an error. */
  readonly condition: string | undefined;
  readonly rowOrder: Order;
  readonly requestOrder: Order | "counted";
  /** True where the result tells of the plan: it holds for the normal configuration only. */
  readonly planOnly: boolean;
  readonly sql: string;
  readonly expected: Expected;
  /** One-based line of the head. */
  readonly line: number;
}

export interface SqlFile {
  /** Which cloud the statements run against. */
  readonly cloud: string;
  /** Settings that differ from the usual, as JSON text. */
  readonly settings: string | undefined;
  readonly head: readonly string[];
  readonly records: readonly Record[];
  readonly tail: readonly string[];
}

/** Parses a file; throws an Error naming the line that is no record. */
export function parseFile(text: string): SqlFile {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const reader = new LineReader(lines);
  const head = reader.takeUntil((line) => /^(statement|query|with|fault)\b/.test(line));
  const firstBlank = head.lastIndexOf("");
  const ownHead = firstBlank < 0 ? head : head.slice(0, firstBlank + 1);
  let comments = firstBlank < 0 ? [] : head.slice(firstBlank + 1);
  const cloud = directive(ownHead, "cloud");
  if (cloud === undefined) throw new Error("the file names no cloud");
  const records: Record[] = [];
  for (;;) {
    comments = [...comments, ...reader.takeUntil((line) => line !== "" && !line.startsWith("#"))].filter(
      (line) => line !== "",
    );
    if (reader.atEnd()) break;
    records.push(readRecord(reader, comments));
    comments = [];
  }
  return { cloud, settings: directive(ownHead, "settings"), head: ownHead, records, tail: comments };
}

function directive(lines: readonly string[], name: string): string | undefined {
  return lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
}

class LineReader {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  atEnd(): boolean {
    return this.#at >= this.#lines.length;
  }

  get number(): number {
    return this.#at + 1;
  }

  take(): string {
    return this.#lines[this.#at++] ?? "";
  }

  takeUntil(stop: (line: string) => boolean): string[] {
    const taken: string[] = [];
    while (!this.atEnd() && !stop(this.#lines[this.#at] ?? "")) taken.push(this.take());
    return taken;
  }
}

function readRecord(reader: LineReader, comments: readonly string[]): Record {
  const prefixes = reader.takeUntil((line) => !/^(with|fault) /.test(line));
  const line = reader.number;
  const words = reader.take().split(/\s+/);
  const isQuery = words[0] === "query";
  if (!isQuery && (words[0] !== "statement" || !["ok", "error"].includes(words[1] ?? ""))) {
    throw new Error(`line ${line}: a record begins with query, statement ok or statement error`);
  }
  const sql = reader.takeUntil((text) => text === "" || text.startsWith("----")).join("\n");
  const sections = readSections(reader);
  const requests = sections.find(({ title }) => title.startsWith("requests"));
  return {
    comments,
    parameters: directive(prefixes, "with"),
    faults: prefixes.filter((text) => text.startsWith("fault ")).map((text) => text.slice("fault ".length)),
    kind: isQuery ? "query" : (words[1] as "ok" | "error"),
    condition: words[1] === "error" ? words[2] : undefined,
    rowOrder: words.includes("rowsort") ? "sorted" : "in-order",
    planOnly: words.includes("plan"),
    requestOrder: orderOf(words),
    sql,
    expected: {
      lines: sections.find(({ title }) => title === "")?.lines ?? [],
      requests: requests?.lines ?? [],
      warnings: sections.find(({ title }) => title === "warnings")?.lines ?? [],
    },
    line,
  };
}

function orderOf(words: readonly string[]): Record["requestOrder"] {
  if (words.includes("counted")) return "counted";
  return words.includes("reqsort") ? "sorted" : "in-order";
}

function readSections(reader: LineReader): { title: string; lines: string[] }[] {
  const sections: { title: string; lines: string[] }[] = [];
  for (const line of reader.takeUntil((text) => text === "")) {
    if (line.startsWith("----")) sections.push({ title: line.slice(4).trim(), lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** The file as text, with what was found in place of what was expected. */
export function printFile(file: SqlFile, found: readonly Expected[]): string {
  const head = file.head.join("\n").trimEnd();
  const records = file.records.map((record, index) => printRecord(record, found[index] ?? record.expected));
  return `${[head, ...records, ...(file.tail.length > 0 ? [file.tail.join("\n")] : [])].join("\n\n")}\n`;
}

function printRecord(record: Record, { lines, requests, warnings }: Expected): string {
  const { comments, parameters, faults, kind, condition, sql } = record;
  const flags = [
    ...(record.rowOrder === "sorted" ? ["rowsort"] : []),
    ...(record.requestOrder === "sorted" ? ["reqsort"] : record.requestOrder === "counted" ? ["counted"] : []),
    ...(record.planOnly ? ["plan"] : []),
  ];
  const words = kind === "query" ? ["query"] : ["statement", kind, ...(condition === undefined ? [] : [condition])];
  return [
    ...comments,
    ...(parameters === undefined ? [] : [`with ${parameters}`]),
    ...faults.map((fault) => `fault ${fault}`),
    [...words, ...flags].join(" "),
    sql,
    ...(kind === "ok" && lines.length === 0 ? [] : ["----", ...lines]),
    ...(requests.length === 0 ? [] : ["---- requests", ...requests]),
    ...(warnings.length === 0 ? [] : ["---- warnings", ...warnings]),
  ].join("\n");
}

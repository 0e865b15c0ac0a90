/** A small document algebra: text with places where lines may break, laid out for a width. */

export type Doc = string | Line | Indent | Group | Remark | readonly Doc[];

interface Line {
  readonly kind: "line";
  /** What stands there when the line does not break. */
  readonly flat: "" | " ";
}
interface Indent {
  readonly kind: "indent";
  readonly content: Doc;
}
/** All lines of a group break, or none. */
interface Group {
  readonly kind: "group";
  readonly content: Doc;
}
/** A comment: on a line of its own, at the end of its line, or between two words. */
interface Remark {
  readonly kind: "remark";
  readonly text: string;
  readonly place: "own-line" | "line-end" | "inline";
}

export const line: Doc = { kind: "line", flat: " " };
export const softLine: Doc = { kind: "line", flat: "" };
export const indent = (content: Doc): Doc => ({ kind: "indent", content });
export const group = (content: Doc): Doc => ({ kind: "group", content });
export const remark = (text: string, place: Remark["place"]): Doc => ({ kind: "remark", text, place });

interface Task {
  readonly doc: Doc;
  readonly depth: number;
  readonly broken: boolean;
}

interface Output {
  readonly lines: string[];
  /** The line that is being written. */
  current: string;
  /** A comment ended the line: whatever comes next begins a new one. */
  closed: boolean;
}

/** The text of a document, with lines of at most `width` where its groups allow that. */
export function render(doc: Doc, width: number): string {
  const output: Output = { lines: [], current: "", closed: false };
  const tasks: Task[] = [{ doc, depth: 0, broken: true }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { depth, broken } = task;
    const part = task.doc;
    if (typeof part === "string") write(output, part, depth);
    else if (isList(part)) pushAll(tasks, part, task);
    else if (part.kind === "indent") tasks.push({ doc: part.content, depth: depth + 1, broken });
    else if (part.kind === "remark") writeRemark(output, part, depth);
    else if (part.kind === "line") {
      if (broken) breakLine(output, depth);
      else if (!output.closed) write(output, part.flat, depth);
    } else {
      const flat = { doc: part.content, depth, broken: false };
      tasks.push(fits(flat, tasks, width - columnOf(output)) ? flat : { ...flat, broken: true });
    }
  }
  return [...output.lines, output.current.trimEnd()].join("\n");
}

function isList(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}

function pushAll(tasks: Task[], docs: readonly Doc[], { depth, broken }: Task): void {
  for (let index = docs.length - 1; index >= 0; index--) tasks.push({ doc: docs[index] ?? "", depth, broken });
}

/** Whether the text up to the next line break has room; looks no further than the width, so that layout stays linear. */
function fits(first: Task, rest: readonly Task[], room: number): boolean {
  const tasks = [first];
  let left = room;
  let next = rest.length;
  let closed = false;
  while (left >= 0) {
    const task = tasks.pop() ?? rest[--next];
    if (task === undefined) return true;
    const { doc, broken } = task;
    if (isList(doc)) pushAll(tasks, doc, task);
    else if (typeof doc !== "string" && doc.kind === "line" && broken) return true;
    else if (typeof doc !== "string" && (doc.kind === "indent" || doc.kind === "group")) {
      tasks.push({ ...task, doc: doc.content });
    } else if (typeof doc !== "string" && doc.kind === "remark" && doc.place === "own-line") {
      if (left < room) return broken;
    } else if (doc !== "" && closed) return false;
    else if (typeof doc === "string") left -= doc.length;
    else if (doc.kind === "line") left -= doc.flat.length;
    else if (doc.place === "inline") left -= doc.text.length + 1;
    else closed = true;
  }
  return false;
}

function columnOf({ current }: Output): number {
  return current.length - (current.lastIndexOf("\n") + 1);
}

function write(output: Output, text: string, depth: number): void {
  if (text === "") return;
  if (output.closed) breakLine(output, depth);
  output.current += text;
}

function breakLine(output: Output, depth: number): void {
  output.closed = false;
  const written = output.current.trimEnd();
  // A line that holds nothing yet is as good as a new one.
  if (written !== "") output.lines.push(written);
  output.current = "  ".repeat(depth);
}

function writeRemark(output: Output, { text, place }: Remark, depth: number): void {
  if (place === "own-line") breakLine(output, depth);
  else if (!output.closed && !/(?:^|[\s(])$/.test(output.current.slice(-1))) output.current += " ";
  write(output, text, depth);
  if (place !== "inline") output.closed = true;
}

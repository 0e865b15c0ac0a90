/**
 * Regular expressions in time that grows with the text only: all ways to match are followed at once, none twice
 * (Thompson 1968; with captures as in Pike's `sam`). Slower than RegExp where that is fast, and never very slow.
 */
import { type RegexNode, type RegexTree, type Repeat } from "./tree.ts";

type Instruction =
  | { readonly kind: "atom"; readonly test: CharacterTest }
  | { readonly kind: "assertion"; readonly holds: (text: string, at: number) => boolean }
  /** Goes on at either place; the first is preferred. */
  | { readonly kind: "fork"; first: number; second: number }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "save"; readonly slot: number }
  /** Begins an iteration: forgets its captures and remembers the place. */
  | { readonly kind: "begin"; readonly slot: number; readonly from: number; readonly to: number }
  /** Ends an iteration: one that matched nothing leads nowhere. */
  | { readonly kind: "end"; readonly slot: number }
  | { readonly kind: "match" };

type CharacterTest = (codePoint: number) => boolean;

/** A compiled pattern. */
export interface Program {
  readonly instructions: readonly Instruction[];
  /** Places that a thread remembers: two for each capture, then one for each loop. */
  readonly slots: number;
  readonly captures: number;
  readonly names: RegexTree["names"];
}

/** Repetitions are written out; patterns that grow beyond this are left to RegExp. */
const longestProgram = 5000;

/** The program of a pattern; undefined where it looks around, refers back, or is too long. */
export function compile(tree: RegexTree, flags: string): Program | undefined {
  const writer: Writer = { instructions: [], slots: tree.captures * 2, flags, isBeyond: false };
  const whole: RegexNode = { kind: "capture", index: 0, body: tree.root };
  write(writer, whole);
  writer.instructions.push({ kind: "match" });
  if (writer.isBeyond) return undefined;
  return { instructions: writer.instructions, slots: writer.slots, captures: tree.captures, names: tree.names };
}

interface Writer {
  readonly instructions: Instruction[];
  slots: number;
  readonly flags: string;
  isBeyond: boolean;
}

function write(writer: Writer, node: RegexNode): void {
  const { instructions } = writer;
  if (instructions.length > longestProgram) writer.isBeyond = true;
  if (writer.isBeyond) return;
  switch (node.kind) {
    case "atom":
      instructions.push({ kind: "atom", test: characterTest(node.source, writer.flags) });
      return;
    case "assertion":
      instructions.push({ kind: "assertion", holds: assertionTest(node.source, writer.flags) });
      return;
    case "sequence":
      for (const item of node.items) write(writer, item);
      return;
    case "choice":
      writeChoice(writer, node.items);
      return;
    case "capture":
      instructions.push({ kind: "save", slot: node.index * 2 });
      write(writer, node.body);
      instructions.push({ kind: "save", slot: node.index * 2 + 1 });
      return;
    case "repeat":
      writeRepeat(writer, node);
      return;
    case "special":
    case "back-reference":
      writer.isBeyond = true;
  }
}

function writeChoice(writer: Writer, items: readonly RegexNode[]): void {
  const { instructions } = writer;
  const jumps: { to: number }[] = [];
  for (const [index, item] of items.entries()) {
    if (index === items.length - 1) {
      write(writer, item);
      continue;
    }
    const fork = { kind: "fork" as const, first: instructions.length + 1, second: 0 };
    instructions.push(fork);
    write(writer, item);
    const jump = { kind: "jump" as const, to: 0 };
    instructions.push(jump);
    jumps.push(jump);
    fork.second = instructions.length;
  }
  for (const jump of jumps) jump.to = instructions.length;
}

/** What must be there is written out; then what may be, each with a way around it, or a loop. */
function writeRepeat(writer: Writer, repeat: Repeat): void {
  // Which of several ways through nothing is preferred is told by trying them one after the other only.
  if (mayBeEmpty(repeat.body) && prefersNothing(repeat.body)) writer.isBeyond = true;
  for (let count = 0; count < repeat.min && !writer.isBeyond; count++) write(writer, repeat.body);
  if (repeat.max === Infinity) {
    const start = writer.instructions.length;
    writeOptional(writer, repeat, start);
    return;
  }
  const exits: (() => void)[] = [];
  for (let count = repeat.min; count < repeat.max && !writer.isBeyond; count++) {
    exits.push(writeOptional(writer, repeat, undefined));
  }
  for (const leave of exits) leave();
}

/** One iteration that may be left out, back to `loop` where there is one; yields what makes it end here. */
function writeOptional(writer: Writer, repeat: Repeat, loop: number | undefined): () => void {
  const { instructions } = writer;
  const slot = writer.slots++;
  const fork = { kind: "fork" as const, first: 0, second: 0 };
  instructions.push(fork);
  const inside = instructions.length;
  instructions.push({ kind: "begin", slot, from: repeat.firstCapture * 2, to: repeat.endCapture * 2 });
  write(writer, repeat.body);
  instructions.push({ kind: "end", slot });
  if (loop !== undefined) instructions.push({ kind: "jump", to: loop });
  const leave = (): void => {
    const outside = instructions.length;
    [fork.first, fork.second] = repeat.isLazy ? [outside, inside] : [inside, outside];
  };
  leave();
  return leave;
}

function mayBeEmpty(node: RegexNode): boolean {
  if (node.kind === "sequence") return node.items.every(mayBeEmpty);
  if (node.kind === "choice") return node.items.some(mayBeEmpty);
  if (node.kind === "capture") return mayBeEmpty(node.body);
  if (node.kind === "repeat") return node.min === 0 || mayBeEmpty(node.body);
  return node.kind !== "atom";
}

/** True where a way that may read nothing comes before another. */
function prefersNothing(node: RegexNode): boolean {
  if (node.kind === "sequence") return node.items.some(prefersNothing);
  if (node.kind === "choice") return node.items.slice(0, -1).some(mayBeEmpty) || node.items.some(prefersNothing);
  if (node.kind === "repeat") return node.isLazy || prefersNothing(node.body);
  return node.kind === "capture" && prefersNothing(node.body);
}

/** Tests one character as RegExp does; what was told of the first 256 is remembered. */
export function characterTest(source: string, flags: string): CharacterTest {
  const expression = new RegExp(`^(?:${source})$`, flags.replace(/[gmy]/g, ""));
  const known = new Uint8Array(256);
  const test = (codePoint: number): boolean => expression.test(String.fromCodePoint(codePoint));
  return (codePoint) => {
    if (codePoint > 255) return test(codePoint);
    const told = known[codePoint] ?? 0;
    if (told !== 0) return told === 1;
    const result = test(codePoint);
    known[codePoint] = result ? 1 : 2;
    return result;
  };
}

/** RegExp itself looks at a place, at nothing but the characters around it. */
function assertionTest(source: string, flags: string): (text: string, at: number) => boolean {
  const isMultiline = flags.includes("m");
  const isBreak = (text: string, at: number): boolean => /[\n\r\u2028\u2029]/.test(text.charAt(at));
  if (source === "^") return (text, at) => at === 0 || (isMultiline && isBreak(text, at - 1));
  if (source === "$") return (text, at) => at === text.length || (isMultiline && isBreak(text, at));
  const word = characterTest(String.raw`\w`, flags);
  const isWord = (text: string, at: number): boolean => at >= 0 && at < text.length && word(text.charCodeAt(at));
  return (text, at) => (isWord(text, at - 1) !== isWord(text, at)) === (source === String.raw`\b`);
}

interface Thread {
  readonly at: number;
  readonly places: Int32Array;
}

const stepsPerLook = 50_000;

/**
 * The places of the first match that begins at `from` or behind it (only at it where `isSticky`): two for each capture,
 * -1 where it took no part. Calls `look` now and then, which may throw.
 */
export function matchLinear(
  program: Program,
  text: string,
  { from, isSticky, look }: { readonly from: number; readonly isSticky: boolean; readonly look: () => void },
): Int32Array | undefined {
  const seen = new Int32Array(program.instructions.length).fill(-1);
  let threads: Thread[] = [];
  let found: Int32Array | undefined;
  let steps = 0;
  for (let at = from; ;) {
    if (found === undefined && (at === from || !isSticky)) {
      follow(program, { text, at, seen, threads }, 0, new Int32Array(program.slots).fill(-1));
    }
    if (threads.length === 0 && (found !== undefined || isSticky)) return found;
    const codePoint = text.codePointAt(at);
    const next = codePoint === undefined ? at + 1 : at + (codePoint > 0xffff ? 2 : 1);
    const following: Thread[] = [];
    for (const thread of threads) {
      const instruction = program.instructions[thread.at];
      if (instruction?.kind === "match") {
        found = thread.places;
        break;
      }
      if (instruction?.kind === "atom" && codePoint !== undefined && instruction.test(codePoint)) {
        follow(program, { text, at: next, seen, threads: following }, thread.at + 1, thread.places);
      }
    }
    steps += threads.length + 1;
    if (steps > stepsPerLook) {
      steps = 0;
      look();
    }
    if (codePoint === undefined) return found;
    threads = following;
    at = next;
  }
}

interface Place {
  readonly text: string;
  readonly at: number;
  /** The last place where a thread stood at each instruction. */
  readonly seen: Int32Array;
  readonly threads: Thread[];
}

/** Adds the threads that come of one without reading on, the preferred first. The places given are not changed. */
function follow(program: Program, place: Place, start: number, given: Int32Array): void {
  const open: Thread[] = [{ at: start, places: given }];
  for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
    const { at, places } = thread;
    if (place.seen[at] === place.at) continue;
    place.seen[at] = place.at;
    const instruction = program.instructions[at];
    switch (instruction?.kind) {
      case "atom":
      case "match":
        place.threads.push(thread);
        break;
      case "fork":
        open.push({ at: instruction.second, places }, { at: instruction.first, places });
        break;
      case "jump":
        open.push({ at: instruction.to, places });
        break;
      case "save":
        open.push({ at: at + 1, places: withPlace(places, instruction.slot, place.at) });
        break;
      case "begin": {
        const begun = withPlace(places, instruction.slot, place.at);
        open.push({ at: at + 1, places: begun.fill(-1, instruction.from, instruction.to) });
        break;
      }
      case "end":
        if (places[instruction.slot] !== place.at) open.push({ at: at + 1, places });
        break;
      case "assertion":
        if (instruction.holds(place.text, place.at)) open.push({ at: at + 1, places });
        break;
      case undefined:
        break;
    }
  }
}

function withPlace(places: Int32Array, slot: number, at: number): Int32Array {
  const copy = places.slice();
  copy[slot] = at;
  return copy;
}

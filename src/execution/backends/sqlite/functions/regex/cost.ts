/**
 * How many steps a backtracking matcher may take, told from the pattern alone. Exponential: two ways through a loop
 * read the same text. A power of the length: loops one after the other can read the same text.
 */
import { type Positions, positionsOf } from "./positions.ts";
import type { RegexNode, RegexTree } from "./tree.ts";

/** The most steps over a text of some length are about `factor * length ** power`. */
export interface Cost {
  /** Infinity where it grows exponentially. */
  readonly power: number;
  readonly factor: number;
}

const endless: Cost = { power: Infinity, factor: 1 };

/** The cost of a pattern; more rather than less where it cannot be told. */
export function costOf(tree: RegexTree, source: string, flags: string): Cost {
  const positions = positionsOf(tree.root, source, flags);
  if (positions.isBeyond) return endless;
  const loops = loopsOf(positions);
  if (loops.some((loop) => isAmbiguous(loop, positions))) return endless;
  const isAnchored = source.startsWith("^") && tree.root.kind === "sequence" && !flags.includes("m");
  return { power: longestChain(loops, positions, isAnchored), factor: waysOf(tree.root) };
}

type Loop = ReadonlySet<number>;

/** The sets of positions that lead to each other (Tarjan 1972), those that lead back to themselves. */
function loopsOf({ follows }: Positions): Loop[] {
  return componentsOf(follows.length, (position) => follows[position] ?? [])
    .filter((members) => members.length > 1 || members.some((member) => (follows[member] ?? []).includes(member)))
    .map((members) => new Set(members));
}

/** Strongly connected components, without recursion; a component comes after all that it leads to. */
function componentsOf(size: number, next: (node: number) => readonly number[]): number[][] {
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const stack: number[] = [];
  const components: number[][] = [];
  let counter = 0;
  const enter = (node: number): { node: number; at: number } => {
    index[node] = low[node] = counter++;
    stack.push(node);
    onStack[node] = 1;
    return { node, at: 0 };
  };
  const lower = (node: number, to: number): void => {
    low[node] = Math.min(low[node] ?? 0, to);
  };
  for (let start = 0; start < size; start++) {
    if (index[start] !== -1) continue;
    const path = [enter(start)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const to = next(frame.node)[frame.at++];
      if (to !== undefined) {
        if (index[to] === -1) path.push(enter(to));
        else if (onStack[to] === 1) lower(frame.node, index[to] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.node, low[frame.node] ?? 0);
      if (low[frame.node] === index[frame.node]) {
        const members = stack.splice(stack.lastIndexOf(frame.node));
        for (const member of members) onStack[member] = 0;
        components.push(members);
      }
    }
  }
  return components;
}

const mostPairs = 250_000;

/**
 * True where two different ways through a loop read the same text and end where they began: then each repetition
 * doubles the ways. Looked for among pairs of positions that read alike.
 */
function isAmbiguous(loop: Loop, { follows, reads }: Positions): boolean {
  const members = [...loop];
  const size = members.length;
  if (size * size > mostPairs) return true;
  const place = new Map(members.map((member, index) => [member, index]));
  const steps = members.map((member) => (follows[member] ?? []).flatMap((to) => place.get(to) ?? []));
  if (steps.some((to) => new Set(to).size < to.length)) return true;
  const alike = (a: number, b: number): boolean =>
    ((reads[members[a] ?? 0] ?? 0n) & (reads[members[b] ?? 0] ?? 0n)) !== 0n;
  const next = (pair: number): number[] => {
    const [left, right] = [steps[Math.floor(pair / size)] ?? [], steps[pair % size] ?? []];
    return left.flatMap((a) => right.filter((b) => alike(a, b)).map((b) => a * size + b));
  };
  const cached = Array.from<number[] | undefined>({ length: size * size });
  const components = componentsOf(size * size, (pair) => (cached[pair] ??= next(pair)));
  const isDiagonal = (pair: number): boolean => Math.floor(pair / size) === pair % size;
  return components.some((pairs) => pairs.length > 1 && pairs.some(isDiagonal) && !pairs.every(isDiagonal));
}

/**
 * The most loops one behind the other that can read the same text, where each and what leads to it read alike; where a
 * match begins counts as one.
 */
function longestChain(loops: readonly Loop[], positions: Positions, isAnchored: boolean): number {
  const reads = loops.map((loop) => [...loop].reduce((all, member) => all | (positions.reads[member] ?? 0n), 0n));
  const isAlike = (position: number, alike: bigint): boolean => ((positions.reads[position] ?? 0n) & alike) !== 0n;
  const known = new Map<number, number>();
  const lengthFrom = (index: number): number => {
    const told = known.get(index);
    if (told !== undefined) return told;
    const loop = loops[index] ?? new Set();
    const lengths = loops.map((other, at) => {
      const alike = (reads[index] ?? 0n) & (reads[at] ?? 0n);
      const exits = [...loop].filter((member) => isAlike(member, alike));
      const begins = exits.flatMap((member) => positions.follows[member] ?? []);
      return at !== index && leadsTo(other, begins, positions, (to) => !loop.has(to) && isAlike(to, alike))
        ? lengthFrom(at)
        : 0;
    });
    const length = 1 + Math.max(0, ...lengths);
    known.set(index, length);
    return length;
  };
  if (isAnchored) return Math.max(1, ...loops.map((_, index) => lengthFrom(index)));
  const behindStart = loops.map((loop, at) =>
    leadsTo(loop, positions.first, positions, (to) => isAlike(to, reads[at] ?? 0n)) ? lengthFrom(at) : 0,
  );
  return 1 + Math.max(0, ...behindStart);
}

/** True where these positions lead to the loop, over none but those that count. */
function leadsTo(
  loop: Loop,
  begins: readonly number[],
  { follows }: Positions,
  counts: (position: number) => boolean,
): boolean {
  const open = [...begins];
  const seen = new Set<number>();
  for (let position = open.pop(); position !== undefined; position = open.pop()) {
    if (seen.has(position) || !counts(position)) continue;
    if (loop.has(position)) return true;
    seen.add(position);
    open.push(...(follows[position] ?? []));
  }
  return false;
}

/** How many ways repetitions with an end add: each of them may end at several places. */
function waysOf(node: RegexNode): number {
  switch (node.kind) {
    case "sequence":
      return node.items.reduce((ways, item) => ways * waysOf(item), 1);
    case "choice":
      return node.items.reduce((ways, item) => ways + waysOf(item), 0);
    case "capture":
    case "special":
      return waysOf(node.body);
    case "repeat": {
      const inner = waysOf(node.body);
      if (node.max === Infinity) return inner ** Math.max(1, node.min);
      return (node.max - node.min + 1) * inner ** node.max;
    }
    case "atom":
    case "assertion":
    case "back-reference":
      return 1;
  }
}

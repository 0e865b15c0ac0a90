/**
 * A pattern as positions: one for each character that it can read, and which may follow which (Glushkov 1961). How
 * often one may follow the other is kept, since each is a way that a backtracking matcher tries.
 */
import type { RegexNode, Repeat } from "./tree.ts";
import { characterTest } from "./linear.ts";

export interface Positions {
  /** For each position, the sample characters that it reads, as bits. */
  readonly reads: readonly bigint[];
  /** For each position, those that may come next; one that may in two ways stands there twice. */
  readonly follows: readonly (readonly number[])[];
  readonly first: readonly number[];
  /** True where the analysis gave up: too many positions. */
  readonly isBeyond: boolean;
}

const mostPositions = 400;

/** Of a repetition only as many copies matter here. */
const copiesLooked = 3;

interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly mayBeEmpty: boolean;
}

interface Maker {
  readonly flags: string;
  readonly samples: readonly number[];
  readonly known: Map<string, bigint>;
  readonly reads: bigint[];
  readonly follows: number[][];
}

/** The positions of a tree. */
export function positionsOf(root: RegexNode, source: string, flags: string): Positions {
  const maker: Maker = { flags, samples: samplesOf(source), known: new Map(), reads: [], follows: [] };
  const { first } = partOf(root, maker);
  return { reads: maker.reads, follows: maker.follows, first, isBeyond: maker.reads.length > mostPositions };
}

const nothing: Part = { first: [], last: [], mayBeEmpty: true };

function partOf(node: RegexNode, maker: Maker): Part {
  switch (node.kind) {
    case "atom":
      return positionFor(readsOf(node.source, maker), maker);
    case "assertion":
      return nothing;
    case "sequence":
      return node.items.reduce<Part>((left, item) => joined(left, partOf(item, maker), maker), nothing);
    case "choice": {
      const parts = node.items.map((item) => partOf(item, maker));
      return {
        first: parts.flatMap(({ first }) => first),
        last: parts.flatMap(({ last }) => last),
        mayBeEmpty: parts.some(({ mayBeEmpty }) => mayBeEmpty),
      };
    }
    case "capture":
      return partOf(node.body, maker);
    case "special":
      return { ...partOf(node.body, maker), mayBeEmpty: true };
    case "repeat":
      return repeated(node, maker);
    case "back-reference":
      return looped(positionFor(-1n, maker), maker);
  }
}

function positionFor(reads: bigint, maker: Maker): Part {
  const position = maker.reads.length;
  // A little beyond the limit is told; far beyond is not built.
  if (position > mostPositions) return nothing;
  maker.reads.push(reads);
  maker.follows.push([]);
  return { first: [position], last: [position], mayBeEmpty: false };
}

function joined(left: Part, right: Part, maker: Maker): Part {
  connect(left.last, right.first, maker);
  return {
    first: left.mayBeEmpty ? [...left.first, ...right.first] : left.first,
    last: right.mayBeEmpty ? [...left.last, ...right.last] : right.last,
    mayBeEmpty: left.mayBeEmpty && right.mayBeEmpty,
  };
}

function connect(from: readonly number[], to: readonly number[], maker: Maker): void {
  for (const position of from) maker.follows[position]?.push(...to);
}

function looped(part: Part, maker: Maker): Part {
  connect(part.last, part.first, maker);
  return { ...part, mayBeEmpty: true };
}

function repeated({ body, min, max }: Repeat, maker: Maker): Part {
  const needed = Math.min(min, copiesLooked);
  let whole = nothing;
  for (let count = 0; count < needed; count++) whole = joined(whole, partOf(body, maker), maker);
  if (max === Infinity) return joined(whole, looped(partOf(body, maker), maker), maker);
  for (let count = needed; count < Math.min(max, needed + copiesLooked); count++) {
    whole = joined(whole, { ...partOf(body, maker), mayBeEmpty: true }, maker);
  }
  return whole;
}

function readsOf(source: string, maker: Maker): bigint {
  const known = maker.known.get(source);
  if (known !== undefined) return known;
  const test = characterTest(source, maker.flags);
  let bits = 0n;
  for (const [index, sample] of maker.samples.entries()) if (test(sample)) bits |= 1n << BigInt(index);
  // A property may hold for characters that are no samples: it is taken to share some with every other.
  const result = /\\[pP]/.test(source) ? bits | (1n << BigInt(maker.samples.length)) : bits;
  maker.known.set(source, result);
  return result;
}

/** Characters that tell classes apart: ASCII, those of the pattern and beside them, and some of elsewhere. */
function samplesOf(source: string): number[] {
  const ascii = Array.from({ length: 128 }, (_, index) => index);
  const escaped = [...source.matchAll(/\\(?:u\{([^}]*)\}|u([\da-f]{4})|x([\da-f]{2}))/gi)];
  const written = [
    ...Array.from(source, (character) => character.codePointAt(0) ?? 0),
    ...escaped.map(([, braced, four, two]) => Number.parseInt(braced ?? four ?? two ?? "0", 16)),
  ];
  const beside = written.filter((code) => code > 127).flatMap((code) => [code - 1, code, code + 1]);
  const elsewhere = [0xa0, 0xdf, 0xe9, 0x3b1, 0x2028, 0x4e2d, 0xd800, 0x1f600];
  return [...new Set([...ascii, ...beside, ...elsewhere])].filter((code) => code <= 0x10ffff);
}

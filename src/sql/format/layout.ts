/** Tree → document: where each kind of node may break its lines. The words themselves stay those of the text. */
import type { AnyNode } from "../ast.ts";
import { childrenOf } from "../traverse.ts";
import { type Doc, group, indent, line, softLine } from "./doc.ts";
import { type Source, wordDoc } from "./source.ts";

/** A part of a node: one of its own words, or a child with the words that it covers. */
interface Part {
  readonly first: number;
  readonly last: number;
  readonly child?: AnyNode;
}

/** The words that begin a clause, by the kind of node that they belong to. */
const clauseWords: { readonly [K in AnyNode["kind"]]?: RegExp } = {
  query: /^(?:ORDER|LIMIT|OFFSET|FETCH)$/,
  select: /^(?:SELECT|FROM|WHERE|GROUP|HAVING|WINDOW|QUALIFY)$/,
  values: /^VALUES$/,
  with: /^WITH$/,
  insert: /^(?:INSERT|DEFAULT|RETURNING)$/,
  update: /^(?:SET|FROM|WHERE|ORDER|LIMIT|OFFSET|RETURNING)$/,
  delete: /^(?:WHERE|ORDER|LIMIT|OFFSET|RETURNING)$/,
  "set-operation": /^(?:UNION|EXCEPT|INTERSECT|MINUS)$/,
  "create-function": /^(?:RETURNS|RETURN|AS)$/,
  show: /^(?:LIKE|WHERE)$/,
  "window-spec": /^(?:PARTITION|ORDER|ROWS|RANGE|GROUPS)$/,
  case: /^(?:ELSE|END)$/,
  join: /^(?:NATURAL|INNER|LEFT|RIGHT|FULL|CROSS|JOIN)$/,
};

/** Children that begin a line where their parent is broken. */
const lineStarters: ReadonlySet<AnyNode["kind"]> = new Set(["query", "select", "values", "set-operation"]);

/** Nodes that break on their own, whatever the statement around them does. */
const chains: ReadonlySet<AnyNode["kind"]> = new Set(["binary", "case", "window-spec"]);

interface Place {
  readonly source: Source;
  readonly node: AnyNode;
  readonly parent?: AnyNode | undefined;
}

/** The document of a statement whose words are those from `first` to `last`. */
export function layout(node: AnyNode, range: { readonly first: number; readonly last: number }, source: Source): Doc {
  return group(nodeDoc({ source, node }, range));
}

function nodeDoc(place: Place, range: Part): Doc {
  const { node, parent } = place;
  const content = clausesDoc(place, partsOf(place, range));
  if (!chains.has(node.kind) || parent?.kind === node.kind) return content;
  return group(node.kind === "binary" ? indent(content) : content);
}

function partsOf({ node, source }: Place, { first, last }: Part): Part[] {
  const { words } = source;
  const parts: Part[] = [];
  let index = first;
  const ownUntil = (end: number): void => {
    for (; index <= last && (words[index]?.token.start ?? end) < end; index++)
      parts.push({ first: index, last: index });
  };
  for (const child of childrenOf(node).toSorted((a, b) => a.span.start - b.span.start)) {
    if (child.span.end <= child.span.start || (words[index]?.token.start ?? Infinity) > child.span.start) continue;
    ownUntil(child.span.start);
    const begin = index;
    while (index <= last && (words[index]?.token.end ?? Infinity) <= child.span.end) index++;
    if (index > begin) parts.push({ first: begin, last: index - 1, child });
  }
  ownUntil(Infinity);
  return parts;
}

/** Splits at the words that begin clauses; the first piece has none where the node begins with something else. */
function clausesDoc(place: Place, parts: readonly Part[]): Doc {
  const pieces: Part[][] = [[]];
  let depth = 0;
  for (const [index, part] of parts.entries()) {
    const text = ownText(place, part);
    if (text === "(") depth++;
    if (text === ")") depth--;
    if (depth === 0 && index > 0 && beginsClause(place, parts, index)) pieces.push([]);
    pieces.at(-1)?.push(part);
  }
  return pieces.map((piece, index) => {
    const separator = index === 0 ? "" : line;
    const isInner = ["case", "join"].includes(place.node.kind) && index > 0 && ownText(place, piece[0]) !== "END";
    const doc = [separator, clauseDoc(place, piece)];
    return isInner ? indent(doc) : doc;
  });
}

function beginsClause(place: Place, parts: readonly Part[], index: number): boolean {
  const { node } = place;
  const [part, previous] = [parts[index], parts[index - 1]];
  if (part?.child !== undefined) {
    if (part.child.kind === "case-branch") return true;
    return lineStarters.has(part.child.kind) && node.kind !== "explain" && ownText(place, previous) !== "(";
  }
  const pattern = clauseWords[node.kind];
  if (pattern?.test(ownText(place, part)) !== true) return false;
  if (node.kind === "join") return previous?.child !== undefined;
  return true;
}

/** `SELECT a, b`: the head on its line, and the list below it where it is too long. */
function clauseDoc(place: Place, parts: readonly Part[]): Doc {
  const { kind } = place.node;
  const begins = clauseWords[kind]?.test(ownText(place, parts[0])) === true;
  let head = 0;
  if (begins && ownText(place, parts[0]) !== "INSERT" && kind !== "join") {
    while (parts[head] !== undefined && parts[head]?.child === undefined && isWord(place, parts[head])) head++;
  }
  const hasList = parts.some((part, index) => index >= head && ownText(place, part) === ",");
  if (head === 0 || head === parts.length) return sequence(place, parts);
  const body = sequence(place, parts.slice(head));
  const start = sequence(place, parts.slice(0, head));
  return hasList ? group([start, indent([line, body])]) : [start, " ", body];
}

/** Parts in a row; what stands in parentheses is a group of its own. */
function sequence(place: Place, parts: readonly Part[]): Doc {
  const levels: Doc[][] = [[]];
  for (const [index, part] of parts.entries()) {
    const text = ownText(place, part);
    const gap = index === 0 ? "" : gapBefore(place, part);
    if (text === ")" && levels.length > 1) {
      const inside = levels.pop() ?? [];
      const [open = "", ...content] = inside;
      levels.at(-1)?.push(group([open, indent([softLine, content]), softLine, partDoc(place, part)]));
    } else if (text === "(") {
      levels.at(-1)?.push(gap);
      levels.push([partDoc(place, part)]);
    } else levels.at(-1)?.push(gap, partDoc(place, part));
  }
  const [only = [], ...open] = levels;
  return open.length === 0 ? only : levels.flat();
}

function partDoc({ source, node }: Place, part: Part): Doc {
  if (part.child !== undefined) return nodeDoc({ source, node: part.child, parent: node }, part);
  const word = source.words[part.first];
  return word === undefined ? "" : wordDoc(word);
}

/** Nodes whose name has its parentheses right behind it. */
const named: ReadonlySet<AnyNode["kind"]> = new Set(["function-call", "cast", "type-name", "create-function"]);

const looseOperators = /^(?:AND|OR|XOR|\|\||\+|-|\*|\/|&&)$/;

function gapBefore(place: Place, part: Part): Doc {
  const { node, source } = place;
  const [before, word] = [source.words[part.first - 1], source.words[part.first]];
  if (before === undefined || word === undefined) return "";
  const [left, right] = [before.text, word.text];
  // A version is several words that belong together.
  if (node.kind === "registry-pull") return before.token.end === word.token.start ? "" : " ";
  if (left === "(" || left === "." || left === "::") return "";
  if ([")", ",", ".", ";", "::"].includes(right)) return "";
  if (left === ",") return line;
  // `~*` and `!~` are several tokens.
  if (node.kind === "like" && /^[!~]$/.test(left) && /^[~*]$/.test(right)) return "";
  if (right === "(" && named.has(node.kind) && isName(before)) return "";
  if (node.kind === "unary" && /^[-+~]$/.test(left) && !/^[-+~]/.test(right)) return "";
  if (node.kind === "binary" && part.child === undefined && looseOperators.test(right)) {
    return line;
  }
  return " ";
}

function isName({ token, text }: Source["words"][number]): boolean {
  return (token.kind === "word" && !/^(?:OVER|FILTER|GROUP|DISTINCT)$/.test(text)) || token.kind === "quoted-name";
}

function ownText({ source }: Place, part: Part | undefined): string {
  return part === undefined || part.child !== undefined ? "" : (source.words[part.first]?.text.split(" ")[0] ?? "");
}

function isWord({ source }: Place, part: Part | undefined): boolean {
  return part !== undefined && source.words[part.first]?.token.kind === "word";
}

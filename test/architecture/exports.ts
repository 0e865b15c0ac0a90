/** Finds exports that no file imports. */
import { posix } from "node:path";
import { parseAst } from "vitest/node";
import { isNode, type Node, visit } from "./imports.ts";

export interface Export {
  readonly file: string;
  readonly name: string;
}

/** A source file: where it lies below the root of the project, and its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/**
 * The exports of files below `src/` that no other of the sources names; what a face gives out is used, and a type that
 * its own file speaks of, which whoever reads a signature may want to name.
 */
export function unusedExports(sources: readonly Source[], faces: readonly string[]): readonly Export[] {
  const parsed = sources.map(({ file, text }) => ({ file, program: parseAst(text, { lang: "ts" }) as unknown }));
  const used = new Set(parsed.flatMap(({ file, program }) => usesIn(file, program)));
  return parsed
    .filter(({ file }) => file.startsWith("src/") && !faces.includes(file))
    .flatMap(({ file, program }) => exportsOf(program).map((name) => ({ file, name })))
    .filter(({ file, name }) => !used.has(keyOf(file, name)) && !used.has(keyOf(file, everything)));
}

const everything = "*";

function keyOf(file: string, name: string): string {
  return `${file} ${name}`;
}

function exportsOf(program: unknown): readonly string[] {
  const names: string[] = [];
  const mentions = new Map<string, number>();
  visit(program, (node) => {
    if (node.type === "Identifier") mentions.set(nameOf(node), (mentions.get(nameOf(node)) ?? 0) + 1);
    if (node.type === "ExportNamedDeclaration") names.push(...namesOf(node).filter((name) => name !== ""));
  });
  const isOfUse = (name: string): boolean => isTypeName(name) && (mentions.get(name) ?? 0) > 1;
  return names.filter((name) => !isOfUse(name));
}

function namesOf(node: Node): readonly string[] {
  const specified = listOf(node, "specifiers").map((one) => nameOf(one["exported"]));
  const declared = node["declaration"];
  if (!isNode(declared)) return specified;
  return [...specified, nameOf(declared["id"]), ...listOf(declared, "declarations").map((one) => nameOf(one["id"]))];
}

/** Types and classes are written so. */
function isTypeName(name: string): boolean {
  return /^[A-Z]/.test(name);
}

/** `file name` for what a file takes of others. Of modules that are loaded later it is all that their file names. */
function usesIn(file: string, program: unknown): readonly string[] {
  const uses: string[] = [];
  const later: string[] = [];
  const names = new Set<string>();
  visit(program, (node) => {
    if (node.type === "Identifier") names.add(nameOf(node));
    const source = sourceOf(node);
    if (source === undefined || !source.startsWith(".")) return;
    const target = posix.join(posix.dirname(file), source);
    if (node.type === "ImportExpression" || node.type === "TSImportType") later.push(target);
    else for (const name of takenBy(node)) uses.push(keyOf(target, name));
  });
  return [...uses, ...later.flatMap((target) => [...names].map((name) => keyOf(target, name)))];
}

function takenBy(node: Node): readonly string[] {
  if (node.type === "ExportAllDeclaration") return [everything];
  const specifiers = listOf(node, "specifiers");
  return specifiers
    .map((one) => nameOf(one["imported"] ?? one["local"]))
    .map((name, index) => (specifiers[index]?.type === "ImportNamespaceSpecifier" ? everything : name));
}

function sourceOf({ type, ...node }: Node): string | undefined {
  if (!/^(Import|Export)|^TSImportType$/.test(type)) return undefined;
  const source = node["source"];
  return isNode(source) && typeof source["value"] === "string" ? source["value"] : undefined;
}

function listOf(node: Node, key: string): readonly Node[] {
  const list = node[key];
  return Array.isArray(list) ? list.filter(isNode) : [];
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node["name"] === "string" ? node["name"] : "";
}

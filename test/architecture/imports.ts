/** Reads what a source file imports, in whatever way TypeScript lets it. */
import { parseAst } from "vitest/node";

/** A module that is named when the code runs; what it may be is then for a table to say. */
export const computed = "(computed)";

export type Node = { readonly type: string; readonly [key: string]: unknown };

/** Where each kind of node names a module. */
const specifierOf: { readonly [type: string]: (node: Node) => unknown } = {
  ImportDeclaration: (node) => node["source"],
  ExportNamedDeclaration: (node) => node["source"],
  ExportAllDeclaration: (node) => node["source"],
  ImportExpression: (node) => node["source"],
  TSImportType: (node) => node["source"],
  TSExternalModuleReference: (node) => node["expression"],
  CallExpression: (node) => (isRequire(node["callee"]) ? (node["arguments"] as readonly unknown[])[0] : undefined),
};

/** The specifiers of all imports: static, type-only, re-exports, `import()`, `import("…")` types and `require`. */
export function importsOf(text: string): string[] {
  const found = new Set<string>();
  visit(parseAst(text, { lang: "ts" }), (node) => {
    const specifier = specifierOf[node.type]?.(node);
    if (isNode(specifier)) found.add(typeof specifier["value"] === "string" ? specifier["value"] : computed);
  });
  return [...found];
}

export function visit(value: unknown, enter: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, enter);
  if (!isNode(value)) return;
  enter(value);
  for (const child of Object.values(value)) visit(child, enter);
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Partial<Node>).type === "string";
}

/** `require(…)` and `createRequire(…)(…)`. */
function isRequire(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === "Identifier") return callee["name"] === "require";
  return callee.type === "CallExpression" && isNode(callee["callee"]) && callee["callee"]["name"] === "createRequire";
}

/** Walking and rewriting trees: one table of child keys drives both. */
import type { AnyNode } from "./ast.ts";

export type NodeKind = AnyNode["kind"];
export type NodeOf<K extends NodeKind> = Extract<AnyNode, { kind: K }>;

/** The properties of each kind that hold nodes, or (nested) arrays of nodes, in the order of the text. */
export const childKeys: { readonly [K in NodeKind]: readonly (keyof NodeOf<K>)[] } = {
  identifier: [],
  "qualified-name": ["parts"],
  literal: [],
  "column-ref": ["parts"],
  star: ["qualifier", "exclude", "replace"],
  unary: ["operand"],
  binary: ["left", "right"],
  between: ["operand", "low", "high"],
  "in-list": ["operand", "items"],
  "in-query": ["operand", "query"],
  quantified: ["operand", "query"],
  like: ["operand", "pattern", "escape"],
  is: ["operand", "right"],
  case: ["operand", "branches", "otherwise"],
  "case-branch": ["when", "then"],
  cast: ["operand", "type"],
  "type-name": [],
  "function-call": ["name", "arguments", "orderBy", "filter", "over"],
  "window-spec": ["base", "partitionBy", "orderBy", "frame"],
  "window-frame": ["start", "end"],
  "frame-bound": ["offset"],
  exists: ["query"],
  "scalar-subquery": ["query"],
  "row-value": ["items"],
  "parameter-ref": [],
  interval: ["amount"],
  collate: ["operand", "collation"],
  query: ["with", "body", "orderBy", "limit", "offset"],
  with: ["tables"],
  "common-table": ["name", "columns", "query"],
  select: ["distinctOn", "items", "from", "where", "groupBy", "having", "windows", "qualify"],
  "select-item": ["expression", "alias"],
  "grouping-sets": ["sets"],
  "named-window": ["name", "spec"],
  "order-item": ["expression"],
  "set-operation": ["left", "right"],
  values: ["rows"],
  alias: ["name", "columns"],
  "named-table": ["name", "alias"],
  "derived-table": ["query", "alias"],
  "table-function": ["call", "alias"],
  "exec-table": ["exec", "alias"],
  join: ["left", "right", "on", "using"],
  insert: ["with", "target", "columns", "source", "onConflict", "returning"],
  "on-conflict": ["columns", "assignments", "where"],
  update: ["with", "target", "alias", "assignments", "from", "where", "orderBy", "limit", "offset", "returning"],
  assignment: ["column", "value"],
  delete: ["with", "target", "alias", "from", "where", "orderBy", "limit", "offset", "returning"],
  exec: ["target", "arguments", "json"],
  "exec-argument": ["name", "value"],
  show: ["from", "like", "where"],
  describe: ["target"],
  "describe-method": ["target"],
  explain: ["statement"],
  transaction: ["name"],
  copy: ["query"],
  "show-insert": ["target", "columns"],
  use: ["provider"],
  auth: ["provider"],
  sleep: [],
  purge: ["what"],
  set: ["name", "value"],
  attach: ["name"],
  detach: ["name"],
  "create-connection": ["name", "provider", "options"],
  "create-connection-group": ["name", "members", "options"],
  "connection-option": ["path", "value"],
  "drop-connection": ["name"],
  "registry-list": ["provider"],
  "registry-pull": ["provider"],
  "create-view": ["name", "columns", "ttl", "query"],
  "create-table": ["name", "columns", "constraints", "query"],
  "column-definition": ["name", "type", "default", "check", "references"],
  "table-constraint": ["name", "columns", "check", "references"],
  references: ["table", "columns"],
  "alter-table": ["name", "definition", "column", "to"],
  "create-index": ["name", "table", "columns"],
  "create-function": ["name", "parameters", "returns", "body"],
  "function-parameter": ["name", "type"],
  drop: ["names"],
  refresh: ["name"],
  truncate: ["name"],
  script: ["statements"],
};

/** What a child property may hold. */
type Children = AnyNode | readonly Children[] | undefined;

function childrenAt(node: AnyNode, key: string): Children {
  return (node as unknown as Readonly<Record<string, Children>>)[key];
}

/** The nodes directly below one, in the order of the text. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const key of childKeys[node.kind]) each(childrenAt(node, key), (child) => children.push(child));
  return children;
}

function each(children: Children, take: (child: AnyNode) => void): void {
  if (children === undefined) return;
  if (isList(children)) for (const child of children) each(child, take);
  else take(children);
}

function isList(children: AnyNode | readonly Children[]): children is readonly Children[] {
  return Array.isArray(children);
}

/** What to do at nodes of a kind. */
export interface Visitor<N extends AnyNode> {
  /** Called before the children; false leaves them out. */
  readonly enter?: (node: N, parents: readonly AnyNode[]) => boolean | void;
  /** Called after the children, also where `enter` left them out. */
  readonly leave?: (node: N, parents: readonly AnyNode[]) => void;
}

/** Visitors by kind; a bare function is an `enter`. */
export type Visitors = {
  readonly [K in NodeKind]?: Visitor<NodeOf<K>> | NonNullable<Visitor<NodeOf<K>>["enter"]>;
};

/** Walks a tree in the order of the text. `parents` are the nodes above, outermost first; it is reused, do not keep it. */
export function visit(root: AnyNode, visitors: Visitors): void {
  const parents: AnyNode[] = [];
  const walk = (node: AnyNode): void => {
    const visitor = visitors[node.kind] as Visitor<AnyNode> | Visitor<AnyNode>["enter"] | undefined;
    const enter = typeof visitor === "function" ? visitor : visitor?.enter;
    if (enter?.(node, parents) !== false) {
      const keys = childKeys[node.kind];
      parents.push(node);
      for (const key of keys) each(childrenAt(node, key), walk);
      parents.pop();
    }
    if (typeof visitor === "object") visitor.leave?.(node, parents);
  };
  walk(root);
}

/** Rewriters by kind: each takes a node whose children are rewritten already and returns it or what replaces it. */
export type Rewriters = { readonly [K in NodeKind]?: (node: NodeOf<K>) => AnyNode };

/**
 * Rewrites a tree from the leaves up. What no rewriter changed keeps its identity. A rewriter returns a node that fits
 * where the old one stood; the caller names the type of the root.
 */
export function rewrite<N extends AnyNode>(root: N, rewriters: Rewriters): N {
  const walk = (node: AnyNode): AnyNode => {
    const rebuilt = withChildren(node, walk);
    const rewriter = rewriters[node.kind] as ((node: AnyNode) => AnyNode) | undefined;
    return rewriter === undefined ? rebuilt : rewriter(rebuilt);
  };
  return walk(root) as N;
}

/** A node with each child replaced by what `change` makes of it; itself where nothing changed. */
export function withChildren<N extends AnyNode>(node: N, change: (child: AnyNode) => AnyNode): N {
  const changed: Record<string, Children> = {};
  for (const key of childKeys[node.kind]) {
    const before = childrenAt(node, key);
    const after = mapChildren(before, change);
    if (after !== before) changed[key] = after;
  }
  return Object.keys(changed).length === 0 ? node : ({ ...node, ...changed } as N);
}

function mapChildren(children: Children, change: (child: AnyNode) => AnyNode): Children {
  if (children === undefined) return undefined;
  if (!isList(children)) return change(children);
  const mapped = children.map((child) => mapChildren(child, change));
  return mapped.every((child, index) => child === children[index]) ? children : mapped;
}

/** How many nodes the longest path from this one down has; counted without recursion. */
export function heightOf(root: AnyNode): number {
  let height = 0;
  for (let layer: AnyNode[] = [root]; layer.length > 0; height++) layer = layer.flatMap(childrenOf);
  return height;
}

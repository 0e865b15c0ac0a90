import type { AnyNode } from "./ast.ts";

/** How SQL is printed for one engine: what differs from the standard printer, and nothing else. */
export interface Dialect {
  readonly name: string;
  /** A name, quoted where this engine needs it. */
  identifier(name: string, quoted: boolean): string;
  /** Printers by node kind. Returning undefined leaves the node to the standard printer. */
  readonly overrides: {
    readonly [K in AnyNode["kind"]]?: (
      node: Extract<AnyNode, { kind: K }>,
      print: (node: AnyNode) => string,
    ) => string | undefined;
  };
}

/** What a lint rule is. */
import type { Span } from "../../common/span.ts";
import type { AnyNode } from "../ast.ts";

/** Where a statement likely does not mean what it says, and how to mend it. */
export interface Remark {
  readonly code: string;
  readonly span: Span;
  readonly message: string;
  readonly mend: string;
}

/** One rule: yields the places in a statement that break it. */
export interface Rule {
  /** Stable name, as printed. */
  readonly code: string;
  readonly message: string;
  readonly mend: string;
  readonly find: (root: AnyNode) => readonly Span[];
}

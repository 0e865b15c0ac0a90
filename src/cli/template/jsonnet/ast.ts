/** The tree of a jsonnet text. Every node has the place where it is written. */
import type { Span } from "../../../common/span.ts";

interface At {
  readonly span: Span;
}

export type Expression = At &
  (
    | { readonly kind: "literal"; readonly value: null | boolean | number | string }
    | { readonly kind: "self" }
    | { readonly kind: "dollar" }
    | { readonly kind: "variable"; readonly name: string }
    | { readonly kind: "array"; readonly items: readonly Expression[] }
    | ArrayComprehension
    | ObjectLiteral
    | ObjectComprehension
    | { readonly kind: "index"; readonly target: Expression; readonly index: Expression }
    | { readonly kind: "super-index"; readonly index: Expression }
    | { readonly kind: "in-super"; readonly name: Expression }
    | Slice
    | Call
    | { readonly kind: "local"; readonly binds: readonly Bind[]; readonly body: Expression }
    | Conditional
    | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
    | FunctionLiteral
    | { readonly kind: "assert"; readonly assertion: Assertion; readonly body: Expression }
    | { readonly kind: "error"; readonly message: Expression }
    | { readonly kind: "import"; readonly path: string; readonly asText: boolean }
  );

export interface ArrayComprehension {
  readonly kind: "array-comprehension";
  readonly item: Expression;
  readonly clauses: readonly Clause[];
}

export interface ObjectLiteral {
  readonly kind: "object";
  readonly fields: readonly Field[];
  readonly locals: readonly Bind[];
  readonly assertions: readonly Assertion[];
}

export interface ObjectComprehension {
  readonly kind: "object-comprehension";
  readonly field: Field;
  readonly locals: readonly Bind[];
  readonly clauses: readonly Clause[];
}

export interface Slice {
  readonly kind: "slice";
  readonly target: Expression;
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly step: Expression | undefined;
}

export interface Call {
  readonly kind: "call";
  readonly callee: Expression;
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression }[];
  /** Arguments are evaluated before the call. */
  readonly strict: boolean;
}

export interface Conditional {
  readonly kind: "if";
  readonly condition: Expression;
  readonly whenTrue: Expression;
  /** Absent: null. */
  readonly otherwise: Expression | undefined;
}

export interface FunctionLiteral {
  readonly kind: "function";
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}

export interface Parameter {
  readonly name: string;
  readonly default: Expression | undefined;
}

export interface Bind {
  readonly name: string;
  readonly value: Expression;
}

export interface Assertion extends At {
  readonly condition: Expression;
  readonly message: Expression | undefined;
}

/** `for name in source`, or `if condition`. */
export type Clause =
  | { readonly kind: "for"; readonly name: string; readonly source: Expression }
  | { readonly kind: "if"; readonly condition: Expression };

export interface Field extends At {
  readonly name: Expression;
  /** True for `[name]: …`. */
  readonly isComputed: boolean;
  /** `:` inherits whether it is shown, `::` hides it, `:::` shows it. */
  readonly visibility: ":" | "::" | ":::";
  /** `+:`: the value is added to the inherited one. */
  readonly adds: boolean;
  readonly value: Expression;
}

/** What the printers of the single kinds are given, and what they share. */
import type { AnyNode, Expression, Identifier } from "../ast.ts";
import { levelOf } from "../operators.ts";

/** Prints children in the dialect at hand. */
export interface Printing {
  readonly print: (node: AnyNode) => string;
  readonly identifier: (name: string, quoted: boolean) => string;
}

/** Printers by kind. */
export type Printers<K extends AnyNode["kind"]> = {
  readonly [Kind in K]: (node: Extract<AnyNode, { kind: Kind }>, printing: Printing) => string;
};

/** The printed children with commas between. */
export function list(nodes: readonly AnyNode[], { print }: Printing): string {
  return nodes.map((node) => print(node)).join(", ");
}

/** An expression, in parentheses where it binds looser than `level`. */
export function atLevel(expression: Expression, level: number, { print }: Printing): string {
  const text = print(expression);
  return levelOf(expression) < level ? `(${text})` : text;
}

/** Non-empty parts with single blanks between. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== "").join(" ");
}

/** ` (a, b)`, or nothing where there are no names. */
export function columnList(names: readonly Identifier[], printing: Printing): string {
  return names.length === 0 ? "" : `(${list(names, printing)})`;
}

/** The hint comment after a verb. */
export function hintComment(hints: readonly string[]): string {
  return hints.length === 0 ? "" : `/*+ ${hints.join(", ")} */`;
}

/** A list of nodes after a keyword, or nothing. */
export function clause(keyword: string, nodes: readonly AnyNode[], printing: Printing): string {
  return nodes.length === 0 ? "" : `${keyword} ${list(nodes, printing)}`;
}

/** A node after a keyword, or nothing. */
export function optional(keyword: string, node: AnyNode | undefined, { print }: Printing): string {
  return node === undefined ? "" : words(keyword, print(node));
}

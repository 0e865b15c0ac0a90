/** Tree → SQL text on one line, with as few parentheses as every engine allows. */
import type { AnyNode } from "./ast.ts";
import type { Dialect } from "./dialect.ts";
import { connectionPrinters } from "./printer/connection.ts";
import { expressionPrinters } from "./printer/expression.ts";
import { type Printers, type Printing } from "./printer/printers.ts";
import { queryPrinters } from "./printer/query.ts";
import { statementPrinters } from "./printer/statement.ts";
import { storePrinters } from "./printer/store.ts";
import { standardDialect } from "./standard-dialect.ts";

const printers: Printers<AnyNode["kind"]> = {
  ...expressionPrinters,
  ...queryPrinters,
  ...statementPrinters,
  ...storePrinters,
  ...connectionPrinters,
};

/**
 * Prints a tree in a dialect. In the standard dialect the parser reads the text back as the same tree. The dialect's
 * own printer of a kind comes first; the parentheses around an operand follow its kind, so a printer that turns an
 * atom into an operator brings its own.
 */
export function print(root: AnyNode, dialect: Dialect = standardDialect): string {
  const printing: Printing = {
    print: (node) => printNode(node, dialect, printing),
    identifier: dialect.identifier,
  };
  return printing.print(root);
}

function printNode(node: AnyNode, dialect: Dialect, printing: Printing): string {
  // The compiler does not relate a node's kind to the table's entry at that kind.
  const override = dialect.overrides[node.kind] as
    | ((node: AnyNode, print: Printing["print"]) => string | undefined)
    | undefined;
  const printer = printers[node.kind] as (node: AnyNode, printing: Printing) => string;
  return override?.(node, printing.print) ?? printer(node, printing);
}

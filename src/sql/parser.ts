/** SQL text → tree. Start here; the rules are in `parser/`, one file for each part of the language. */
import type { AnyNode, Expression, Script, Statement } from "./ast.ts";
import { clauseWords } from "./keywords.ts";
import { Cursor, misspelling, type Rules, startsOperand } from "./parser/cursor.ts";
import { continueOperators, parseExpression as parseExpressionAt, parseOperators } from "./parser/expression.ts";
import { parseQuery, parseQueryAfter } from "./parser/query.ts";
import { parseStatementAt } from "./parser/statement.ts";
import { heightOf } from "./traverse.ts";

const rules: Rules = {
  statement: parseStatementAt,
  query: parseQuery,
  queryAfter: parseQueryAfter,
  expression: parseExpressionAt,
  operators: parseOperators,
  operatorsAfter: continueOperators,
};

/**
 * Trees may be this high. Chains such as `a OR b OR c …` make one level for each operator, without nesting; whoever
 * walks the tree recurses, and SQLite stops at 1,000 as well.
 */
export const heightLimit = 1000;

/**
 * Parses statements separated by `;`; empty ones are skipped. Throws syntax_error, or feature_not_supported for what
 * SQL knows and this language does not yet.
 */
export function parseScript(text: string): Script {
  const cursor = new Cursor(text, rules);
  const statements: Statement[] = [];
  for (;;) {
    while (cursor.accept(";")) continue;
    if (cursor.peek().kind === "end") break;
    statements.push(checkedHeight(cursor, parseStatementAt));
    if (!cursor.at(";") && cursor.peek().kind !== "end") failAfterStatement(cursor);
  }
  return { kind: "script", text, statements, comments: cursor.comments, span: { start: 0, end: text.length } };
}

/** Parses exactly one statement, which may end with `;`. Throws as `parseScript`. */
export function parseStatement(text: string): Statement {
  const { statements } = parseScript(text);
  const [first, second] = statements;
  const cursor = new Cursor(text, rules);
  if (first === undefined) return parseStatementAt(cursor);
  if (second === undefined) return first;
  throw cursor.error("expected one statement, found several", second.span);
}

/** Parses a text that is one expression. Throws as `parseScript`. */
export function parseExpression(text: string): Expression {
  const cursor = new Cursor(text, rules);
  const expression = checkedHeight(cursor, parseExpressionAt);
  if (cursor.peek().kind !== "end") cursor.fail("the end of the expression");
  return expression;
}

/** Runs a rule and refuses a tree that would be too high to walk. A short text cannot make one. */
function checkedHeight<N extends AnyNode>(cursor: Cursor, rule: (cursor: Cursor) => N): N {
  const begin = cursor.position;
  const node = rule(cursor);
  if (cursor.position - begin <= heightLimit / 2 || heightOf(node) <= heightLimit) return node;
  const hint = "Write a long OR of equalities as IN (…), and a long UNION ALL of rows as VALUES.";
  throw cursor.error(`more than ${heightLimit} operators are chained or nested`, node.span, hint);
}

function failAfterStatement(cursor: Cursor): never {
  const found = cursor.peek();
  // `SELECT a FORM t` reads FORM as an alias, so the word before may be the misspelt one.
  const hint =
    misspelling(cursor.last, clauseWords) ??
    misspelling(found, clauseWords) ??
    (startsOperand(found) && startsOperand(cursor.last)
      ? `Is a comma or ";" missing before ${cursor.describe()}?`
      : undefined);
  return cursor.fail("the end of the statement", hint);
}

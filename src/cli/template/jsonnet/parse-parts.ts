/** Parts that several rules of jsonnet share: clauses of comprehensions, bindings, parameters, assertions. */
import type { Assertion, Bind, Clause, Parameter } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

/** clauses → "for" name "in" e { "for" name "in" e | "if" e } */
export function parseClauses(cursor: Cursor): readonly Clause[] {
  const clauses: Clause[] = [];
  while (cursor.at("for", "if")) {
    if (cursor.take().text === "if") clauses.push({ kind: "if", condition: cursor.expression() });
    else {
      const name = cursor.name();
      cursor.expect("in");
      clauses.push({ kind: "for", name, source: cursor.expression() });
    }
  }
  return clauses;
}

/** bind → name "=" e | name "(" parameters ")" "=" e */
export function parseBind(cursor: Cursor): Bind {
  const { span } = cursor.peek();
  const name = cursor.name();
  const parameters = cursor.at("(") ? parseParameters(cursor) : undefined;
  cursor.expect("=");
  const body = cursor.expression();
  if (parameters === undefined) return { name, value: body };
  return { name, value: { kind: "function", parameters, body, span: cursor.spanFrom(span) } };
}

/** parameters → "(" [ name [ "=" e ] { "," … } [ "," ] ] ")" */
export function parseParameters(cursor: Cursor): readonly Parameter[] {
  const parameters: Parameter[] = [];
  cursor.expect("(");
  while (cursor.accept(")") === undefined) {
    const { span } = cursor.peek();
    const name = cursor.name();
    if (parameters.some((other) => other.name === name)) cursor.failAt(span, `the parameter ${name} is named twice`);
    const value = cursor.accept("=") === undefined ? undefined : cursor.expression();
    parameters.push({ name, default: value });
    if (!cursor.at(")")) cursor.expect(",");
  }
  return parameters;
}

/** assertion → "assert" e [ ":" e ] */
export function parseAssertion(cursor: Cursor): Assertion {
  const start = cursor.expect("assert").span;
  const condition = cursor.expression();
  const message = cursor.accept(":") === undefined ? undefined : cursor.expression();
  return { condition, message, span: cursor.spanFrom(start) };
}

/** Tokens of a jsonnet text → tree. Each function carries its rule of the grammar. */
import type { Expression } from "./ast.ts";
import { Cursor } from "./cursor.ts";
import type { Source } from "./fault.ts";
import { parseObject } from "./parse-object.ts";
import { parseAssertion, parseBind, parseClauses, parseParameters } from "./parse-parts.ts";

/** Binary operators by how tightly they bind, the loosest first. */
const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", ">", "<=", ">=", "in"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

type Rule = (cursor: Cursor) => Expression;

/** Expressions that reach as far to the right as they can, by their first word. */
const openEnded: { readonly [keyword: string]: Rule | undefined } = {
  local: parseLocal,
  if: parseIf,
  function: parseFunction,
  assert: (cursor) => {
    const start = cursor.peek().span;
    const assertion = parseAssertion(cursor);
    cursor.expect(";");
    return { kind: "assert", assertion, body: cursor.expression(), span: cursor.spanFrom(start) };
  },
  error: (cursor) => {
    const start = cursor.take().span;
    return { kind: "error", message: cursor.expression(), span: cursor.spanFrom(start) };
  },
};

/** Throws a syntax Fault. */
export function parseJsonnet(source: Source): Expression {
  const cursor = new Cursor(source, (at) => parseBinary(at, 0));
  const expression = cursor.expression();
  return cursor.peek().kind === "end" ? expression : cursor.fail("the end of the text");
}

/** binary → unary { operator unary }, by level */
function parseBinary(cursor: Cursor, level: number): Expression {
  const operators = levels[level];
  if (operators === undefined) return parseUnary(cursor);
  let left = parseBinary(cursor, level + 1);
  while (cursor.at(...operators)) {
    const operator = cursor.take().text;
    if (operator === "in" && cursor.accept("super") !== undefined) {
      left = { kind: "in-super", name: left, span: cursor.spanFrom(left.span) };
      continue;
    }
    const right = parseBinary(cursor, level + 1);
    left = { kind: "binary", operator, left, right, span: cursor.spanFrom(left.span) };
  }
  return left;
}

/** unary → ("+" | "-" | "!" | "~") unary | open-ended | postfix */
function parseUnary(cursor: Cursor): Expression {
  const { kind, text, span } = cursor.peek();
  if (cursor.accept("+", "-", "!", "~") !== undefined) {
    const operand = cursor.nested(() => parseUnary(cursor));
    return { kind: "unary", operator: text, operand, span: cursor.spanFrom(span) };
  }
  const rule = kind === "keyword" && Object.hasOwn(openEnded, text) ? openEnded[text] : undefined;
  return rule === undefined ? parsePostfix(cursor, parsePrimary(cursor)) : rule(cursor);
}

/** postfix → primary { "." name | "[" index or slice "]" | "(" arguments ")" ["tailstrict"] | object } */
function parsePostfix(cursor: Cursor, primary: Expression): Expression {
  let target = primary;
  for (;;) {
    const start = target.span;
    if (cursor.accept(".") !== undefined) {
      const { span } = cursor.peek();
      const index: Expression = { kind: "literal", value: cursor.name(), span };
      target = { kind: "index", target, index, span: cursor.spanFrom(start) };
    } else if (cursor.accept("[") !== undefined) target = parseIndex(cursor, target);
    else if (cursor.accept("(") !== undefined) target = parseCall(cursor, target);
    else if (cursor.at("{")) {
      const right = parseObject(cursor);
      target = { kind: "binary", operator: "+", left: target, right, span: cursor.spanFrom(start) };
    } else return target;
  }
}

/** index → e "]" | [ e ] ":" [ e ] [ ":" [ e ] ] "]" */
function parseIndex(cursor: Cursor, target: Expression): Expression {
  const part = (): Expression | undefined => (cursor.at(":", "::", "]") ? undefined : cursor.expression());
  const from = part();
  if (from !== undefined && cursor.accept("]") !== undefined) {
    return { kind: "index", target, index: from, span: cursor.spanFrom(target.span) };
  }
  // Two colons without a blank between them are one token.
  const isDouble = cursor.accept("::") !== undefined;
  if (!isDouble) cursor.expect(":");
  const to = isDouble ? undefined : part();
  const step = isDouble || cursor.accept(":") !== undefined ? part() : undefined;
  cursor.expect("]");
  return { kind: "slice", target, from, to, step, span: cursor.spanFrom(target.span) };
}

/** arguments → [ (e | name "=" e) { "," … } [ "," ] ] */
function parseCall(cursor: Cursor, callee: Expression): Expression {
  const positional: Expression[] = [];
  const named: { readonly name: string; readonly value: Expression }[] = [];
  while (cursor.accept(")") === undefined) {
    const next = cursor.peek(1);
    if (cursor.peek().kind === "name" && next.kind === "symbol" && next.text === "=") {
      const name = cursor.name();
      cursor.take();
      named.push({ name, value: cursor.expression() });
    } else if (named.length > 0) cursor.fail("name = value after a named argument");
    else positional.push(cursor.expression());
    if (!cursor.at(")")) cursor.expect(",");
  }
  const strict = cursor.accept("tailstrict") !== undefined;
  return { kind: "call", callee, positional, named, strict, span: cursor.spanFrom(callee.span) };
}

const constants: { readonly [word: string]: null | boolean | undefined } = { null: null, true: true, false: false };

/** primary → constant | string | number | name | "self" | "$" | "super" … | "(" e ")" | array | object | import */
function parsePrimary(cursor: Cursor): Expression {
  const { kind, text, span } = cursor.peek();
  if (kind === "keyword" && Object.hasOwn(constants, text)) {
    cursor.take();
    return { kind: "literal", value: constants[text] ?? null, span };
  }
  if (kind === "string" || kind === "number") {
    cursor.take();
    return { kind: "literal", value: kind === "number" ? Number(text) : text, span };
  }
  if (kind === "name") return { kind: "variable", name: cursor.take().text, span };
  if (cursor.accept("self") !== undefined) return { kind: "self", span };
  if (cursor.accept("$") !== undefined) return { kind: "dollar", span };
  if (cursor.accept("super") !== undefined) return parseSuper(cursor, span);
  if (cursor.at("{")) return parseObject(cursor);
  if (cursor.accept("[") !== undefined) return parseArray(cursor, span);
  if (cursor.accept("(") !== undefined) {
    const inner = cursor.expression();
    cursor.expect(")");
    return inner;
  }
  if (cursor.accept("import", "importstr") === undefined) return cursor.fail("an expression");
  if (cursor.peek().kind !== "string") return cursor.fail("the path of a file as a string");
  return { kind: "import", path: cursor.take().text, asText: text === "importstr", span: cursor.spanFrom(span) };
}

function parseSuper(cursor: Cursor, start: Expression["span"]): Expression {
  if (cursor.accept("[") !== undefined) {
    const index = cursor.expression();
    cursor.expect("]");
    return { kind: "super-index", index, span: cursor.spanFrom(start) };
  }
  cursor.expect(".");
  const { span } = cursor.peek();
  const index: Expression = { kind: "literal", value: cursor.name(), span };
  return { kind: "super-index", index, span: cursor.spanFrom(start) };
}

/** array → "[" [ e { "," e } [ "," ] ] "]" | "[" e [ "," ] clauses "]" */
function parseArray(cursor: Cursor, start: Expression["span"]): Expression {
  const items: Expression[] = [];
  while (cursor.accept("]") === undefined) {
    items.push(cursor.expression());
    const hasComma = cursor.accept(",") !== undefined;
    const [item] = items;
    if (item !== undefined && items.length === 1 && cursor.at("for")) {
      const clauses = parseClauses(cursor);
      cursor.expect("]");
      return { kind: "array-comprehension", item, clauses, span: cursor.spanFrom(start) };
    }
    if (!hasComma && !cursor.at("]")) cursor.fail('"," or "]"');
  }
  return { kind: "array", items, span: cursor.spanFrom(start) };
}

/** local → "local" bind { "," bind } ";" e */
function parseLocal(cursor: Cursor): Expression {
  const start = cursor.take().span;
  const binds = [parseBind(cursor)];
  while (cursor.accept(",") !== undefined) binds.push(parseBind(cursor));
  cursor.expect(";");
  const twice = binds.find(({ name }, index) => binds.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) cursor.failAt(cursor.spanFrom(start), `local names ${twice.name} twice`);
  return { kind: "local", binds, body: cursor.expression(), span: cursor.spanFrom(start) };
}

/** if → "if" e "then" e [ "else" e ] */
function parseIf(cursor: Cursor): Expression {
  const start = cursor.take().span;
  const condition = cursor.expression();
  cursor.expect("then");
  const whenTrue = cursor.expression();
  const otherwise = cursor.accept("else") === undefined ? undefined : cursor.expression();
  return { kind: "if", condition, whenTrue, otherwise, span: cursor.spanFrom(start) };
}

/** function → "function" "(" parameters ")" e */
function parseFunction(cursor: Cursor): Expression {
  const start = cursor.take().span;
  const parameters = parseParameters(cursor);
  return { kind: "function", parameters, body: cursor.expression(), span: cursor.spanFrom(start) };
}

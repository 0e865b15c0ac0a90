/** Objects of a jsonnet text: fields, locals, assertions, or one field for each of many. */
import type { Assertion, Bind, Expression, Field } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseAssertion, parseBind, parseClauses, parseParameters } from "./parse-parts.ts";

/** object → "{" [ member { "," member } [ "," ] [ clauses ] ] "}" ; member → "local" bind | assertion | field */
export function parseObject(cursor: Cursor): Expression {
  const start = cursor.expect("{").span;
  const fields: Field[] = [];
  const locals: Bind[] = [];
  const assertions: Assertion[] = [];
  while (cursor.accept("}") === undefined) {
    if (cursor.accept("local") !== undefined) locals.push(parseBind(cursor));
    else if (cursor.at("assert")) assertions.push(parseAssertion(cursor));
    else fields.push(parseField(cursor));
    const hasComma = cursor.accept(",") !== undefined;
    if (cursor.at("for")) return parseComprehension(cursor, { start, fields, locals, assertions });
    if (!hasComma && !cursor.at("}")) cursor.fail('"," or "}"');
  }
  return { kind: "object", fields, locals, assertions, span: cursor.spanFrom(start) };
}

interface Members {
  readonly start: Expression["span"];
  readonly fields: readonly Field[];
  readonly locals: readonly Bind[];
  readonly assertions: readonly Assertion[];
}

function parseComprehension(cursor: Cursor, { start, fields, locals, assertions }: Members): Expression {
  const [field, ...others] = fields;
  if (field === undefined || others.length > 0 || assertions.length > 0 || !field.isComputed) {
    return cursor.failAt(cursor.spanFrom(start), "an object of many has one field, [name]: value, and no assertions");
  }
  const clauses = parseClauses(cursor);
  cursor.expect("}");
  return { kind: "object-comprehension", field, locals, clauses, span: cursor.spanFrom(start) };
}

/** field → name [ "(" parameters ")" ] [ "+" ] (":" | "::" | ":::") e ; name → name | string | "[" e "]" */
function parseField(cursor: Cursor): Field {
  const { span } = cursor.peek();
  const isComputed = cursor.at("[");
  const name = parseFieldName(cursor);
  const parameters = cursor.at("(") ? parseParameters(cursor) : undefined;
  const colons = cursor.accept(":", "::", ":::", "+:", "+::", "+:::") ?? cursor.fail('":"');
  const adds = colons.text.startsWith("+");
  const visibility = colons.text.replace("+", "") as Field["visibility"];
  const body = cursor.expression();
  const value: Expression =
    parameters === undefined ? body : { kind: "function", parameters, body, span: cursor.spanFrom(span) };
  return { name, isComputed, visibility, adds, value, span: cursor.spanFrom(span) };
}

function parseFieldName(cursor: Cursor): Expression {
  const { kind, span } = cursor.peek();
  if (kind === "name" || kind === "string") return { kind: "literal", value: cursor.take().text, span };
  if (cursor.accept("[") === undefined) return cursor.fail("the name of a field");
  const name = cursor.expression();
  cursor.expect("]");
  return name;
}

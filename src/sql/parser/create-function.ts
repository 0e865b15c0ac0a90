/** CREATE FUNCTION: a name for an expression of parameters. */
import type { CreateFunction, FunctionParameter } from "../ast-store.ts";
import type { Cursor } from "./cursor.ts";
import { type Modifiers, parenthesisedList, present, storedName } from "./shared.ts";
import { parseTypeName } from "./type-name.ts";

/** function → "FUNCTION" [ "IF" "NOT" "EXISTS" ] name parameters [ "RETURNS" type ] ("AS" | "RETURN") expression */
export function parseCreateFunction(cursor: Cursor, { start, orReplace, temporary }: Modifiers): CreateFunction {
  cursor.expect("FUNCTION");
  const ifNotExists = cursor.acceptSequence("IF", "NOT", "EXISTS");
  const name = storedName(cursor, "the name of a function");
  const parameters = parseParameters(cursor);
  const returns = cursor.accept("RETURNS") ? parseTypeName(cursor) : undefined;
  if (cursor.accept("RETURN") === undefined) cursor.expect("AS");
  const body = cursor.rules.expression(cursor);
  const flags = { orReplace, temporary, ifNotExists };
  const span = cursor.spanFrom(start);
  return { kind: "create-function", ...flags, name, parameters, ...present({ returns }), body, span };
}

/** parameters → "(" [ list(name [ type ]) ] ")" */
function parseParameters(cursor: Cursor): FunctionParameter[] {
  if (!cursor.at("(")) cursor.fail('"(" and the names of parameters');
  if (cursor.peek(1).text !== ")") return parenthesisedList(cursor, parseParameter);
  cursor.expect("(");
  cursor.expect(")");
  return [];
}

function parseParameter(cursor: Cursor): FunctionParameter {
  const name = cursor.name("the name of a parameter");
  const type = cursor.at(",", ")") ? undefined : parseTypeName(cursor);
  return { kind: "function-parameter", name, ...present({ type }), span: cursor.spanFrom(name) };
}

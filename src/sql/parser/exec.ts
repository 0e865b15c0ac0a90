/** EXEC: a call of a method by name. */
import type { Exec, ExecArgument, Expression } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseQualifiedName, present } from "./shared.ts";

const argumentHint = "Arguments are written @name = value.";

/** exec → "EXEC" name [ argument { "," argument } ] [ [ "," ] "@@json" "=" expression ] */
export function parseExec(cursor: Cursor): Exec {
  const verb = cursor.expect("EXEC");
  const target = parseQualifiedName(cursor, "the name of a method");
  const given: ExecArgument[] = [];
  let json: Expression | undefined;
  if (cursor.peek().kind === "word" && cursor.peek(1).text === "=") cursor.fail("@name = value", argumentHint);
  while (cursor.peek().kind === "parameter") {
    const { text, value } = cursor.peek();
    if (text === "@@" && value.toLowerCase() === "json" && json === undefined) json = parseJson(cursor);
    else given.push(parseArgument(cursor));
    const hasMore = cursor.accept(",") !== undefined;
    if (hasMore && cursor.peek().kind !== "parameter") cursor.fail("@name = value");
    if (!hasMore && cursor.peek().text === "@") cursor.fail('"," or the end of the statement', "Is a comma missing?");
  }
  return {
    kind: "exec",
    hints: verb.hints,
    target,
    arguments: given,
    ...present({ json }),
    span: cursor.spanFrom(verb),
  };
}

/** argument → "@" name "=" expression */
function parseArgument(cursor: Cursor): ExecArgument {
  const token = cursor.peek();
  if (token.text !== "@") {
    const hint = token.text === "@@" ? "The only @@ name is @@json, once." : argumentHint;
    return cursor.fail("@name = value", hint);
  }
  cursor.take();
  const span = cursor.spanFrom(token);
  cursor.expect("=");
  const value = cursor.rules.expression(cursor);
  const name = { kind: "identifier", name: token.value, quoted: token.quoted, span } as const;
  return { kind: "exec-argument", name, value, span: cursor.spanFrom(token) };
}

function parseJson(cursor: Cursor): Expression {
  cursor.take();
  cursor.expect("=");
  return cursor.rules.expression(cursor);
}

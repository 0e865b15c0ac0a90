/** ATTACH and DETACH: databases beside the providers. */
import type { Attach, Detach } from "../ast-attach.ts";
import type { Cursor } from "./cursor.ts";
import { commaList, present } from "./shared.ts";

/** attach → "ATTACH" [ "DATABASE" ] [ "IF" "NOT" "EXISTS" ] string [ "AS" name ] [ "(" list(option) ")" ] */
export function parseAttach(cursor: Cursor): Attach {
  const start = cursor.expect("ATTACH");
  cursor.accept("DATABASE");
  const ifNotExists = cursor.acceptSequence("IF", "NOT", "EXISTS");
  if (cursor.peek().kind !== "string") {
    cursor.fail("the file or the address of a database in quotes", "For example: ATTACH 'shop.db' AS shop.");
  }
  const location = cursor.take().value;
  const name = cursor.accept("AS") === undefined ? undefined : cursor.name("the name of the database");
  const options = cursor.at("(") ? parseOptions(cursor) : {};
  return { kind: "attach", ifNotExists, location, ...present({ name, ...options }), span: cursor.spanFrom(start) };
}

interface Options {
  type?: string;
  readOnly?: boolean;
}

/** option → "TYPE" word | ("READ_ONLY" | "READ_WRITE") [ "TRUE" | "FALSE" ] */
function parseOptions(cursor: Cursor): Options {
  const options: Options = {};
  cursor.expect("(");
  commaList(cursor, (inner) => {
    const option = inner.accept("TYPE", "READ_ONLY", "READ_WRITE") ?? inner.fail("TYPE or READ_ONLY");
    if (option.text === "TYPE") options.type = parseWord(inner);
    else options.readOnly = isTrue(inner) === (option.text === "READ_ONLY");
  });
  cursor.expect(")");
  return options;
}

function isTrue(cursor: Cursor): boolean {
  return (cursor.accept("TRUE", "FALSE")?.text ?? "TRUE") === "TRUE";
}

function parseWord(cursor: Cursor): string {
  const { kind } = cursor.peek();
  if (kind !== "word" && kind !== "string") cursor.fail("SQLITE or POSTGRES");
  return cursor.take().value.toLowerCase();
}

/** detach → "DETACH" [ "DATABASE" ] [ "IF" "EXISTS" ] name */
export function parseDetach(cursor: Cursor): Detach {
  const start = cursor.expect("DETACH");
  cursor.accept("DATABASE");
  const ifExists = cursor.acceptSequence("IF", "EXISTS");
  const name = cursor.name("the name of a database");
  return { kind: "detach", ifExists, name, span: cursor.spanFrom(start) };
}

/** COPY: the rows of a query into a file. */
import type { Copy } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { commaList, present } from "./shared.ts";

/** copy → "COPY" "(" query ")" "TO" string [ [ "WITH" ] "(" list(option) ")" ] */
export function parseCopy(cursor: Cursor): Copy {
  const start = cursor.expect("COPY");
  if (!cursor.at("(")) cursor.fail("a query in parentheses", "For example: COPY (SELECT …) TO 'rows.csv'.");
  cursor.expect("(");
  const query = cursor.rules.query(cursor);
  cursor.expect(")");
  cursor.expect("TO");
  const path = parseText(cursor, "the path of a file in quotes");
  if (path === "") throw cursor.error("the path is empty", cursor.last);
  cursor.accept("WITH");
  const options = cursor.at("(") ? parseOptions(cursor) : {};
  return { kind: "copy", query, path, ...present(options), span: cursor.spanFrom(start) };
}

type CopyOptions = { -readonly [name in "format" | "header" | "delimiter"]?: Copy[name] };

/** option → "FORMAT" word | "HEADER" [ "TRUE" | "FALSE" ] | "DELIMITER" string */
function parseOptions(cursor: Cursor): CopyOptions {
  const options: CopyOptions = {};
  cursor.expect("(");
  commaList(cursor, (inner) => {
    const option = inner.accept("FORMAT", "HEADER", "DELIMITER", "DELIM") ?? inner.fail("FORMAT, HEADER or DELIMITER");
    if (option.text === "FORMAT") options.format = parseFormat(inner);
    else if (option.text === "HEADER") options.header = (inner.accept("TRUE", "FALSE")?.text ?? "TRUE") === "TRUE";
    else options.delimiter = parseText(inner, "a character in quotes");
  });
  cursor.expect(")");
  return options;
}

function parseFormat(cursor: Cursor): string {
  const { kind } = cursor.peek();
  if (kind !== "word" && kind !== "string") cursor.fail("the name of a format");
  return cursor.take().value.toLowerCase();
}

function parseText(cursor: Cursor, what: string): string {
  if (cursor.peek().kind !== "string") cursor.fail(what);
  return cursor.take().value;
}

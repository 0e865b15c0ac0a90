/** Rules that several statements use: lists, dotted names, aliases, hints. */
import type { Alias, Identifier, QualifiedName } from "../ast.ts";
import { isBareAlias } from "../keywords.ts";
import type { Token } from "../token.ts";
import type { Cursor } from "./cursor.ts";

/** The properties that have a value: a node leaves absent parts out. */
export type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

export function present<T extends object>(parts: T): Present<T> {
  const found: Present<T> = {};
  for (const key of Object.keys(parts) as (keyof T)[]) {
    const part = parts[key];
    if (part !== undefined) found[key] = part as Exclude<T[keyof T], undefined>;
  }
  return found;
}

/** list(rule) → rule { "," rule } */
export function commaList<T>(cursor: Cursor, rule: (cursor: Cursor) => T): T[] {
  const items = [rule(cursor)];
  while (cursor.accept(",")) items.push(rule(cursor));
  return items;
}

/** "(" list(rule) ")" */
export function parenthesisedList<T>(cursor: Cursor, rule: (cursor: Cursor) => T): T[] {
  cursor.expect("(");
  const items = commaList(cursor, rule);
  cursor.expect(")");
  return items;
}

/** qualified-name → name { "." name-after-dot }, at most four parts */
export function parseQualifiedName(cursor: Cursor, what = "a name"): QualifiedName {
  const parts = [cursor.name(what)];
  while (cursor.accept(".")) parts.push(cursor.nameAfterDot());
  const [first, , , , tooMany] = parts;
  if (tooMany !== undefined) throw cursor.error("a dotted name has at most four parts", tooMany.span);
  return { kind: "qualified-name", parts, span: cursor.spanFrom(first ?? cursor.last) };
}

/** What stands between CREATE and the word for what is created, and where that began. */
export interface Modifiers {
  readonly start: Token;
  readonly orReplace: boolean;
  readonly temporary: boolean;
}

/** The name of something stored, which has no dots. */
export function storedName(cursor: Cursor, what: string): Identifier {
  const name = cursor.name(what);
  if (!cursor.at(".")) return name;
  throw cursor.error("a view, table, index or function has a name of one part", cursor.peek());
}

/** columns → [ "(" name { "," name } ")" ] */
export function parseColumnNames(cursor: Cursor): Identifier[] {
  return cursor.at("(") ? parenthesisedList(cursor, (inner) => inner.name("a column name")) : [];
}

/** alias-name → [ [AS] name | AS string ]; without AS no word that could go on with the statement */
export function parseAliasName(cursor: Cursor): Identifier | undefined {
  if (cursor.accept("AS")) {
    if (cursor.peek().kind !== "string") return cursor.name("an alias");
    const { value, start, end } = cursor.take();
    if (value === "") throw cursor.error("an alias is empty", { start, end });
    return { kind: "identifier", name: value, quoted: true, span: { start, end } };
  }
  const { kind, text } = cursor.peek();
  return kind === "quoted-name" || (kind === "word" && isBareAlias(text)) ? cursor.name() : undefined;
}

/** alias → [ alias-name columns ] */
export function parseAlias(cursor: Cursor): Alias | undefined {
  const start = cursor.peek();
  const name = parseAliasName(cursor);
  if (name === undefined) return undefined;
  return { kind: "alias", name, columns: parseColumnNames(cursor), span: cursor.spanFrom(start) };
}

/** USE, SLEEP, PURGE, SET: statements that change the session. */
import type { Purge, SetSetting, Sleep, Transaction, Use } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { present } from "./shared.ts";
import { parseSetTransaction } from "./transaction.ts";

/** use → "USE" name */
export function parseUse(cursor: Cursor): Use {
  const start = cursor.expect("USE");
  const provider = cursor.name("the name of a provider");
  return { kind: "use", provider, span: cursor.spanFrom(start) };
}

/** sleep → "SLEEP" number */
export function parseSleep(cursor: Cursor): Sleep {
  const start = cursor.expect("SLEEP");
  const { kind, value } = cursor.peek();
  const milliseconds = kind === "number" ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(milliseconds)) return cursor.fail("a whole number of milliseconds");
  cursor.take();
  return { kind: "sleep", milliseconds, span: cursor.spanFrom(start) };
}

/** purge → "PURGE" [ name ] */
export function parsePurge(cursor: Cursor): Purge {
  const start = cursor.expect("PURGE");
  const what = cursor.atName() ? cursor.name() : undefined;
  return { kind: "purge", ...present({ what }), span: cursor.spanFrom(start) };
}

/** set → "SET" [ "SESSION" | "GLOBAL" ] name ("=" | "TO") e | set-transaction */
export function parseSet(cursor: Cursor): SetSetting | Transaction {
  const start = cursor.expect("SET");
  if (cursor.at("TRANSACTION") && !["=", "TO"].includes(cursor.peek(1).text)) return parseSetTransaction(cursor, start);
  if (cursor.at("SESSION", "GLOBAL") && cursor.peek(1).text !== "=") cursor.take();
  const name = cursor.name("the name of a setting");
  if (cursor.accept("=", "TO") === undefined) cursor.fail('"="');
  const value = cursor.rules.expression(cursor);
  return { kind: "set", name, value, span: cursor.spanFrom(start) };
}

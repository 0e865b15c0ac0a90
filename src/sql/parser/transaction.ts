/** BEGIN, START TRANSACTION, COMMIT, ROLLBACK, SAVEPOINT, ROLLBACK TO, RELEASE, SET TRANSACTION. */
import type { Transaction, TransactionMode } from "../ast.ts";
import type { Span } from "../../common/span.ts";
import type { Cursor } from "./cursor.ts";

/** Modes by their words. */
const modes: readonly TransactionMode[] = [
  "ISOLATION LEVEL SERIALIZABLE",
  "ISOLATION LEVEL REPEATABLE READ",
  "ISOLATION LEVEL READ COMMITTED",
  "ISOLATION LEVEL READ UNCOMMITTED",
  "READ ONLY",
  "READ WRITE",
  "NOT DEFERRABLE",
  "DEFERRABLE",
];

/**
 * transaction → ("BEGIN" [ "WORK" | "TRANSACTION" ] | "START" "TRANSACTION") [ modes ]
 *   | "COMMIT" [ "WORK" | "TRANSACTION" ]
 *   | "ROLLBACK" [ "WORK" | "TRANSACTION" ] [ "TO" [ "SAVEPOINT" ] name ]
 *   | "SAVEPOINT" name | "RELEASE" [ "SAVEPOINT" ] name
 */
export function parseTransaction(cursor: Cursor): Transaction {
  const start = cursor.take();
  const end = (parts: Pick<Transaction, "action" | "name" | "modes">): Transaction => ({
    kind: "transaction",
    ...parts,
    span: cursor.spanFrom(start),
  });
  if (start.text === "SAVEPOINT") return end({ action: "savepoint", name: savepoint(cursor) });
  if (start.text === "RELEASE") {
    cursor.accept("SAVEPOINT");
    return end({ action: "release", name: savepoint(cursor) });
  }
  if (start.text === "START") cursor.expect("TRANSACTION");
  else cursor.accept("WORK", "TRANSACTION");
  if (start.text === "COMMIT") return end({ action: "commit" });
  if (start.text !== "ROLLBACK") {
    const given = parseModes(cursor);
    return end({ action: "begin", ...(given.length > 0 && { modes: given }) });
  }
  if (cursor.accept("TO") === undefined) return end({ action: "rollback" });
  cursor.accept("SAVEPOINT");
  return end({ action: "rollback-to", name: savepoint(cursor) });
}

/** set-transaction → "SET" "TRANSACTION" modes */
export function parseSetTransaction(cursor: Cursor, start: Span): Transaction {
  cursor.expect("TRANSACTION");
  const given = parseModes(cursor);
  if (given.length === 0) return cursor.fail(`one of ${modes.join(", ")}`);
  return { kind: "transaction", action: "set", modes: given, span: cursor.spanFrom(start) };
}

function savepoint(cursor: Cursor) {
  return cursor.name("the name of a savepoint");
}

/** modes → mode { [ "," ] mode } */
function parseModes(cursor: Cursor): readonly TransactionMode[] {
  const given: TransactionMode[] = [];
  for (;;) {
    const isNeeded = given.length > 0 && cursor.accept(",") !== undefined;
    const mode = modes.find((words) => cursor.acceptSequence(...words.split(" ")));
    if (mode !== undefined) given.push(mode);
    else if (isNeeded || cursor.at("ISOLATION", "READ", "NOT")) return cursor.fail(`one of ${modes.join(", ")}`);
    else return given;
  }
}

/** BEGIN, START TRANSACTION, COMMIT, ROLLBACK. */
import type { Transaction } from "../ast.ts";
import type { Cursor } from "./cursor.ts";

/** transaction → ("BEGIN" | "COMMIT" | "ROLLBACK") [ "WORK" | "TRANSACTION" ] | "START" "TRANSACTION" */
export function parseTransaction(cursor: Cursor): Transaction {
  const start = cursor.take();
  const action = start.text === "COMMIT" ? "commit" : start.text === "ROLLBACK" ? "rollback" : "begin";
  if (start.text === "START") cursor.expect("TRANSACTION");
  else cursor.accept("WORK", "TRANSACTION");
  if (action === "rollback" && cursor.at("TO")) throw cursor.notSupported("ROLLBACK TO", cursor.peek());
  return { kind: "transaction", action, span: cursor.spanFrom(start) };
}

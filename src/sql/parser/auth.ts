/** AUTH: who one is to a provider. */
import type { Auth, Show } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseQualifiedName, present } from "./shared.ts";

/** auth → "AUTH" ("CHECK" [ name ] | "LOGIN" [ name ] [ "INTERACTIVE" | "SERVICEACCOUNT" [ string ] ] | "REVOKE" [ name ]) */
export function parseAuth(cursor: Cursor): Auth | Show {
  const start = cursor.expect("AUTH");
  // One statement in two spellings: the other one can be narrowed with LIKE and WHERE.
  if (cursor.accept("CHECK")) {
    const from = cursor.atName() ? parseQualifiedName(cursor, "the name of a connection or provider") : undefined;
    return { kind: "show", what: "CREDENTIALS", extended: false, ...present({ from }), span: cursor.spanFrom(start) };
  }
  const action = cursor.accept("LOGIN", "REVOKE")?.text.toLowerCase();
  if (action !== "login" && action !== "revoke") return cursor.fail("CHECK, LOGIN or REVOKE");
  const provider = cursor.atName() && !cursor.at("INTERACTIVE", "SERVICEACCOUNT") ? cursor.name() : undefined;
  const method = action === "login" ? parseMethod(cursor) : {};
  return { kind: "auth", action, ...present({ provider }), ...method, span: cursor.spanFrom(start) };
}

function parseMethod(cursor: Cursor): Pick<Auth, "method" | "file"> {
  if (cursor.accept("INTERACTIVE")) return { method: "interactive" };
  if (cursor.accept("SERVICEACCOUNT") === undefined) return {};
  const file = cursor.peek().kind === "string" ? cursor.take().value : undefined;
  return { method: "serviceaccount", ...present({ file }) };
}

/** Binds ATTACH and DETACH: whether they may, and the name where none is given. */
import { EngineError } from "../../common/error.ts";
import { rememberSecret } from "../../common/redact.ts";
import type { Attach } from "../../sql/ast-attach.ts";
import type { BoundSession } from "../bound.ts";
import { quoted } from "./expression.ts";
import { accessDenied } from "./files.ts";
import type { BindEnvironment } from "./relations.ts";
import { unsupported } from "./unsupported.ts";

/**
 * Throws `file_access_denied` where no setting permits files and databases, `feature_not_supported` for a database to
 * write to, `invalid_parameter_value` where nothing gives a name.
 */
export async function bindAttach(
  statement: Attach,
  _text: string,
  environment: BindEnvironment,
): Promise<BoundSession> {
  const { location, name = nameOf(statement), readOnly, span } = statement;
  rememberPassword(location);
  if (environment.files === undefined) throw accessDenied("ATTACH", name.span);
  if (readOnly === false) {
    throw unsupported("writing to an attached database", span, "Leave READ_ONLY out, or say READ_ONLY TRUE.");
  }
  return { kind: "session", statement: { ...statement, name } };
}

/** The statement is shown where it fails and where it is logged: its password must not be. */
function rememberPassword(location: string): void {
  const password =
    /^\w+:\/\/[^:/@]*:([^/]*)@/.exec(location)?.[1] ?? /\bpassword\s*=\s*'?([^\s']+)/i.exec(location)?.[1];
  if (password !== undefined && !password.startsWith("${")) rememberSecret(password);
}

/** The name of the file without its ending, or of the database. */
function nameOf({ location, span }: Attach): ReturnType<typeof quoted> {
  const pair = /\bdbname\s*=\s*'?([^\s']+)/i.exec(location)?.[1];
  const last = pair ?? /([^/\\?]+)(\?.*)?$/.exec(location)?.[1] ?? "";
  const name = /^\w+:\/\//.test(location) || pair !== undefined ? last : last.replace(/(.)\.[^.]*$/, "$1");
  if (/^[\w-]+$/.test(name)) return quoted(name, span);
  throw new EngineError({
    condition: "invalid_parameter_value",
    stage: "bind",
    message: "nothing says what the database is called here",
    span,
    hint: "Name it: ATTACH '…' AS name.",
  });
}

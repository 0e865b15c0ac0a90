/** Binds CREATE CONNECTION and CREATE CONNECTION GROUP: whether they may, and that their secrets are never shown. */
import { isOpenKey } from "../../common/connection-keys.ts";
import { isSecretName, rememberSecret } from "../../common/redact.ts";
import type { ConnectionOption, CreateConnection, CreateConnectionGroup } from "../../sql/ast-connection.ts";
import { visit } from "../../sql/traverse.ts";
import type { BoundSession } from "../bound.ts";
import { accessDenied } from "./files.ts";
import type { BindEnvironment } from "./relations.ts";

/** Throws `file_access_denied` where no setting permits files: connections name files, and programs that are run. */
export async function bindCreateConnection(
  statement: CreateConnection | CreateConnectionGroup,
  _text: string,
  { files }: BindEnvironment,
): Promise<BoundSession> {
  statement.options.forEach(rememberSecretsOf);
  if (files === undefined) throw accessDenied("CREATE CONNECTION", statement.name.span);
  return { kind: "session", statement };
}

/** The statement is shown where it fails and where it is logged. */
function rememberSecretsOf({ path, value }: ConnectionOption): void {
  const keys = path.parts.map(({ name }) => name);
  // A variable may well hold the name of a region, which has to be shown elsewhere.
  const isSecret = !isOpenKey(keys) && (keys[0] !== "variables" || keys.some(isSecretName));
  visit(value, {
    literal: ({ value: text }) => {
      if (typeof text !== "string") return;
      const password = /^\w+:\/\/[^:/@]*:([^/]*)@/.exec(text)?.[1];
      if (isSecret) rememberSecret(text);
      if (password !== undefined) rememberSecret(password);
    },
  });
}

/** `tributary registry list [PROVIDER]` and `registry pull PROVIDER [VERSION]`: the SQL statements of the same names. */
import { quoteName } from "../../sql/standard-dialect.ts";
import type { CommandLine } from "../read-flags.ts";
import { usage } from "../usage.ts";
import { runSql } from "./exec.ts";

export async function registry(line: CommandLine): Promise<number | "help"> {
  const [action, provider, version, ...more] = line.positionals;
  if (more.length > 0) throw usage("registry takes a provider and a version, no more");
  switch (action) {
    case undefined:
      return "help";
    case "list":
      if (version !== undefined) throw usage("registry list takes one provider, no version");
      return runSql(`REGISTRY LIST ${provider === undefined ? "" : quoteName(provider)}`, line);
    case "pull":
      if (provider === undefined) throw usage("registry pull needs the name of a provider");
      return runSql(`REGISTRY PULL ${quoteName(provider)} ${version === undefined ? "" : textLiteral(version)}`, line);
    default:
      throw usage(`registry cannot ${action}`, "It can list and pull.");
  }
}

function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

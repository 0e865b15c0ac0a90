/** `tributary registry list [PROVIDER]` and `registry pull PROVIDER [VERSION]`: the SQL statements of the same names. */
import type { CommandLine } from "../read-flags.ts";
import { runSql, usage } from "./exec.ts";

export async function registry({ positionals, flags }: CommandLine): Promise<number> {
  const [action, provider, version] = positionals;
  if (action === "list") return runSql(`REGISTRY LIST ${provider === undefined ? "" : quote(provider)}`, flags);
  if (action === "pull" && provider !== undefined) {
    return runSql(
      `REGISTRY PULL ${quote(provider)}${version === undefined ? "" : ` '${version.replaceAll("'", "''")}'`}`,
      flags,
    );
  }
  throw usage(
    "registry needs list or pull",
    "Write tributary registry list [PROVIDER] or tributary registry pull PROVIDER [VERSION].",
  );
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

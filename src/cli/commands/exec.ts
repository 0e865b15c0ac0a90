/** `tributary exec`: statements from the command line, a file or standard input. */
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { reasonOf } from "../../common/error.ts";
import { redact } from "../../common/redact.ts";
import { hidePasswords } from "../../common/shown-sql.ts";
import type { FlagValues } from "../flags.ts";
import { logLine } from "../json-line.ts";
import type { CommandLine } from "../read-flags.ts";
import { inWorkplace, runScript } from "../run-script.ts";
import { settingsOf } from "../settings.ts";
import { isTemplate, rendered } from "../template/script.ts";
import { usage } from "../usage.ts";

export async function exec(line: CommandLine): Promise<number | "help"> {
  const script = await scriptOf(line);
  if (script === undefined) return "help";
  const sql = rendered(script, line.flags, (text) => trace(text, line.flags));
  const remark = line.flags.dryrun && isTemplate(script, line.flags) ? sql : undefined;
  return runSql(sql, line, remark);
}

/** What a template says while it is computed. */
function trace(text: string, flags: FlagValues): void {
  const json = flags["log.format"] === "json";
  const shown = hidePasswords(redact(text));
  const told = json ? logLine({ level: "debug", event: "trace", message: shown }) : `TRACE: ${shown}`;
  process.stderr.write(`${told}\n`);
}

/** Runs a script with the given flags, after a remark on standard error; resolves with the exit code. */
export async function runSql(sql: string, line: CommandLine, remark?: string): Promise<number> {
  const { flags } = line;
  return inWorkplace({ settings: settingsOf(line), flags }, (place) => {
    if (remark !== undefined) place.terminal.say(hidePasswords(remark.trim()));
    return runScript(sql, place, flags);
  });
}

/** The statements to run; undefined where none are given and somebody sits at the keyboard. */
async function scriptOf({ positionals, flags }: CommandLine): Promise<string | undefined> {
  const [sql, ...more] = positionals;
  if (more.length > 0) {
    throw usage(
      `exec takes one text, found ${positionals.length}`,
      'Put the whole statement in quotes: tributary exec "SELECT …".',
    );
  }
  if (flags.infile !== undefined) {
    if (sql !== undefined) throw usage("exec takes a statement or --infile, not both");
    return readScript(flags.infile);
  }
  if (sql === undefined) return process.stdin.isTTY ? undefined : readScript("-");
  if (sql === "-") return readScript(sql);
  if (sql.trim() === "") throw usage("the statement is empty", 'Write tributary exec "SELECT …".');
  return sql;
}

async function readScript(path: string): Promise<string> {
  const isStdin = path === "-" || path === "stdin";
  try {
    const script = await (isStdin ? text(process.stdin) : readFile(path, "utf8"));
    return script.replace(/^\uFEFF/, "");
  } catch (cause) {
    throw usage(`${isStdin ? "standard input" : `the script ${path}`} cannot be read: ${reasonOf(cause)}`);
  }
}

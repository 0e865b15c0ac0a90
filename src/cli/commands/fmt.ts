/** `tributary fmt`: scripts in one layout; remarks of the lint rules with --lint. */
import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { positionAt } from "../../common/span.ts";
import { toEngineError, reasonOf } from "../../common/error.ts";
import { formatError } from "../../output/errors.ts";
import { format } from "../../sql/format/format.ts";
import { lint } from "../../sql/lint/lint.ts";
import type { FlagValues } from "../flags.ts";
import { standardStream } from "../standard-streams.ts";
import type { CommandLine } from "../read-flags.ts";
import { usage } from "../usage.ts";

/** Resolves with 1 where a script has a syntax error, --check found one to format, or --lint has a remark. */
export async function fmt({ positionals, flags }: CommandLine): Promise<number | "help"> {
  const named = [...(flags.infile === undefined ? [] : [flags.infile]), ...positionals];
  if (named.length === 0 && process.stdin.isTTY) return "help";
  const paths = named.length === 0 ? ["-"] : named;
  const ways = [flags.check, flags.write, flags.lint].filter(Boolean);
  if (ways.length > 1) throw usage("fmt takes one of --check, --write and --lint");
  if (flags.write && paths.some(isStdin)) throw usage("standard input cannot be written back", "Name a file.");
  let code = 0;
  for (const path of paths) if (!(await treat(path, flags))) code = 1;
  return code;
}

/** Treats one script; resolves with whether there is nothing to complain about. */
async function treat(path: string, { check, write, lint: isLint }: FlagValues): Promise<boolean> {
  const script = await read(path);
  try {
    if (isLint) return tellRemarks(path, script);
    const formatted = format(script);
    if (check) {
      if (formatted !== script) standardStream("stdout").write(`${path}\n`);
      return formatted === script;
    }
    if (!write) standardStream("stdout").write(formatted);
    else if (formatted !== script) await writeFile(path, formatted);
    return true;
  } catch (error) {
    standardStream("stderr").write(`${path}: ${formatError(toEngineError(error), { colour: false, json: false })}\n`);
    return false;
  }
}

function tellRemarks(path: string, script: string): boolean {
  const remarks = lint(script);
  for (const { code, span, message, mend } of remarks) {
    const { line, column } = positionAt(script, span.start);
    standardStream("stdout").write(`${path}:${line}:${column} ${code}: ${message}. ${mend}\n`);
  }
  return remarks.length === 0;
}

function isStdin(path: string): boolean {
  return path === "-" || path === "stdin";
}

async function read(path: string): Promise<string> {
  try {
    return (await (isStdin(path) ? text(process.stdin) : readFile(path, "utf8"))).replace(/^\uFEFF/, "");
  } catch (cause) {
    throw usage(`${isStdin(path) ? "standard input" : `the script ${path}`} cannot be read: ${reasonOf(cause)}`);
  }
}

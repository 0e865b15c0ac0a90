/** Runs a script on a session and prints what it yields; says what to exit with. */
import { EngineError } from "../common/error.ts";
import { parseScript } from "../sql/parser.ts";
import type { Session } from "../session/session.ts";
import type { FlagValues } from "./flags.ts";
import { interruptedExitCode } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

/** 0; 1 where a statement failed (0 with --exit-zero); 130 where it was interrupted. */
export async function runScript(
  sql: string,
  session: Session,
  terminal: Terminal,
  options: { readonly flags: FlagValues; readonly signal: AbortSignal },
): Promise<number> {
  const { flags, signal } = options;
  let failed = false;
  for (const text of flags["keep-going"] ? statementTexts(sql) : [sql]) {
    try {
      for await (const result of session.execute(text, { signal })) {
        await terminal.output.write(result);
        const message = result.message?.();
        if (message !== undefined) terminal.say(message);
      }
    } catch (error) {
      if (signal.aborted) return interrupted(terminal);
      terminal.fail(error);
      failed = true;
      if (!flags["keep-going"]) break;
    }
  }
  return failed && !flags["exit-zero"] ? 1 : 0;
}

function interrupted(terminal: Terminal): number {
  terminal.say("interrupted");
  return interruptedExitCode;
}

/** The script cut into its statements, so that one that does not bind leaves the next alone. */
function statementTexts(sql: string): string[] {
  try {
    return parseScript(sql).statements.map(({ span }) => sql.slice(span.start, span.end));
  } catch (error) {
    if (error instanceof EngineError) return [sql];
    throw error;
  }
}

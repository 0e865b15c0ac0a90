/** Runs a script on a session and prints what it yields; says what to exit with. */
import { EngineError, toEngineError } from "../common/error.ts";
import { parseScript } from "../sql/parser.ts";
import { openSession, type Session } from "../session/session.ts";
import type { Settings } from "../session/settings.ts";
import { confirmOnTerminal } from "./confirm.ts";
import type { FlagValues } from "./flags.ts";
import { type Interruption, listenForInterrupt } from "./interrupt.ts";
import { type Log, logTopics } from "./log.ts";
import { parametersOf } from "./parameters.ts";
import { type RunTelemetry, telemetryOf } from "./telemetry.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/** What scripts run on and print to. */
export interface Workplace {
  readonly session: Session;
  readonly terminal: Terminal;
  readonly interruption: Interruption;
  readonly telemetry: RunTelemetry | undefined;
}

export interface WorkplaceOptions {
  readonly settings: Settings;
  readonly flags: FlagValues;
  /** Of boxes where the output is no screen. */
  readonly width?: number;
}

/** Opens session and terminal, does the work, and leaves the output complete; resolves with the exit code. */
export async function inWorkplace(
  { settings, flags, width }: WorkplaceOptions,
  work: (place: Workplace) => Promise<number>,
): Promise<number> {
  const interruption = listenForInterrupt();
  const terminal = openTerminal(flags, { signal: interruption.signal, width, log: await logOf(flags) });
  const confirm = confirmOnTerminal(flags, { signal: interruption.signal, hide: terminal.hide });
  const telemetry = await telemetryOf(settings, flags, terminal.trace);
  const session = openSession({ ...settings, confirm }, (event) => {
    interruption.onEvent(event);
    terminal.onEvent(event);
    telemetry?.onEvent(event);
  });
  try {
    const code = await work({ session, terminal, interruption, telemetry });
    await terminal.end();
    return code;
  } finally {
    interruption.end();
    await session.close();
    await telemetry?.end(interruption.signal.aborted);
  }
}

/** Undefined where it is the one for people. */
async function logOf(flags: FlagValues): Promise<Log | undefined> {
  return flags["log.format"] === "json" ? (await import("./json-log.ts")).openJsonLog(logTopics(flags)) : undefined;
}

/** 0; 1 where a statement failed, 3 where only a source did (0 with --exit-zero); 130 where it was interrupted. */
export async function runScript(sql: string, place: Workplace, flags: FlagValues): Promise<number> {
  const { session, terminal, interruption, telemetry } = place;
  const { signal } = interruption;
  const parameters = parametersOf(flags.param);
  let failed = false;
  let incomplete = false;
  for (const text of flags["keep-going"] ? statementTexts(sql) : [sql]) {
    try {
      for await (const result of session.execute(text, { signal, parameters })) {
        await terminal.output.write(result);
        incomplete ||= result.warnings.some(({ condition }) => condition === "source_failed");
        const message = result.message?.();
        if (message !== undefined) terminal.say(message);
        if (terminal.closed()) break;
      }
    } catch (error) {
      if (signal.aborted) {
        terminal.say("interrupted");
        return interruption.exitCode();
      }
      terminal.fail(error);
      telemetry?.failed(toEngineError(error));
      failed = true;
      if (!flags["keep-going"]) break;
    }
    if (terminal.closed()) break;
  }
  if (flags["exit-zero"]) return 0;
  return failed ? 1 : incomplete ? 3 : 0;
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

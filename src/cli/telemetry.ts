/** Telemetry of a run of the command, where the environment asks for it; else nothing of it is loaded. */
import type { Settings } from "../session/settings.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { isTelemetryWanted } from "../telemetry/wanted.ts";
import type { FlagValues } from "./flags.ts";

/** How long the end of the command waits for a collector, and where it was interrupted. */
const patienceMilliseconds = { usual: 3_000, interrupted: 500 } as const;

export interface RunTelemetry extends Pick<Telemetry, "onEvent" | "failed"> {
  /** Sends what is left, within a bound. */
  readonly end: (interrupted: boolean) => Promise<void>;
}

/** Undefined where none is asked for, or nothing may be sent. `say` receives what went wrong. */
export async function telemetryOf(
  { environment, version }: Pick<Settings, "environment" | "version">,
  flags: FlagValues,
  say: (text: string) => void,
): Promise<RunTelemetry | undefined> {
  if (!isTelemetryWanted(environment) || ("offline" in flags && flags.offline === true)) return undefined;
  const { openTelemetry } = await import("../telemetry/telemetry.ts");
  const literals = flags["telemetry.sql"] === "full";
  const { onEvent, failed, end } = openTelemetry({ environment, version, literals, onProblem: say });
  const { usual, interrupted } = patienceMilliseconds;
  return { onEvent, failed, end: (wasInterrupted) => end(wasInterrupted ? interrupted : usual) };
}

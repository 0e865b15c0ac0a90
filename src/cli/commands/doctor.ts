/** `tributary doctor`: looks at this installation and says what is wrong with it, and how to mend it. */
import { counted } from "../../common/counted.ts";
import type { Batch, Column } from "../../common/value.ts";
import type { Settings } from "../../session/settings.ts";
import { examine } from "../doctor/examine.ts";
import type { Finding } from "../doctor/finding.ts";
import { statOf } from "../doctor/permissions.ts";
import { checkState } from "../doctor/state.ts";
import { type CommandLine, readCommandLine } from "../read-flags.ts";
import { inWorkplace, type Workplace } from "../run-script.ts";
import { settingsOf } from "../settings.ts";
import { usage } from "../usage.ts";

const columns: readonly Column[] = ["check", "status", "detail", "remedy"].map((name) => ({ name, type: "text" }));

/** 0; 1 where a check found a failure; 130 where it was interrupted. */
export async function doctor(line: CommandLine): Promise<number> {
  if (line.positionals.length > 0) throw usage("doctor takes no name: it looks at everything");
  const { settings, unread } = readable(line);
  const { store } = settings;
  // A store that is not there, or is no good, is told of, and neither made nor in the way of the rest.
  const isSound = checkState(store).every(({ status }) => status !== "failure");
  const used: Settings = { ...settings, retries: 0, store: isSound ? existing(store) : undefined };
  return inWorkplace({ settings: used, flags: line.flags }, (place) =>
    told(place, examine({ line, settings: used, ...place, signal: place.interruption.signal }, { unread, store })),
  );
}

interface Readable {
  readonly settings: Settings;
  readonly unread: unknown;
}

/** The settings; where they cannot be obeyed those of a bare command line, so that the rest is looked at all the same. */
function readable(line: CommandLine): Readable {
  try {
    return { settings: settingsOf(line), unread: line.unread };
  } catch (error) {
    const bare = readCommandLine(["doctor"], {}, { withoutConfigFile: true }).flags;
    const { approot, offline, store } = line.flags;
    return { settings: settingsOf({ ...line, flags: { ...bare, approot, offline, store } }), unread: error };
  }
}

function existing(path: string | undefined): string | undefined {
  return path === undefined || statOf(path) === undefined ? undefined : path;
}

async function told(
  { terminal, interruption }: Workplace,
  findings: AsyncIterable<readonly Finding[]>,
): Promise<number> {
  const seen = { failures: 0, warnings: 0 };
  try {
    await terminal.output.write({ columns, warnings: [], batches: rowsOf(findings, seen) });
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode();
    throw error;
  }
  const { failures, warnings } = seen;
  if (failures + warnings > 0) terminal.say(`${counted(failures, "failure")}, ${counted(warnings, "warning")}`);
  return failures > 0 ? 1 : 0;
}

async function* rowsOf(
  findings: AsyncIterable<readonly Finding[]>,
  seen: { failures: number; warnings: number },
): AsyncIterable<Batch> {
  for await (const some of findings) {
    seen.failures += some.filter(({ status }) => status === "failure").length;
    seen.warnings += some.filter(({ status }) => status === "warning").length;
    yield some.map(({ check, status, detail, remedy }) => [check, status, detail, remedy ?? ""]);
  }
}

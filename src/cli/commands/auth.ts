/** `tributary auth check [NAME]`: the statement of the same name, with an exit code that scripts can rely on. */
import type { ResultSet } from "../../common/result.ts";
import type { Batch } from "../../common/value.ts";
import { quoteName } from "../../sql/standard-dialect.ts";
import type { CommandLine } from "../read-flags.ts";
import { inWorkplace, type Workplace } from "../run-script.ts";
import { settingsOf } from "../settings.ts";
import { usage } from "../usage.ts";

export async function auth(line: CommandLine): Promise<number | "help"> {
  const [action, name, ...more] = line.positionals;
  if (more.length > 0) throw usage("auth takes the name of one connection or provider");
  switch (action) {
    case undefined:
      return "help";
    case "check":
      return check(line, name === undefined ? "AUTH CHECK" : `AUTH CHECK ${quoteName(name)}`);
    case "login":
    case "revoke":
      // What a login of the session changes would end with this command.
      throw usage(`auth ${action} has no effect: Tributary signs in nowhere and keeps no credentials`, signIn);
    default:
      throw usage(`auth cannot ${action}`, "It can check.");
  }
}

const signIn =
  "Sign in with the provider's own command line (gcloud auth login, az login, aws sso login, gh auth login), which is " +
  "then used; or set variables. tributary auth check says which are looked for.";

/** What leaves queries without credentials; `unset` is a provider that nobody said is used. */
const faults: ReadonlySet<unknown> = new Set(["missing", "expired", "refused", "failed"]);

/** 0; 1 where the credentials of what is used are missing or no good. */
function check(line: CommandLine, sql: string): Promise<number> {
  const { flags } = line;
  return inWorkplace({ settings: settingsOf(line), flags }, (place) => checked(sql, place));
}

async function checked(sql: string, { session, terminal, interruption }: Workplace): Promise<number> {
  let isFaulty = false;
  const { signal } = interruption;
  try {
    for await (const result of session.execute(sql, { signal })) {
      const { pieces: _asText, ...rows } = result;
      const place = result.columns.findIndex(({ name }) => name === "status");
      const seen = (batch: Batch) => (isFaulty ||= batch.some((row) => faults.has(row[place])));
      await terminal.output.write({ ...rows, batches: watched(result, seen) });
    }
  } catch (error) {
    if (signal.aborted) return interruption.exitCode();
    terminal.fail(error);
    return 1;
  }
  return isFaulty ? 1 : 0;
}

async function* watched({ batches }: ResultSet, see: (batch: Batch) => void): AsyncIterable<Batch> {
  for await (const batch of batches) {
    see(batch);
    yield batch;
  }
}

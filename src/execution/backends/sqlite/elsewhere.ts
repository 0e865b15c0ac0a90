/** Runs a query in a process of its own, on a copy of the statement's database, and ends it when it is wanted no more. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../../common/error.ts";
import type { SqliteCell } from "./driver.ts";
import type { Answer, Failure, More, Task } from "./query-process.ts";

/** What the process needs to know of its surroundings; it has no business with secrets. */
const passedVariables = ["PATH", "TZ", "LANG", "TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR", "SystemRoot"];

export interface Elsewhere {
  /** The program: see `query-program.ts`. */
  readonly program: string;
  readonly task: Task;
  readonly signal: AbortSignal;
}

/** Yields the rows of a query as cells. Throws what the query throws, and the signal's reason once that aborts. */
export async function* rowsFrom({
  program,
  task,
  signal,
}: Elsewhere): AsyncIterable<readonly (readonly SqliteCell[])[]> {
  signal.throwIfAborted();
  const child = fork(program, [], {
    serialization: "advanced",
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: Object.fromEntries(passedVariables.flatMap((name) => variable(name))),
  });
  const stop = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", stop, { once: true });
  process.once("exit", stop);
  try {
    for (let question: Task | More = task; ; question = "more") {
      const answer = await answerOf(child, question, signal);
      if ("failure" in answer) throw errorOf(answer.failure);
      yield answer.rows;
      if (answer.isLast) return;
    }
  } finally {
    stop();
    process.off("exit", stop);
    signal.removeEventListener("abort", stop);
  }
}

function variable(name: string): [string, string][] {
  const value = process.env[name];
  return value === undefined ? [] : [[name, value]];
}

function answerOf(child: ChildProcess, question: Task | More, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => (): void => {
      child.off("message", answered).off("exit", exited).off("error", failed);
      settle();
    };
    const answered = (answer: Answer): void => end(() => resolve(answer))();
    const failed = (error: Error): void => end(() => reject(error))();
    const exited = (code: number | null, name: string | null): void =>
      end(() => reject(signal.aborted ? reasonOf(signal) : ended(code, name)))();
    if (child.exitCode !== null || child.signalCode !== null) {
      exited(child.exitCode, child.signalCode);
      return;
    }
    child.on("message", answered).on("exit", exited).on("error", failed);
    // A process that is about to go says by its exit why.
    child.send(question, () => undefined);
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException("aborted", "AbortError");
}

/** Ctrl-C in a terminal goes to all its processes, so that this one may end first. */
function ended(code: number | null, signal: string | null): EngineError {
  const isCancelled = signal === "SIGINT" || signal === "SIGTERM";
  return new EngineError({
    condition: isCancelled ? "query_canceled" : "data_exception",
    stage: "execute",
    message: isCancelled
      ? "the statement was cancelled"
      : `the process of the local query ended with ${signal ?? `exit code ${code}`}`,
    ...(isCancelled ? {} : { hint: "Such queries may need more memory than there is; narrow the query." }),
  });
}

function errorOf({ message, condition, hint }: Failure): Error {
  return condition === undefined ? new Error(message) : new EngineError({ condition, stage: "execute", message, hint });
}

/** A folder for a copy of the statement's database, and how to remove it; it goes with the process at the latest. */
export function copyFolder(): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "tributary-query-"));
  const remove = (): void => {
    process.off("exit", remove);
    // A process that has just been killed may hold its files for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  };
  process.once("exit", remove);
  return { file: join(folder, "staged.db"), remove };
}

/**
 * A process for one query. The drivers cannot interrupt a query, but a process can be killed at any time. The parent
 * asks for batches one by one; each question is answered by one.
 */
import { Worker } from "node:worker_threads";
import { EngineError, type ErrorCondition, reasonOf } from "../../../common/error.ts";
import { type Database, openTemporaryDatabase, type SqliteCell, type Statement } from "./driver.ts";
import { registerFunctions } from "./functions/functions.ts";
import { registerExact } from "./long-json.ts";

/** The first question: what to run on which files, each under its schema. */
export interface Task {
  readonly sql: string;
  readonly attached: readonly { readonly schema: string; readonly path: string }[];
}

/** Every further question. */
export type More = "more";

/** Rows of cells; what went wrong; or the end. */
export type Answer =
  | { readonly rows: readonly (readonly SqliteCell[])[]; readonly isLast: boolean }
  | { readonly failure: Failure };

export interface Failure {
  readonly message: string;
  /** Present where one of the functions has failed. */
  readonly condition?: ErrorCondition;
  readonly hint?: string | undefined;
}

const rowsPerAnswer = 1000;
/** A slow query shows what it has after this long. */
const patienceMilliseconds = 100;

/** Answers the parent until it goes away. */
export function serveQuery(): void {
  let query: RunningQuery | undefined;
  process.on("message", (question: Task | More) => {
    try {
      query ??= question === "more" ? undefined : start(question);
      const answer: Answer = query === undefined ? { rows: [], isLast: true } : nextAnswer(query.rows);
      process.send?.(answer);
    } catch (error) {
      process.send?.({ failure: failureOf(error) } satisfies Answer);
    }
  });
  process.on("disconnect", () => process.exit());
  endWithParent();
}

/** A driver frees what nobody refers to, although its rows are still read. */
interface RunningQuery {
  readonly database: Database;
  readonly statement: Statement;
  readonly rows: Iterator<SqliteCell[]>;
}

function start({ sql, attached }: Task): RunningQuery {
  const database = openTemporaryDatabase();
  database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;");
  registerFunctions(database);
  registerExact(database);
  for (const { schema, path } of attached) database.prepare(`ATTACH ? AS ${schema}`).run(path);
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  return { database, statement, rows: statement.iterate()[Symbol.iterator]() };
}

function nextAnswer(rows: Iterator<SqliteCell[]>): Answer {
  const found: SqliteCell[][] = [];
  const end = performance.now() + patienceMilliseconds;
  while (found.length < rowsPerAnswer && (found.length === 0 || performance.now() < end)) {
    const { value, done } = rows.next();
    if (done === true) return { rows: found, isLast: true };
    found.push(value);
  }
  return { rows: found, isLast: false };
}

function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) {
    const { message, condition, hint } = error;
    return { message, condition, hint };
  }
  return { message: reasonOf(error) };
}

/** A query that runs sees no event: a thread beside it looks whether the parent is still there. */
function endWithParent(): void {
  const watch = `const parent = process.ppid;
    setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 1000);`;
  new Worker(watch, { eval: true }).unref();
}

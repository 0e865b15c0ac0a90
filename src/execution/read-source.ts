/** Reads a relation that another database holds: its SQL asks for the columns of the scan and what narrows it. */
import type { TableRead, TableSource, TableTerm } from "../catalog/table-source.ts";
import type { Batch, Value } from "../common/value.ts";
import { relationName, type Scan } from "../planner/scan.ts";
import type { Arguments } from "./arguments.ts";
import { blockingBatches } from "./blocking.ts";
import type { Run } from "./run.ts";
import { isOfSource, sourceFailed } from "./source-failure.ts";

/** Yields rows with a cell for each column of the scan, as the database has it. `sets` are the values that other scans yield, where it waits for them. */
export async function* readSource(
  scan: Scan,
  source: TableSource,
  sets: readonly Arguments[],
  run: Run,
): AsyncIterable<Batch> {
  const key = keyOf(scan);
  if (key !== undefined && sets.length === 0) return;
  const values = key === undefined ? [] : sets.map((set) => set.get(key) ?? null);
  const read = readOf(scan, key === undefined ? [] : acceptedKeys(source, key, values));
  run.onEvent({ kind: "query-sent", relation: relationName(scan.access), sql: source.sql(read) });
  try {
    const batches = source.read(read, run.signal);
    yield* rowsOf(scan, source.holdsThread ? blockingBatches(run, batches) : batches, run);
  } catch (error) {
    if (run.guards?.onError !== "warn" || !isOfSource(error) || run.signal.aborted) throw error;
    run.warn(sourceFailed(scan.access, new Map(), error));
  }
}

async function* rowsOf(scan: Scan, batches: AsyncIterable<Batch>, run: Run): AsyncIterable<Batch> {
  const page = { kind: "page-read", relation: relationName(scan.access), scan: scan.id } as const;
  for await (const rows of batches) {
    run.signal.throwIfAborted();
    run.onEvent({ ...page, rows: rows.length });
    yield rows;
  }
}

/** The SQL of a scan for people: values that other scans yield are not known yet. */
export function sourceSql(scan: Scan, source: TableSource): string {
  const key = keyOf(scan);
  return source.sql(readOf(scan, key === undefined ? [] : [{ column: key, operator: "in", values: [] }]));
}

/** The column whose values other scans yield. */
function keyOf({ sources }: Scan): string | undefined {
  const [source] = sources;
  return source?.kind === "query" ? source.parameters[0] : undefined;
}

/** Values that the database would compare otherwise, or too many: then all rows are read, and joined here. */
function acceptedKeys(source: TableSource, column: string, values: readonly Value[]): TableTerm[] {
  const term: TableTerm = { column, operator: "in", values };
  return source.accepts(term) ? [term] : [];
}

function readOf({ columns, terms = [], limit }: Scan, keys: readonly TableTerm[]): TableRead {
  return { columns: columns.map(({ label }) => label), terms: [...terms, ...keys], limit };
}

/** The records of a file, whatever its format: names and cells, with the line where each stands. */
import type { FileRequest } from "../../planner/binder/files.ts";
import type { Value } from "../../common/value.ts";

/** One record. Cells of CSV are text, of JSON values of their own types. */
export interface FileRecord {
  /** Where it stands, for errors: `line 3`, `element 2`. */
  readonly place: string;
  readonly names: readonly string[];
  readonly cells: readonly Value[];
}

/** Reads the records of one file, in batches. */
export type RecordReader = (path: string, request: FileRequest) => AsyncIterable<readonly FileRecord[]>;

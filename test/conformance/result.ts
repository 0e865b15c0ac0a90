/** What runner and workers tell each other. */

export interface WorkerOptions {
  /** The library under test. */
  readonly library: string;
  /** Folder of the documents of all providers. */
  readonly documents: string;
  /** Folder of the compiled providers. */
  readonly catalog: string;
  readonly oracleProgram: string | undefined;
  /** The share of cases that are tried, chosen by the seed. */
  readonly sample: number;
  readonly seed: number;
  readonly kinds: readonly string[] | undefined;
  /** A part of the id of the methods that are tried. */
  readonly only: string | undefined;
  /** What the ids of those that are tried begin with, in whole names; all where there are none. */
  readonly named: readonly string[];
  /** Whether failures tell what was sent and answered. */
  readonly traces: boolean;
}

export interface Task {
  readonly provider: string;
  /** `<directory>/<version>` within the documents. */
  readonly folder: string;
  readonly service: string;
  readonly bytes: number;
}

export interface Result {
  readonly id: string;
  readonly kind: string;
  readonly sql: string;
  /** A class before the first colon; none where the case passes. */
  readonly problems: readonly string[];
  /** Whether rows were compared; `untold`: no oracle can tell them. */
  readonly rows: "compared" | "untold" | "none";
  /** What was sent, and the pages that there are. */
  readonly trace?: readonly string[];
}

/** A number from 0 to below 1 that a text always has: FNV-1a. */
export function fraction(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619) >>> 0;
  return (Math.imul(hash ^ (hash >>> 15), 2_246_822_519) >>> 0) / 2 ** 32;
}

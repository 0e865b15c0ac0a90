/** Results as counts: what the test and its report need, without the thousands that pass. */
import { classFor, classOf, grouped, providerOf } from "./report.ts";
import type { Result } from "./result.ts";
import { tableOf } from "./table.ts";

export interface Summary {
  readonly tried: number;
  readonly passed: number;
  /** By provider and kind of statement. */
  readonly counts: readonly (readonly [provider: string, kind: string, passed: number, tried: number])[];
  /** Failures by provider and class. */
  readonly failures: readonly (readonly [provider: string, kind: string, count: number])[];
  /** Of failures in no class of the closed list, the first ones. */
  readonly unexplained: readonly Result[];
  readonly unexplainedCount: number;
  /** What `report.md` must say, where all was tried. */
  readonly table: string;
}

const shownAtMost = 40;

export function summaryOf(results: readonly Result[]): Summary {
  const failed = results.filter(({ problems }) => problems.length > 0);
  const unexplained = failed.filter((one) => classFor(one) === undefined);
  const split = (key: string): readonly [string, string] => {
    const [provider = "", ...rest] = key.split(" ");
    return [provider, rest.join(" ")];
  };
  const byKind = [...grouped(results, (one) => `${providerOf(one)} ${one.kind}`)];
  const byClass = [...grouped(failed, (one) => `${providerOf(one)} ${classOf(one)}`)];
  return {
    tried: results.length,
    passed: results.length - failed.length,
    counts: byKind.map(
      ([key, group]) =>
        [...split(key), group.filter(({ problems }) => problems.length === 0).length, group.length] as const,
    ),
    failures: byClass.map(([key, group]) => [...split(key), group.length] as const),
    unexplained: unexplained.slice(0, shownAtMost),
    unexplainedCount: unexplained.length,
    table: tableOf(results),
  };
}

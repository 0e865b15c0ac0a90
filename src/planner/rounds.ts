/** The order of scans: each comes after those that its arguments need. */
import { invariant } from "../common/error.ts";
import { scanDependencies, type Scan } from "./scan.ts";

/** Each round holds the scans whose arguments come from earlier rounds only, in the order they were written. */
export function roundsOf(scans: readonly Scan[]): Scan[][] {
  const rounds: Scan[][] = [];
  const placed = new Set<string>();
  let waiting = [...scans];
  while (waiting.length > 0) {
    const ready = waiting.filter((scan) => scanDependencies(scan).every((id) => placed.has(id)));
    invariant(ready.length > 0, "the arguments of scans depend on each other in a circle");
    rounds.push(ready);
    for (const scan of ready) placed.add(scan.id);
    waiting = waiting.filter((scan) => !placed.has(scan.id));
  }
  return rounds;
}

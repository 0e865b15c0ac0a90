/** What results come to: counts by provider and class, and examples. */
import { failureClasses, type FailureClass } from "./classes.ts";
import type { Result } from "./result.ts";

/** The class of a failure: what stands before its first colon. */
export function classOf({ problems: [first = ""] }: Result): string {
  return first.slice(0, first.indexOf(":"));
}

/** The class of the closed list that a failure belongs to. */
export function classFor(result: Result): FailureClass | undefined {
  const text = `${result.id} ${result.problems[0] ?? ""}`;
  return failureClasses.find(({ kind, of }) => kind === classOf(result) && of?.test(text) !== false);
}

export function providerOf({ id }: Result): string {
  return id.slice(0, id.indexOf("."));
}

/** Groups by a key, in the order of the first of each. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** A report to read: a line for each provider and kind, then each class of failures with examples. */
export function told(results: readonly Result[], examples: number): string {
  const failed = results.filter(({ problems }) => problems.length > 0);
  const lines = [...grouped(results, (one) => `${providerOf(one)} ${one.kind}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => {
      const passed = group.filter(({ problems }) => problems.length === 0).length;
      const untold = group.filter(({ rows }) => rows === "untold").length;
      return `${key}: ${passed}/${group.length}${untold > 0 ? `, ${untold} without oracle` : ""}`;
    });
  const classes = [...grouped(failed, (one) => `${providerOf(one)} ${classOf(one)}`)].sort(
    ([, a], [, b]) => b.length - a.length,
  );
  const shown = classes.map(([key, group]) => {
    const some = group
      .slice(0, examples)
      .map(
        ({ id, kind, sql, problems, trace = [] }) =>
          `    ${id} (${kind})\n      ${problems.join("\n      ").slice(0, 700)}\n      ${[sql.slice(0, 400), ...trace].join("\n      ")}`,
      );
    return [`${key}: ${group.length}`, ...some].join("\n");
  });
  const untold = results.filter(({ rows, trace }) => rows === "untold" && trace !== undefined);
  const alone = untold.map(({ id, kind }) => `without oracle: ${id} (${kind})`);
  return [...lines, "", ...shown, ...alone, `${results.length - failed.length} of ${results.length} pass`].join("\n");
}

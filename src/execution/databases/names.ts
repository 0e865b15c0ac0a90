/** Names of databases, which may differ in case alone, by names of SQL, which may not. */

/** What has the name exactly, else the only one that has it but for case. */
export function nearestOf<T>(items: readonly T[], wanted: string, nameOf: (item: T) => string): T | undefined {
  const exact = items.find((item) => nameOf(item) === wanted);
  if (exact !== undefined) return exact;
  const [alike, ...others] = items.filter((item) => nameOf(item).toLowerCase() === wanted.toLowerCase());
  return others.length === 0 ? alike : undefined;
}

/** Names made unique without regard to case: `a`, `A#2`. */
export function uniqueColumns(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let candidate = name;
    for (let copy = 2; taken.has(candidate.toLowerCase()); copy++) candidate = `${name}#${copy}`;
    taken.add(candidate.toLowerCase());
    return candidate;
  });
}

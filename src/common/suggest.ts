/** Damerau-Levenshtein distance (adjacent transpositions count one), case-insensitive, cut off above `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? limit + 1;
}

/** The known names nearest to a misspelt one, best first, at most three; [] where none is near. */
export function nearestNames(wrong: string, known: Iterable<string>): string[] {
  const target = wrong.toLowerCase();
  const limit = Math.max(1, Math.floor(target.length * 0.4));
  const scored: { name: string; distance: number }[] = [];
  for (const name of new Set(known)) {
    const candidate = name.toLowerCase();
    const contained = target.length > 2 && (candidate.includes(target) || target.includes(candidate));
    const distance = contained ? limit * 0.5 : editDistance(target, candidate, limit);
    if (distance <= limit) scored.push({ name, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return scored.slice(0, 3).map((entry) => entry.name);
}

/** "did you mean x, y or z?", or a list of what exists, or undefined where nothing exists. */
export function didYouMean(wrong: string, known: readonly string[]): string | undefined {
  const near = nearestNames(wrong, known);
  if (near.length > 0) return `Did you mean ${orList(near)}?`;
  if (known.length === 0) return undefined;
  const shown = known.slice(0, 20);
  const rest = known.length - shown.length;
  return `Known: ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}

function orList(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

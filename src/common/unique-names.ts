/** Names of columns where each must be another: keys of objects, headers of files. */

/**
 * The names, made different from each other: a later duplicate gets `_2`, `_3` and so on, passing over names that
 * other columns have. With `anyCase`, names that differ in case alone are duplicates too, as SQL compares names.
 */
export function uniqueNames(names: readonly string[], { anyCase = false } = {}): string[] {
  const keyOf = (name: string): string => (anyCase ? name.toLowerCase() : name);
  const taken = new Set(names.map(keyOf));
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; seen.has(keyOf(unique)) || (unique !== name && taken.has(keyOf(unique))); count++) {
      unique = `${name}_${count}`;
    }
    seen.add(keyOf(unique));
    return unique;
  });
}

/** Versions of providers: `v26.08.00001`, `v0.1.2`, `v1`; compared as semantic versions, leading zeros allowed. */

const pattern = /^v?(\d{1,9}(?:\.\d{1,9}){0,3})(?:-([0-9A-Za-z.-]+))?$/;

/** True for a version that may be asked for and that may name a folder. */
export function isVersion(text: string): boolean {
  return text.length <= 64 && pattern.test(text);
}

/** Negative where `a` is older, positive where it is newer. A pre-release is older than its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < 4; index++) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.label === right.label) return 0;
  if (left.label === undefined) return 1;
  if (right.label === undefined) return -1;
  return left.label < right.label ? -1 : 1;
}

function partsOf(version: string): { readonly numbers: readonly number[]; readonly label: string | undefined } {
  const match = pattern.exec(version);
  return { numbers: (match?.[1] ?? "").split(".").map(Number), label: match?.[2] };
}

/** The newest of some versions; what is no version is passed over; undefined where none is left. */
export function highestVersion(versions: Iterable<string>): string | undefined {
  return [...versions].filter(isVersion).sort(compareVersions).at(-1);
}

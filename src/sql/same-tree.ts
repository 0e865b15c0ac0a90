/** Whether two texts were read as the same. */

/** True where two trees say the same, wherever in their texts they say it. Deep trees take no stack. */
export function isSameTree(one: unknown, other: unknown): boolean {
  const pairs: (readonly [unknown, unknown])[] = [[one, other]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair;
    if (Object.is(left, right)) continue;
    if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right)) return false;
    const keys = keysOf(left);
    if (keys.length !== keysOf(right).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(right, key)) return false;
      pairs.push([left[key], right[key]]);
    }
  }
  return true;
}

type Container = { readonly [key: string]: unknown };

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

/** What says something: only numbers are printed as they were written. */
function keysOf(container: Container): readonly string[] {
  const isNumber = container["type"] === "number";
  return Object.keys(container).filter((key) => key !== "span" && (key !== "raw" || isNumber));
}

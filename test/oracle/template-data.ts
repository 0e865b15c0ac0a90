/** Data that reach into the branches of templates. */

const deepest = 4;

/** Random JSON whose keys are those that a template asks for, so that its branches are taken. */
export function dataFor(body: string, random: () => number): unknown {
  const keys = [
    ...new Set([...body.matchAll(/"([A-Za-z_][\w]*)"|[ (]\.([A-Za-z_]\w*)/g)].map(([, a, b]) => a ?? b ?? "")),
  ];
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const scalars = ["", "a", "b c", "line", 0, 1, 42, 2.5, true, false, null];
  const value = (depth: number): unknown => {
    const kind = random();
    if (depth === 0 || kind < 0.3) return pick(scalars);
    if (kind < 0.55) return Array.from({ length: Math.floor(random() * 3) }, () => value(depth - 1));
    return object(depth - 1);
  };
  const object = (depth: number): unknown => {
    // Keys of keys multiply: further down a few must do.
    const share = depth === deepest ? 0.7 : Math.min(0.7, 4 / keys.length);
    const chosen = keys.filter(() => random() < share);
    return Object.fromEntries([...chosen.map((key) => [key, value(depth)] as const), ["other", value(0)]]);
  };
  return random() < 0.85 ? object(deepest) : value(3);
}

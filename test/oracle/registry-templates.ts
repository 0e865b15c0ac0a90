/** The templates of all providers, and data that reach into their branches. */
import { methodsIn } from "../reference/methods.ts";

export interface RegistryTemplate {
  /** The first method that has it. */
  readonly method: string;
  readonly type: string;
  readonly body: string;
}

/** Each distinct template of the compiled providers in a folder, once. */
export async function templatesIn(userDirectory: string): Promise<readonly RegistryTemplate[]> {
  const found = new Map<string, RegistryTemplate>();
  for await (const { id, request, response } of methodsIn(userDirectory)) {
    for (const transform of [request.transform, response.transform]) {
      if (transform === undefined || transform.body === "") continue;
      const key = `${transform === request.transform} ${transform.type} ${transform.body}`;
      if (!found.has(key)) found.set(key, { method: id, ...transform });
    }
  }
  return [...found.values()];
}

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

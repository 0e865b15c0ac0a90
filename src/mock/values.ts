// Plain JSON values as the mock handles them: what JSON.parse yields, read by key and by path.

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object below `key`, or undefined where there is none. */
export function objectAt(value: unknown, key: string): JsonObject | undefined {
  const inner = isObject(value) ? value[key] : undefined;
  return isObject(inner) ? inner : undefined;
}

/** The text below `key`, or undefined where there is none. */
export function textAt(value: unknown, key: string): string | undefined {
  const inner = isObject(value) ? value[key] : undefined;
  return typeof inner === "string" ? inner : undefined;
}

/** The array below `key`; empty where there is none. */
export function arrayAt(value: unknown, key: string): readonly unknown[] {
  const inner = isObject(value) ? value[key] : undefined;
  return Array.isArray(inner) ? inner : [];
}

/** The value at a dotted path such as `spec.environment.id`; undefined where the path ends early. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** True where everything that `given` says holds in `held` too; `held` may say more. */
export function holds(held: unknown, given: unknown): boolean {
  if (isObject(given)) return isObject(held) && Object.entries(given).every(([key, inner]) => holds(held[key], inner));
  if (!Array.isArray(given)) return Object.is(held, given);
  return (
    Array.isArray(held) && held.length === given.length && given.every((inner, index) => holds(held[index], inner))
  );
}

/** `patch` laid over `held`: objects merge, everything else replaces; a change of `kind` replaces the whole object. */
export function merge(held: unknown, patch: unknown): unknown {
  if (!isObject(held) || !isObject(patch)) return patch;
  if (patch["kind"] !== undefined && held["kind"] !== undefined && patch["kind"] !== held["kind"]) return patch;
  const result: JsonObject = { ...held };
  for (const [key, inner] of Object.entries(patch)) result[key] = merge(held[key], inner);
  return result;
}

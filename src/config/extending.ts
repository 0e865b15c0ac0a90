/** `extends`: a connection is written as what differs from another one. */
import type { JsonValue } from "../common/value.ts";
import { isJsonObject } from "../common/json.ts";
import { didYouMean } from "../common/suggest.ts";
import { below, mistake, objectAt, type Place } from "./reading.ts";

type Written = { readonly [key: string]: JsonValue };

/** Objects that are taken key by key; of all else the nearer one stands alone. */
const merged: ReadonlySet<string> = new Set([
  "variables",
  "parameters",
  "values",
  "network",
  "limits",
  "services",
  "tags",
]);

/**
 * What is written of a connection, with what it extends below it. Throws `configuration_error` where it extends what
 * is not there, or itself.
 */
export function extended(name: string, all: Written, at: Place, nearer: readonly string[] = []): Written {
  const place = below(at, name);
  const written = objectAt(all[name] ?? null, place);
  const { extends: base, ...own } = written;
  if (base === undefined || base === null) return own;
  const key = below(place, "extends");
  if (typeof base !== "string") throw mistake(key, "expected the name of a connection");
  if (!Object.hasOwn(all, base))
    throw mistake(key, `there is no connection ${base}`, didYouMean(base, Object.keys(all)));
  const chain = [...nearer, name];
  if (chain.includes(base)) throw mistake(key, `the connection extends itself: ${[...chain, base].join(" → ")}`);
  return over(own, extended(base, all, at, chain));
}

function over(own: Written, base: Written): Written {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(own)])];
  return Object.fromEntries(keys.map((key) => [key, both(key, own[key], base[key])]));
}

function both(key: string, own: JsonValue | undefined, base: JsonValue | undefined): JsonValue {
  if (own === undefined) return base ?? null;
  return merged.has(key) && isJsonObject(own) && isJsonObject(base) ? { ...base, ...own } : own;
}

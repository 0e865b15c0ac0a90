/** A connection that a statement makes: it may extend another such one, or one that was declared elsewhere. */
import { didYouMean } from "../common/suggest.ts";
import type { JsonValue } from "../common/value.ts";
import type { Connection } from "../connector/connection.ts";
import { connectionOf, type Origin } from "./declarations.ts";
import { below, mistake, objectAt, type Place } from "./reading.ts";

/** What may be extended: what statements wrote, by name, and what is read already. */
export interface Extensible {
  readonly written: { readonly [name: string]: JsonValue };
  readonly fixed: readonly Connection[];
}

/** Throws `configuration_error` as `connectionOf` does, and where it extends what is not there, or itself. */
export function createdOf(
  name: string,
  all: Extensible,
  place: { readonly at: Place; readonly origin: Origin },
  nearer: readonly string[] = [],
): Connection {
  const { extends: base, ...written } = objectAt(all.written[name] ?? null, place.at);
  const own = connectionOf(name, written, place);
  if (base === undefined || base === null) return own;
  const key = below(place.at, "extends");
  if (typeof base !== "string") throw mistake(key, "expected the name of a connection");
  const chain = [...nearer, name];
  if (chain.includes(base)) throw mistake(key, `the connection extends itself: ${[...chain, base].join(" → ")}`);
  if (Object.hasOwn(all.written, base)) return over(own, createdOf(base, all, place, chain), written);
  const fixed = all.fixed.find((one) => one.name === base);
  if (fixed !== undefined) return over(own, fixed, written);
  const known = [...Object.keys(all.written), ...all.fixed.map((one) => one.name)].filter((one) => one !== name);
  throw mistake(key, `there is no connection ${base}`, didYouMean(base, known));
}

/** As `extended` does with what is written: maps are taken key by key, of all else the nearer one stands alone. */
function over(own: Connection, base: Connection, written: { readonly [key: string]: JsonValue }): Connection {
  const lookups = { ...without(base.lookups ?? {}, own.values), ...own.lookups };
  const { lookups: _, ...plain } = own;
  return {
    ...plain,
    auth: "auth" in written ? own.auth : base.auth,
    variables: { ...base.variables, ...own.variables },
    parameters: { ...base.parameters, ...own.parameters },
    values: { ...without(base.values, own.lookups ?? {}), ...own.values },
    ...(Object.keys(lookups).length > 0 && { lookups }),
    endpoint: own.endpoint ?? base.endpoint,
    network: { ...base.network, ...given(own.network) },
    limits: { ...base.limits, ...given(own.limits) },
    onError: own.onError ?? base.onError,
    ignore: "ignore" in written ? own.ignore : base.ignore,
    tags: { ...base.tags, ...own.tags },
  };
}

function without<T>(map: { readonly [key: string]: T }, keys: object): { readonly [key: string]: T } {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !Object.hasOwn(keys, key)));
}

/** What is said, since what is absent is written as undefined. */
function given<T extends object>(record: T): Partial<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Placeholders within hosts: EXPLAIN shows `{e.region}` there, too, though no host may hold braces. */
import type { Method } from "../../catalog/model.ts";
import type { Value } from "../../common/value.ts";

type Given = readonly [name: string, value: Value];

export interface HostPlaceholders {
  /** Arguments that a request can be built of. */
  standIns(given: readonly Given[]): [string, Value][];
  /** A URL of such arguments, with what they stand for. */
  shown(url: string): string;
}

/** Stand-ins for the server variables of a method. */
export function hostPlaceholders(method: Method): HostPlaceholders {
  const names = new Set(method.parameters.filter((one) => one.in === "server").map(({ name }) => name));
  const isWholeUrl = (name: string): boolean => method.request.servers.some(({ url }) => url.startsWith(`{${name}}`));
  const domainOf = (name: string): string =>
    method.request.servers.flatMap(({ variables }) => variables).find((one) => one.name === name)?.hosts?.[0] ?? "host";
  const texts = new Map<string, string>();
  return {
    standIns: (given) =>
      given.map(([name, value]) => {
        if (!names.has(name)) return [name, value];
        const standIn = `${isWholeUrl(name) ? "https://" : ""}stand-in-${texts.size}.${domainOf(name)}`;
        texts.set(standIn, String(value));
        return [name, standIn];
      }),
    shown: (url) => [...texts].reduce((text, [standIn, value]) => text.replaceAll(standIn, value), url),
  };
}

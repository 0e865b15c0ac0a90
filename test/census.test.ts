/**
 * Every published provider, compiled, has what a census of the documents by other code found in them. Runs where
 * TRIBUTARY_REFERENCE_CATALOG names a folder of compiled providers and TRIBUTARY_REFERENCE_REGISTRY the registry that
 * they came from, beside which the census lies.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { countsOf, tally, type Counts, type ProviderCounts } from "./reference/census.ts";

interface Census {
  readonly providers: { readonly [folder: string]: Counts };
  /** Name, bytes, resources, methods, selectable resources. */
  readonly services: { readonly [folder: string]: readonly (readonly [string, number, number, number, number])[] };
}

const catalog = process.env["TRIBUTARY_REFERENCE_CATALOG"] ?? "";
const registry = process.env["TRIBUTARY_REFERENCE_REGISTRY"] ?? "";
const censusFile = join(registry, "../spec/provider-census.json");
const missing =
  catalog === "" || registry === ""
    ? "TRIBUTARY_REFERENCE_CATALOG or TRIBUTARY_REFERENCE_REGISTRY names no folder"
    : existsSync(censusFile)
      ? undefined
      : `${censusFile} is absent`;

const names = missing === undefined ? readdirSync(catalog).sort() : [];
const census = missing === undefined ? (JSON.parse(readFileSync(censusFile, "utf8")) as Census) : undefined;

/** Counted by whichever test comes first. */
const counted = new Map<string, ProviderCounts>();
async function countsOfAll(): Promise<ReadonlyMap<string, ProviderCounts>> {
  for (const name of names) counted.set(name, counted.get(name) ?? (await countsOf(catalog, name)));
  return counted;
}

/** The census counts by folder. */
const folderOf = (name: string): string => (name === "google" ? "googleapis.com" : name);

/** `provider.count` that differs from the census: what we find, and why that is right. */
const differences: { readonly [place: string]: readonly [ours: number | undefined, reason: string] } = {
  "awscc.zeroColumnSelect": [0, "rows without known properties are one column, value"],
  "cloudflare.zeroColumnSelect": [0, "rows without known properties are one column, value"],
  "digitalocean.zeroColumnSelect": [0, "rows without known properties are one column, value"],
  "github.zeroColumnSelect": [1, "one of the two has rows without known properties; get_member_legacy has no body"],
  "homebrew.verbs.exec": [undefined, "the census writes its zero down"],
};

/** The counts by path, `a.b` for nested ones. */
function flat(counts: object, prefix: string): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(counts) as readonly (readonly [string, unknown])[]) {
    const nested = typeof value === "object" && value !== null;
    if (!nested) found.set(`${prefix}.${key}`, value);
    else for (const [place, count] of flat(value, `${prefix}.${key}`)) found.set(place, count);
  }
  return found;
}

describe.skipIf(missing !== undefined)(`the census of published documents (${missing ?? "present"})`, () => {
  test("all providers of the census are compiled", () => {
    expect(names.map(folderOf).sort()).toEqual(Object.keys(census?.providers ?? {}).sort());
  });

  test("each has the services, resources, methods, verbs, views and selectable resources of the census", async () => {
    const found = new Map<string, unknown>();
    const expected = new Map<string, unknown>();
    for (const [name, { counts }] of await countsOfAll()) {
      const wanted = census?.providers[folderOf(name)];
      const kept = Object.fromEntries(Object.keys(counts).map((key) => [key, wanted?.[key as keyof Counts]]));
      for (const [place, count] of flat(counts, name)) found.set(place, count);
      for (const [place, count] of flat(kept, name)) expected.set(place, count);
    }
    for (const [place, [count]] of Object.entries(differences)) {
      expect(expected.get(place), `${place} no longer differs`).not.toBe(count);
      if (count === undefined) expected.delete(place);
      else expected.set(place, count);
    }
    expect(found.size).toBeGreaterThan(names.length * 12);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  test("so has each service", async () => {
    for (const [name, { services }] of await countsOfAll()) {
      const wanted = (census?.services[folderOf(name)] ?? []).map(([service, , ...counts]) => [service, ...counts]);
      const sorted = (rows: readonly (readonly unknown[])[]): readonly unknown[] => rows.map(String).sort();
      expect(sorted(services), name).toEqual(sorted(wanted));
    }
  });

  test("columns of select methods have the types and widths of the census", async () => {
    const all = [...(await countsOfAll()).values()];
    const types = all.flatMap(({ columnTypes }) => columnTypes);
    const widths = all.flatMap((one) => one.widths);
    const count = tally(types);
    const thousands = (...kinds: readonly string[]): number =>
      kinds.reduce((sum, kind) => sum + (count[kind] ?? 0), 0) / 1000;
    widths.sort((a, b) => a - b);
    // As it rounds them. Alternatives of several types are `any`, which the census counts by their last.
    expect({
      methods: widths.length,
      text: Math.round(thousands("text", "timestamp")),
      json: Math.round(thousands("json")),
      integer: thousands("integer").toFixed(1),
      boolean: thousands("boolean").toFixed(1),
      number: thousands("number").toFixed(1),
      other: thousands("any").toFixed(1),
      median: widths[widths.length >> 1],
      mean: Math.round(types.length / widths.length),
    }).toEqual({
      methods: 22_977,
      text: 132,
      json: 55,
      integer: "8.6",
      boolean: "8.5",
      number: "1.6",
      other: "0.4",
      median: 7,
      mean: 9,
    });
  });
});

/** Rows of calls in a file that several sessions share. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Batch, Json, type JsonValue, type Row } from "../../../common/value.ts";
import type { KeptCall, RowCache } from "../backend.ts";
import { openStoreFile } from "./store-file.ts";

/** Caches of as many sessions over one file. */
function caches(count: number): RowCache[] {
  const folder = mkdtempSync(join(tmpdir(), "cache-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return Array.from({ length: count }, () => {
    const file = openStoreFile(join(folder, "kept.db"), "store");
    onTestFinished(() => file.close());
    return file.rowCache();
  });
}

const call = (given: Partial<KeptCall> = {}): KeptCall => {
  return { key: "k", provider: "p", relation: "p.s.a", kept: 1000, expires: 2000, generation: 0, ...given };
};

function found(cache: RowCache, key = "k", since = 0): JsonValue | undefined {
  const pages = cache.find(key, since);
  return (
    pages && [...pages].map((page) => page.map((row) => row.map((cell) => (cell instanceof Json ? cell.value : cell))))
  );
}

const pages: readonly Batch[] = [[[1, "a", null]], [[9007199254740993n, "[1]", Json.ofValue({ x: [true] })]] as Row[]];

test("what one session keeps another one finds, cell for cell", () => {
  const [one, other] = caches(2) as [RowCache, RowCache];
  one.keep(call(), pages);
  expect(found(other)).toEqual([[[1, "a", null]], [[9007199254740993n, "[1]", { x: [true] }]]]);
  expect(other.list()).toEqual([{ relation: "p.s.a", kept: 1000, expires: 2000, rows: 2 }]);
});

test("a call without rows is kept too", () => {
  const [cache] = caches(1) as [RowCache];
  cache.keep(call(), []);
  expect([found(cache), found(cache, "other")]).toEqual([[], undefined]);
});

test("rows that are too old are not found, and are gone when others are kept after their time", () => {
  const [cache] = caches(1) as [RowCache];
  cache.keep(call(), pages);
  expect(found(cache, "k", 1001)).toBe(undefined);
  cache.keep(call({ key: "new", kept: 2001, expires: 3000 }), pages);
  expect([found(cache), cache.list().length]).toEqual([undefined, 1]);
});

test.each([["p"], [undefined]])("what was read before something was forgotten (%s) is not kept", (provider) => {
  const [one, other] = caches(2) as [RowCache, RowCache];
  const generation = one.generation("p");
  other.forget(provider);
  one.keep(call({ generation }), pages);
  expect(found(one)).toBe(undefined);
  one.keep(call({ generation: one.generation("p") }), pages);
  expect(found(other)).toHaveLength(2);
});

test("other providers keep what they have", () => {
  const [cache] = caches(1) as [RowCache];
  cache.keep(call(), pages);
  cache.forget("q");
  expect(found(cache)).toHaveLength(2);
});

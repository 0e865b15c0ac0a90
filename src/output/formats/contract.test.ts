// What every format promises, whatever its shape.
import { describe, expect, test } from "vitest";
import { Json, type Row } from "../../common/value.ts";
import type { PrintedFormatName } from "../format.ts";
import { formats } from "../formats.ts";
import { printed, resultOf, streamOf } from "../harness.ts";
import { openOutput, writeResult } from "../output.ts";

const names = Object.keys(formats) as PrintedFormatName[];

/** What a format holds back before it prints its first row; rows that stream are written with their batch. */
const heldRows: { readonly [Name in PrintedFormatName]: number } = {
  box: 1_000,
  table: 10_000,
  json: 0,
  jsonl: 0,
  csv: 0,
  text: 0,
  pptext: 0,
  markdown: 0,
};

describe.each(names)("%s", (format) => {
  test("prints nothing for a result without columns, and runs it", async () => {
    let hasRun = false;
    const write = streamOf([], async function* () {
      hasRun = true;
      yield [];
    });
    expect(await printed({ format }, write)).toBe("");
    expect(hasRun).toBe(true);
  });

  test("prints an empty result alike with and without an empty batch", async () => {
    const emptyBatch = streamOf(["a", "b"], async function* () {
      yield [];
    });
    expect(await printed({ format }, emptyBatch)).toBe(await printed({ format }, resultOf(["a", "b"])));
  });

  test("prints the same text however rows are cut into batches", async () => {
    const rows = Array.from({ length: 7 }, (_, index): Row => [index, `name ${index}`, null]);
    const oneByOne = streamOf(["a", "b", "c"], async function* () {
      for (const row of rows) yield [row];
    });
    expect(await printed({ format }, oneByOne)).toBe(await printed({ format }, resultOf(["a", "b", "c"], ...rows)));
  });

  test("shows null, nested JSON, exact integers and wide characters, and ends its last line", async () => {
    const row: Row = [null, Json.ofText("[1,2]"), 9007199254740993n, "東京", true, Number.NaN];
    const text = await printed({ format }, resultOf(["n", "j", "big", "wide", "yes", "nan"], row));
    expect(text).toMatch(/null/i);
    expect(text.replaceAll(/\s/g, "")).toContain("[1,2]");
    expect(text).toContain("9007199254740993");
    expect(text).toContain("東京");
    expect(text).toContain("true");
    expect(text).not.toContain("NaN");
    expect(text.endsWith("\n")).toBe(true);
  });

  test("streams 25,000 rows and holds back no more than it says", async () => {
    let written = 0;
    let source = 0;
    let mostHeld = 0;
    const sink = {
      closed: false,
      write(text: string) {
        written += text.match(/row-\d+/g)?.length ?? 0;
      },
    };
    const result = streamOf(["id", "name"], async function* () {
      for (; source < 25_000; source += 500) {
        yield Array.from({ length: 500 }, (_, index): Row => [source + index, `row-${source + index}`]);
        mostHeld = Math.max(mostHeld, source + 500 - written);
      }
    });
    expect(await writeResult(result, { format }, sink)).toEqual({ rows: 25_000 });
    expect(written).toBe(25_000);
    expect(mostHeld).toBeLessThanOrEqual(heldRows[format]);
  });

  test("prints nothing of a result that fails before its first batch", async () => {
    const parts: string[] = [];
    const output = openOutput({ format }, { closed: false, write: (text) => void parts.push(text) });
    const failing = streamOf(["a"], async function* () {
      yield* [];
      throw new Error("refused");
    });
    await expect(output.write(failing)).rejects.toThrow("refused");
    await output.end();
    expect(parts).toEqual([]);
  });

  test("prints columns whose names are empty", async () => {
    expect(await printed({ format }, resultOf(["", ""], ["x", "y"]))).toContain("y");
  });
});

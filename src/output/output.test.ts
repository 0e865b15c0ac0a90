import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { ResultSet } from "../common/result.ts";
import { EngineError } from "../common/error.ts";
import { printed, resultOf, streamOf } from "./harness.ts";
import { openOutput, writeResult } from "./output.ts";
import { streamSink } from "./sink.ts";

/** An endless result and what became of it. */
function endless(): { result: ResultSet; seen: { batches: number; returned: boolean } } {
  const seen = { batches: 0, returned: false };
  const result = streamOf(["line"], async function* () {
    try {
      for (;;) {
        seen.batches++;
        yield Array.from({ length: 100 }, () => ["x".repeat(100)]);
      }
    } finally {
      seen.returned = true;
    }
  });
  return { result, seen };
}

test("a reader that goes away ends the result quietly and returns its source", async () => {
  const reader = spawn(process.execPath, ["-e", "process.stdin.once('data', () => process.exit(0))"]);
  const { result, seen } = endless();
  const sink = streamSink(reader.stdin);
  const output = openOutput({ format: "jsonl" }, sink);
  const { rows } = await output.write(result);
  expect(rows).toBe(seen.batches * 100);
  expect(seen.returned).toBe(true);
  expect(sink.closed).toBe(true);
});

test("once the reader has gone, later results are not read, but writes still run", async () => {
  const stream = new PassThrough();
  stream.destroy();
  const output = openOutput({ format: "csv" }, streamSink(stream));
  const { result, seen } = endless();
  expect(await output.write(result)).toEqual({ rows: 0 });
  expect(seen.batches).toBe(0);
  let hasRun = false;
  await output.write(
    streamOf([], async function* () {
      hasRun = true;
      yield [];
    }),
  );
  await output.end();
  expect(hasRun).toBe(true);
});

test("reads no further batch before the stream has taken the last one", async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const { result, seen } = endless();
  const done = writeResult(result, { format: "csv" }, streamSink(stream));
  const counts: number[] = [];
  let received = "";
  for await (const chunk of stream) {
    received += String(chunk);
    counts.push(seen.batches - Math.floor(received.length / 10_100));
    if (seen.batches >= 20) break;
  }
  await done;
  expect(Math.max(...counts)).toBeLessThanOrEqual(3);
  expect(seen.returned).toBe(true);
});

test.skipIf(process.platform !== "linux")(
  "a full disk (/dev/full, Linux only) is an io_error and returns the source",
  async () => {
    const { result, seen } = endless();
    const failure = await writeResult(result, { format: "csv" }, streamSink(createWriteStream("/dev/full"))).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(EngineError);
    expect(failure).toMatchObject({ condition: "io_error", stage: "output" });
    expect(seen.returned).toBe(true);
  },
);

test("a file that could not be opened is an io_error, also where the first row comes later", async () => {
  const file = createWriteStream("/no/such/folder/out.csv");
  const sink = streamSink(file);
  await once(file, "close").catch(() => undefined);
  const writing = writeResult(resultOf(["a"], [1]), { format: "csv" }, sink);
  await expect(writing).rejects.toMatchObject({ condition: "io_error", stage: "output" });
});

test("turns a huge batch to text in slices", async () => {
  const sizes: number[] = [];
  const sink = { closed: false, write: (text: string) => void sizes.push(text.split("\n").length - 1) };
  const rows = Array.from({ length: 2_500 }, (_, index) => [index]);
  await writeResult(resultOf(["n"], ...rows), { format: "csv" }, sink);
  expect(sizes).toEqual([1, 1_000, 1_000, 500]);
});

test("a result that fails after rows leaves them printed and throws its error", async () => {
  const parts: string[] = [];
  const output = openOutput({ format: "csv" }, { closed: false, write: (text) => void parts.push(text) });
  const failing = streamOf(["a"], async function* () {
    yield [[1]];
    throw new EngineError({ condition: "query_canceled", stage: "execute", message: "cancelled" });
  });
  await expect(output.write(failing)).rejects.toMatchObject({ condition: "query_canceled" });
  expect(parts.join("")).toBe("a\n1\n");
});

test.each([",,", "", '"', "\n", "\r", "\uD800"])("refuses the delimiter %j before anything runs", (delimiter) => {
  expect(() => openOutput({ format: "csv", delimiter }, { closed: false, write: () => {} })).toThrow(
    expect.objectContaining({ condition: "invalid_parameter_value", stage: "config" }),
  );
});

test("accepts a delimiter beyond the basic plane", async () => {
  expect(await printed({ format: "csv", delimiter: "😀" }, resultOf(["a", "b"], [1, "x😀"]))).toBe('a😀b\n1😀"x😀"\n');
});

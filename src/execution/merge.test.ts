import { expect, test } from "vitest";
import { mergeStreams } from "./merge.ts";

type Source = (signal: AbortSignal) => AsyncIterable<number>;

const never = new AbortController().signal;
const tick = (): Promise<void> => new Promise((done) => void setImmediate(done));

/** A stream of numbers that notes what happens to it. */
function source(values: readonly number[], log: string[] = [], name = ""): Source {
  return async function* (signal) {
    log.push(`open ${name}`);
    try {
      for (const value of values) {
        await tick();
        signal.throwIfAborted();
        log.push(`${name}${value}`);
        yield value;
      }
    } finally {
      log.push(`close ${name}`);
    }
  };
}

async function all(merged: AsyncIterable<number>): Promise<number[]> {
  const found: number[] = [];
  for await (const value of merged) found.push(value);
  return found.toSorted((a, b) => a - b);
}

test("everything that the streams yield comes out", async () => {
  expect(await all(mergeStreams([source([1, 2]), source([]), source([3])], 2, never))).toEqual([1, 2, 3]);
  expect(await all(mergeStreams([], 4, never))).toEqual([]);
});

test("no more streams are open at once than allowed", async () => {
  let open = 0;
  let most = 0;
  const counting: Source = async function* () {
    most = Math.max(most, ++open);
    await tick();
    yield 1;
    open--;
  };
  await all(
    mergeStreams(
      Array.from({ length: 9 }, () => counting),
      3,
      never,
    ),
  );
  expect(most).toBe(3);
});

test("with one at a time, streams come one after the other", async () => {
  const log: string[] = [];
  await all(mergeStreams([source([1], log, "a"), source([2], log, "b")], 1, never));
  expect(log).toEqual(["open a", "a1", "close a", "open b", "b2", "close b"]);
});

test("a slow consumer holds the streams back", async () => {
  const log: string[] = [];
  const merged = mergeStreams([source([1, 2, 3, 4], log, "a")], 1, never);
  await merged.next();
  for (let turn = 0; turn < 20; turn++) await tick();
  expect(log).toEqual(["open a", "a1", "a2"]);
  await merged.return(undefined);
});

test("a consumer that stops closes every stream and opens no other", async () => {
  const log: string[] = [];
  const sources = ["a", "b", "c"].map((name, index) => source([index, index], log, name));
  for await (const _ of mergeStreams(sources, 2, never)) break;
  expect(log.filter((line) => line.startsWith("close")).toSorted()).toEqual(["close a", "close b"]);
  expect(log).not.toContain("open c");
});

test("the first failure ends all", async () => {
  const log: string[] = [];
  const failing: Source = async function* () {
    yield 0;
    throw new Error("broken");
  };
  const merged = mergeStreams([failing, source([1, 2, 3, 4, 5], log, "a")], 2, never);
  await expect(all(merged)).rejects.toThrow("broken");
  expect(log).toContain("close a");
  expect(log).not.toContain("a5");
});

test("an abort from outside is a failure, even where no stream minds it", async () => {
  const careless: Source = async function* () {
    yield 1;
    await tick();
  };
  for (const [first, second] of [
    [source([1, 2, 3]), source([4])],
    [careless, careless],
  ] as const) {
    const outer = new AbortController();
    const merged = mergeStreams([first, second], 1, outer.signal);
    await merged.next();
    outer.abort(new Error("enough"));
    await expect(all(merged)).rejects.toThrow("enough");
  }
});

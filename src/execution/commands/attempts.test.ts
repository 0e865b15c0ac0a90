import { expect, it } from "vitest";
import { EngineError } from "../../common/error.ts";
import type { Batch } from "../../common/value.ts";
import { mergeStreams } from "../merge.ts";
import { Attempts } from "./attempts.ts";

const failure = new EngineError({
  condition: "upstream_conflict",
  stage: "request",
  message: "it exists",
  hint: "No.",
});

/** Runs calls one after the other: each is a name, those that begin with "bad" fail. Rows, then the error. */
async function run(names: readonly string[], continues = false): Promise<string[]> {
  const attempts = new Attempts(continues);
  const open = names.map((name) =>
    attempts.add({ httpMethod: "POST", url: `/${name}`, headers: [] }, async function* (): AsyncIterable<Batch> {
      if (name.startsWith("bad")) throw failure;
      yield [[name]];
    }),
  );
  const seen: string[] = [];
  for await (const batch of mergeStreams(open, 1, new AbortController().signal)) seen.push(...batch.map(String));
  try {
    attempts.throwIfFailed();
  } catch (error) {
    seen.push(String(error));
  }
  return seen;
}

it("yields the rows of all calls where none fails", async () => {
  expect(await run(["a", "b"])).toEqual(["a", "b"]);
});

it("tells the error of a single call as it is", async () => {
  expect(await run(["bad"])).toEqual(["ERROR 23505 (upstream_conflict): it exists\nHINT: No."]);
});

it("sends no more after a failure, and tells of every call", async () => {
  expect(await run(["a", "bad", "c", "d"])).toEqual([
    "a",
    [
      "ERROR 23505 (upstream_conflict): it exists",
      "HINT: 1 of 4 operations succeeded, 1 failed, 2 were not sent. /*+ CONTINUE */ after the verb tries all. No.",
      "  failed    POST /bad: it exists",
      "  done      POST /a",
      "  not sent  POST /c",
      "  not sent  POST /d",
    ].join("\n"),
  ]);
});

it("tries all where that is wanted, and lists twenty", async () => {
  const names = Array.from({ length: 24 }, (_, index) => `n${index}`);
  const [error = ""] = (await run(["bad-1", ...names, "bad-2"], true)).slice(-1);
  expect(error.split("\n").slice(1, 5)).toEqual([
    "HINT: 24 of 26 operations succeeded, 2 failed. No.",
    "  failed    POST /bad-1: it exists",
    "  failed    POST /bad-2: it exists",
    "  done      POST /n0",
  ]);
  expect(error.split("\n").slice(-1)).toEqual(["  … and 6 more"]);
});

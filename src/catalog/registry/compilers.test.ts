import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { acmeFiles, temporaryFolder } from "../fixture.ts";
import { compileFile, type CompileJob, type ProviderFacts } from "./compile-file.ts";
import { compilersFor, threadedCompilers, type Compilers } from "./compilers.ts";

const facts: ProviderFacts = { provider: "acme", providerDocument: {}, packed: false };
const job = (text: string): CompileJob => ({
  service: text,
  file: `${text}.yaml`,
  bytes: new TextEncoder().encode(text),
});

/** What a thread does with the text of a document, in place of compiling it. */
const program = `
import { parentPort, threadId, workerData } from "node:worker_threads";
parentPort.on("message", ({ service }) => {
  if (service === "exit") process.exit(1);
  if (service === "throw") throw new Error("it broke\\nand more");
  if (service === "hang") for (;;);
  if (service === "fill") for (const all = []; ; ) all.push(new Array(1000).fill(all.length));
  parentPort.postMessage({ unavailable: service + " by " + workerData.provider, threadId });
});`;

async function threaded(milliseconds = 30_000): Promise<Compilers> {
  const file = join(await temporaryFolder(), "thread.mjs");
  await writeFile(file, program);
  const compilers = threadedCompilers(facts, { program: file, threads: 2, megabytes: 16, milliseconds });
  onTestFinished(() => compilers.close());
  return compilers;
}

async function outcomeOf(compilers: Compilers, text: string): Promise<string> {
  const compiled = await compilers.compile(job(text));
  return "unavailable" in compiled ? compiled.unavailable : "compiled";
}

test("jobs go to threads, which are used again", async () => {
  const compilers = await threaded();
  expect(await Promise.all(["a", "b"].map((text) => outcomeOf(compilers, text)))).toEqual(["a by acme", "b by acme"]);
  const threads = new Set<unknown>();
  for (let round = 0; round < 5; round++)
    threads.add(((await compilers.compile(job("c"))) as { threadId?: number }).threadId);
  expect(threads.size).toBe(1);
});

test.each([
  ["exit", "the thread that compiled it ended"],
  ["throw", "it broke"],
  ["fill", "it needs more memory than a service may have"],
])("a thread that does %s costs its service, and another goes on", async (text, reason) => {
  const compilers = await threaded();
  expect(await outcomeOf(compilers, text)).toBe(`its document ${text}.yaml cannot be used: ${reason}`);
  expect(await outcomeOf(compilers, "next")).toBe("next by acme");
});

test("a thread that takes too long is ended", async () => {
  const compilers = await threaded(500);
  expect(await outcomeOf(compilers, "hang")).toBe(
    "its document hang.yaml cannot be used: it takes longer than 0.5 s to compile",
  );
});

test("closing ends what still runs", async () => {
  const compilers = await threaded();
  const running = outcomeOf(compilers, "hang");
  await outcomeOf(compilers, "a");
  await compilers.close();
  expect(await running).toBe("its document hang.yaml cannot be used: the thread that compiled it ended");
});

test("where no program is built, and where services are few, the thread that asks compiles", async () => {
  const bytes = new TextEncoder().encode(acmeFiles["services/shop.yaml"]);
  const shop: CompileJob = { service: "shop", file: "shop.yaml", bytes };
  const compilers = compilersFor(facts, 1000);
  expect(compilers.width).toBe(2);
  expect(await compilers.compile(shop)).toEqual(compileFile(facts, shop));
  await compilers.close();
});

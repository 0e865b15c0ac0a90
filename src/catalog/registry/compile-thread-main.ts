/** The program of a compiling thread: a job comes in, a compiled file goes out, until the thread is ended. */
import { parentPort, workerData } from "node:worker_threads";
import { compileFile, type CompileJob, type ProviderFacts } from "./compile-file.ts";

const facts = workerData as ProviderFacts;
parentPort?.on("message", (job: CompileJob) => {
  parentPort?.postMessage(compileFile(facts, job), []);
});

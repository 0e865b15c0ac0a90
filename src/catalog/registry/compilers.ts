/**
 * Compiles the services of a provider, in threads where there are many and the program of the threads is built. A
 * thread has its own memory, with a bound: a document that goes beyond it costs that service, not the process.
 */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { limits } from "../compile/limits.ts";
import {
  compileFile,
  shortReasonOf,
  unusable,
  type CompiledFile,
  type CompileJob,
  type ProviderFacts,
} from "./compile-file.ts";

export interface Compilers {
  /** How many jobs may run at once. */
  readonly width: number;
  /** Never rejects: what goes wrong is the reason why the service is unavailable. */
  compile(job: CompileJob): Promise<CompiledFile>;
  /** Ends what still runs. */
  close(): Promise<void>;
}

export interface ThreadOptions {
  /** The built program; undefined where nothing is built. */
  readonly program: string | undefined;
  readonly threads: number;
  readonly megabytes: number;
  readonly milliseconds: number;
}

/** Fewer services are compiled before a thread has warmed up. */
const fewServices = 20;

/** More threads take more memory than time they save. */
const maximumThreads = 4;

/** Compilers for so many services. */
export function compilersFor(facts: ProviderFacts, services: number): Compilers {
  const program = compileThreadFile();
  const threads = Math.min(maximumThreads, availableParallelism());
  if (services < fewServices || threads < 2 || program === undefined) return sameThread(facts);
  return threadedCompilers(facts, { program, threads, megabytes: 1024, milliseconds: limits.serviceMilliseconds });
}

/** The built program of a thread, beside the bundle that this is part of; undefined where nothing is built. */
function compileThreadFile(): string | undefined {
  return ["./compile-thread.js", "../compile-thread.js"]
    .map((file) => fileURLToPath(new URL(file, import.meta.url)))
    .find((file) => existsSync(file));
}

/** One after the other. Two jobs at once let one be written while the next is compiled. */
function sameThread(facts: ProviderFacts): Compilers {
  return { width: 2, compile: async (job) => compileFile(facts, job), close: async () => undefined };
}

/** Threads are started as jobs come, one job in each; one that fails is replaced by the next that is needed. */
export function threadedCompilers(facts: ProviderFacts, options: ThreadOptions): Compilers {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const end = async (thread: Worker): Promise<void> => {
    all.delete(thread);
    await thread.terminate();
  };
  return {
    width: options.threads,
    compile: async (job) => {
      const thread = idle.pop() ?? started(facts, options);
      all.add(thread);
      try {
        const compiled = await answerOf(thread, job, options.milliseconds);
        idle.push(thread);
        return compiled;
      } catch (error) {
        await end(thread);
        return { unavailable: unusable(job.file, shortReasonOf(error)) };
      }
    },
    close: async () => {
      await Promise.all([...all].map(end));
    },
  };
}

function started(facts: ProviderFacts, { program = "", megabytes }: ThreadOptions): Worker {
  const thread = new Worker(program, { workerData: facts, resourceLimits: { maxOldGenerationSizeMb: megabytes } });
  // Failures are heard by whoever waits for an answer; a thread that nobody waits for must not end the process.
  thread.on("error", () => undefined);
  return thread;
}

/** Rejects where the thread ends before it answers, or takes too long. */
function answerOf(thread: Worker, job: CompileJob, milliseconds: number): Promise<CompiledFile> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      thread.off("message", onMessage).off("error", onError).off("exit", onExit);
      finish();
    };
    const onMessage = (compiled: CompiledFile): void => settle(() => resolve(compiled));
    const onError = (error: Error & { readonly code?: string }): void => {
      const isMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      settle(() => reject(isMemory ? new Error("it needs more memory than a service may have") : error));
    };
    const onExit = (): void => settle(() => reject(new Error("the thread that compiled it ended")));
    const tooLong = (): void =>
      settle(() => reject(new Error(`it takes longer than ${milliseconds / 1000} s to compile`)));
    const timer = setTimeout(tooLong, milliseconds);
    thread.on("message", onMessage).on("error", onError).on("exit", onExit);
    thread.postMessage(job, []);
  });
}

/** Writes a recording: after each exchange the file is whole, so that a run which is cut off leaves what it saw. */
import { closeSync, fchmodSync, openSync, writeSync } from "node:fs";
import { EngineError, reasonOf } from "../../common/error.ts";
import type { Send } from "../transport/message.ts";
import { entryOf, type Exchange } from "./entry.ts";
import { Scrubber } from "./scrub.ts";

const foot = "\n]}}\n";

export class Recorder {
  readonly #path: string;
  readonly #scrubber = new Scrubber({ numbered: true });
  readonly #file: number;
  /** Where the next entry goes: over the foot. */
  #end: number;
  #isEmpty = true;
  #isBroken = false;

  /** Replaces the file. It is for its owner's eyes alone: what no rule calls secret may still be private. */
  constructor(path: string, creator: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, "w", 0o600);
      fchmodSync(this.#file, 0o600);
    } catch (cause) {
      throw unwritable(path, cause);
    }
    const [name = "", version = ""] = creator.split("/");
    this.#end = this.#write(`{"log":{"version":"1.2","creator":${JSON.stringify({ name, version })},"entries":[`, 0);
    this.#write(foot, this.#end);
  }

  /** Sends through `send` and keeps what came of it, failures too, but for requests that were canceled. */
  recorded(send: Send): Send {
    return async (request, context) => {
      const [started, start] = [new Date(), performance.now()];
      const keep = (outcome: Exchange["outcome"]): void => {
        const exchange = { request, outcome, started, milliseconds: performance.now() - start };
        const problem = this.#add({ ...exchange, operation: context.operation });
        if (problem === undefined) return;
        const { condition, message } = problem;
        context.onEvent({ kind: "warning", warning: { condition, message } });
      };
      try {
        const response = await send(request, context);
        keep(response);
        return response;
      } catch (error) {
        if (error instanceof EngineError && error.condition !== "query_canceled") keep(error);
        throw error;
      }
    };
  }

  close(): void {
    closeSync(this.#file);
  }

  /** A disk that is full is no reason to fail what an API has answered already; it is told once. */
  #add(exchange: Exchange): EngineError | undefined {
    if (this.#isBroken) return undefined;
    const line = `${this.#isEmpty ? "" : ","}\n${JSON.stringify(entryOf(exchange, this.#scrubber))}`;
    try {
      const end = this.#write(line, this.#end);
      this.#write(foot, end);
      this.#end = end;
      this.#isEmpty = false;
      return undefined;
    } catch (cause) {
      this.#isBroken = true;
      return unwritable(this.#path, cause);
    }
  }

  /** Writes at a place, and returns the one behind it. */
  #write(text: string, at: number): number {
    const bytes = Buffer.from(text, "utf8");
    let done = 0;
    while (done < bytes.length) done += writeSync(this.#file, bytes, done, bytes.length - done, at + done);
    return at + bytes.length;
  }
}

function unwritable(path: string, cause: unknown): EngineError {
  return new EngineError({
    condition: "io_error",
    stage: "request",
    message: `the recording ${path} cannot be written: ${reasonOf(cause)}`,
    hint: "Name a file in a folder that exists and may be written to with --record.",
    cause,
  });
}

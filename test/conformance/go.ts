/** Go's own template engine as a process that stays: what transformed answers and bodies must come to. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { GoAnswer, GoJob } from "../oracle/go-templates.ts";

export interface Oracle {
  render(jobs: readonly GoJob[]): Promise<readonly GoAnswer[]>;
  close(): void;
}

/** Starts the program that `go-templates/main.go` was built to. */
export function openOracle(program: string): Oracle {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: ((answer: GoAnswer) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(JSON.parse(line) as GoAnswer));
  return {
    render: async (jobs) => {
      const answers = jobs.map(() => new Promise<GoAnswer>((settle) => void waiting.push(settle)));
      for (const job of jobs) {
        if (!child.stdin.write(`${JSON.stringify(job)}\n`)) await once(child.stdin, "drain");
      }
      return Promise.all(answers);
    },
    close: () => child.stdin.end(),
  };
}

/** The oracle's word for the type of a transform; undefined for those that are no templates. */
export function jobKind(type: string): GoJob["kind"] | undefined {
  if (!type.startsWith("golang_template")) return undefined;
  if (type.includes("_mxj_")) return "mxj";
  return type.includes("_json_") ? "json" : "text";
}

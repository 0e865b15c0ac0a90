/** Go's own template engine, built from Debian's packages, as the oracle for ours. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Where Debian's packages of Go libraries lie. */
const libraries = "/usr/share/gocode";

export interface GoJob {
  readonly kind: "json" | "text" | "mxj";
  readonly body: string;
  readonly input: string;
}

export interface GoAnswer {
  readonly output: string;
  readonly error?: string;
}

/** Why the oracle cannot run; undefined where it can. */
export function goIsMissing(): string | undefined {
  if (!existsSync(join(libraries, "src/github.com/clbanning/mxj"))) return "golang-github-clbanning-mxj-dev is missing";
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "golang-go is missing";
  }
}

/** Builds the program that renders jobs, one a line; its file. */
export function buildOracle(source = join(import.meta.dirname, "go-templates/main.go")): string {
  const program = join(mkdtempSync(join(tmpdir(), "go-templates-")), "oracle");
  const environment = { ...process.env, GO111MODULE: "off", GOPATH: libraries, GOFLAGS: "" };
  execFileSync("go", ["build", "-o", program, source], { env: environment, stdio: "inherit" });
  return program;
}

/** What Go makes of each, in order. */
export async function renderWithGo(jobs: readonly GoJob[]): Promise<readonly GoAnswer[]> {
  const child = spawn(buildOracle(), { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(jobs.map((job) => `${JSON.stringify(job)}\n`).join(""));
  const answers: GoAnswer[] = [];
  for await (const line of createInterface({ input: child.stdout })) answers.push(JSON.parse(line) as GoAnswer);
  return answers;
}

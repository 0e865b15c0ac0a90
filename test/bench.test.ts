/** The benchmarks run and count right; what they measure is not looked at. Needs a build. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

interface Report {
  readonly outcomes: readonly {
    readonly name: string;
    readonly bare: Counts;
    readonly tributary: Counts;
    readonly mistakes: readonly string[];
  }[];
  readonly parsing: readonly { readonly name: string; readonly reference: number; readonly tributary: number }[];
}

interface Counts {
  readonly rows: number;
  readonly requests: number;
}

const root = join(import.meta.dirname, "..");
const isBuilt = ["cli.js", "index.js"].every((file) => existsSync(join(root, "dist", file)));

/** Tiny sizes of every case. */
async function quickRun(): Promise<Report> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "bench/run.js"), "--quick", "--json"]);
  return JSON.parse(stdout) as Report;
}

describe.skipIf(!isBuilt)("benchmarks (dist/ is not built)", () => {
  test("Tributary makes the requests of the bare client and yields its rows", { timeout: 120_000 }, async () => {
    const { outcomes, parsing } = await quickRun();
    expect(parsing.map(({ name }) => name)).toEqual(["parse", "parse-middling", "parse-list", "parse-script", "plan"]);
    expect(outcomes.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    const counts = ({ rows, requests }: Counts) => ({ rows, requests });
    expect(
      Object.fromEntries(outcomes.map(({ name, bare, tributary }) => [name, [counts(bare), counts(tributary)]])),
    ).toEqual(
      Object.fromEntries(
        Object.entries({
          process: { rows: 1, requests: 1 },
          version: { rows: 0, requests: 0 },
          search: { rows: 0, requests: 0 },
          list: { rows: 0, requests: 0 },
          "show-providers": { rows: 0, requests: 0 },
          "show-services": { rows: 0, requests: 0 },
          "show-resources": { rows: 0, requests: 0 },
          describe: { rows: 0, requests: 0 },
          "fan-out": { rows: 12, requests: 12 },
          pages: { rows: 15, requests: 5 },
          join: { rows: 12, requests: 24 },
          filter: { rows: 29, requests: 3 },
          "filter-long-digits": { rows: 29, requests: 3 },
          objects: { rows: 120, requests: 3 },
          group: { rows: 120, requests: 3 },
        }).map(([name, right]) => [name, [right, right]]),
      ),
    );
  });
});

const registry = process.env["TRIBUTARY_REFERENCE_REGISTRY"];

describe.skipIf(!isBuilt || registry === undefined)("the benchmark of a registry (not built, or no registry)", () => {
  test("pulls providers, describes a resource of the largest service and lists all resources", async () => {
    const args = [join(root, "bench/registry.js"), "--json", registry ?? "", "homebrew", "deno"];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { pulls, first, everything } = JSON.parse(stdout) as {
      readonly pulls: readonly { readonly provider: string; readonly documents: number; readonly compiled: number }[];
      readonly first: { readonly resource: string };
      readonly everything: { readonly rows: number };
    };
    expect(pulls.map(({ provider }) => provider)).toEqual(["deno", "homebrew"]);
    expect(pulls.filter(({ documents, compiled }) => compiled === 0 || compiled > documents)).toEqual([]);
    expect(first.resource).toMatch(/^"deno"\."\w+"\."\w+"$/);
    // Those of the shipped provider are there too.
    expect(everything.rows).toBeGreaterThan(12 + 9);
  });
});

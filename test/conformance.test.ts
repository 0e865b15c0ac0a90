/**
 * Published provider documents against a generated server: a sample of some providers; with
 * TRIBUTARY_CONFORMANCE_SAMPLE that share of the cases of all of them (1: all, and the committed table must say the
 * same). TRIBUTARY_SEED chooses which.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { failureClasses } from "./conformance/classes.ts";
import type { Summary } from "./conformance/summary.ts";

const isMissing = ["TRIBUTARY_REFERENCE_REGISTRY", "TRIBUTARY_REFERENCE_CATALOG"].some((name) => !process.env[name]);
const because = isMissing
  ? " (skipped: TRIBUTARY_REFERENCE_REGISTRY or TRIBUTARY_REFERENCE_CATALOG names no folder)"
  : "";
const given = process.env["TRIBUTARY_CONFORMANCE_SAMPLE"];
const providers = given === undefined ? ["confluent", "firebase", "linode", "netlify", "azure_stack"] : [];
const sample = given ?? "0.2";
const tableFile = join(import.meta.dirname, "conformance/report.md");
const seed = process.env["TRIBUTARY_SEED"] ?? "1";

test.skipIf(isMissing)(
  `${providers.join(", ") || "every provider"}: what is selected, and what writes, sends what its document asks for and shows what came${because}`,
  { timeout: 1_500_000 },
  async () => {
    const summary = await run([...providers, "--sample", sample, "--seed", seed, "--json"]);
    expect.soft(summary.unexplained, "failures in no known class").toEqual([]);
    expect(summary.tried).toBeGreaterThan((providers.length > 0 ? 1000 : 50_000) * Number(sample));
    expect(summary.passed / summary.tried).toBeGreaterThanOrEqual(0.995);
    if (given === "1") expect(summary.table, "run.js --table writes it anew").toBe(readFileSync(tableFile, "utf8"));
  },
);

test("each class of failures has a reason, and none is named twice", () => {
  const named = failureClasses.map(({ kind, of }) => `${kind} ${String(of)}`);
  expect(new Set(named).size).toBe(named.length);
  expect(failureClasses.filter(({ reason }) => reason.length < 20)).toEqual([]);
});

async function run(parameters: readonly string[]): Promise<Summary> {
  const program = join(import.meta.dirname, "conformance/run.js");
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...parameters], { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as Summary;
}

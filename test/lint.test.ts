/**
 * What `provider lint` finds in the documents of the public registry, counted by rule: rules that change what they say
 * of real documents show here. Runs where TRIBUTARY_REFERENCE_REGISTRY names a copy of the registry.
 */
import { expect, test } from "vitest";
import { lintProvider } from "../src/authoring/lint/lint.ts";
import { readProviderFolder } from "../src/authoring/provider-folder.ts";
import { lintCounts } from "./reference/lint-counts.ts";
import { foldersOf, withUnpacked } from "./reference/unpacked.ts";

const registry = process.env["TRIBUTARY_REFERENCE_REGISTRY"];
const folders = registry === undefined ? ["(none)"] : foldersOf(registry);
const why = registry === undefined ? " (skipped: TRIBUTARY_REFERENCE_REGISTRY names no folder)" : "";

function counted(rules: readonly string[]): { readonly [rule: string]: number } {
  const counts: { [rule: string]: number } = {};
  for (const rule of rules) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

test.skipIf(registry === undefined).each(folders)(
  `the findings in %s are those known${why}`,
  { timeout: 120_000 },
  async (folder) => {
    const findings = await withUnpacked(registry ?? "", folder, async (unpacked) =>
      lintProvider(await readProviderFolder(unpacked)),
    );
    expect(counted(findings.map(({ rule }) => rule))).toEqual(lintCounts[folder] ?? {});
  },
);

test.skipIf(registry === undefined)(`no provider is counted that there is not${why}`, () => {
  expect(Object.keys(lintCounts).filter((name) => !folders.includes(name))).toEqual([]);
});

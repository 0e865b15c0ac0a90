// Tries every selectable resource, and every method, of provider documents against a generated server.
//   node test/conformance/run.js [NAME...] [--sample 0.1] [--seed 1] [--kinds select,insert] [--only PART] [--json]
// Documents: TRIBUTARY_REFERENCE_REGISTRY; compiled providers: TRIBUTARY_REFERENCE_CATALOG. A name is that of a provider,
// service, resource or method; where there is none, all are tried.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = import.meta.dirname;
const root = join(here, "../..");
mkdirSync(join(root, ".build"), { recursive: true });
const scratch = mkdtempSync(join(root, ".build/conformance-"));
await build({
  entryPoints: ["main", "worker"].map((name) => join(here, `${name}.ts`)),
  outdir: scratch,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  logLevel: "error",
});
const { run } = await import(pathToFileURL(join(scratch, "main.mjs")).href);
try {
  process.exitCode = await run(process.argv.slice(2), { root, worker: join(scratch, "worker.mjs") });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

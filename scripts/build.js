// Builds dist/: the bundled command and library, the compiled providers, the API facts, and the type declarations.
// `--quick` leaves out the declarations, which only a package needs.
import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: ["@photostructure/sqlite"],
  define: { TRIBUTARY_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages may ask for require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
  metafile: true,
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const bundled = await build({
  ...common,
  entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  minifySyntax: true,
  minifyWhitespace: true,
});

await buildProviders();
await writeNotices(bundled.metafile);
if (!process.argv.includes("--quick")) {
  execFileSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.types.json")],
    { stdio: "inherit" },
  );
}

/** The provider documents are built by our own authoring code, bundled for the purpose and thrown away. */
async function buildProviders() {
  const work = join(root, ".build");
  await build({ ...common, entryPoints: { "build-main": "src/authoring/build-main.ts" }, outdir: ".build" });
  const { buildShippedProviders } = await import(`${pathToFileURL(join(work, "build-main.js")).href}?${Date.now()}`);
  await buildShippedProviders({ providersDirectory: join(root, "providers"), outputDirectory: dist });
  await rm(work, { recursive: true, force: true });
}

/** The licences of what is bundled travel with the package. */
async function writeNotices(metafile) {
  const names = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) names.add(match[1]);
  }
  const parts = await Promise.all([...names].sort().map(notice));
  await writeFile(join(root, "THIRD_PARTY_NOTICES.md"), `# Bundled packages\n\n${parts.join("\n")}`);
}

async function notice(name) {
  const folder = join(root, "node_modules", name);
  const { version: installed, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  for (const file of ["LICENSE", "LICENSE.md", "LICENSE.txt", "license"]) {
    const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
    if (text !== undefined) return `## ${name} ${installed} (${license})\n\n\`\`\`\n${text.trim()}\n\`\`\`\n`;
  }
  return `## ${name} ${installed} (${license})\n`;
}

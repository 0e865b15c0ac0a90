// Builds dist/: the bundled command and library, the compiled providers, the API facts, and the type declarations.
// `--quick` leaves out the declarations, which only a package needs. The old dist/ stays until the new one is whole.
import { execFileSync } from "node:child_process";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const work = join(root, ".build", String(process.pid));
const staged = join(work, "dist");
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
  banner: { js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);' },
  plugins: [builtinModules()],
  logLevel: "warning",
  metafile: true,
};

try {
  await mkdir(staged, { recursive: true });
  const bundled = await build({
    ...common,
    entryPoints: {
      cli: "src/cli/main.ts",
      index: "src/index.ts",
      "query-process": "src/execution/backends/sqlite/query-process-main.ts",
    },
    outdir: staged,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    minifySyntax: true,
    minifyWhitespace: true,
  });
  await buildProviders();
  await writeNotices(bundled.metafile);
  if (!process.argv.includes("--quick")) writeDeclarations();
  await rm(join(root, "dist"), { recursive: true, force: true });
  await rename(staged, join(root, "dist"));
} finally {
  await rm(work, { recursive: true, force: true });
}

/**
 * Built-in modules by `getBuiltinModule`: an `import` of one makes a binding for each of its exports, which evaluates
 * lazy ones such as undici behind node:http, and costs a fifth of a short run on Node 24.
 */
function builtinModules() {
  return {
    name: "builtin-modules",
    setup(builder) {
      builder.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "builtin" }));
      builder.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
        loader: "js",
      }));
    },
  };
}

/** The provider documents are built by our own authoring code, bundled for the purpose and thrown away. */
async function buildProviders() {
  await build({ ...common, entryPoints: { "build-main": "src/authoring/build-main.ts" }, outdir: work });
  const { buildShippedProviders } = await import(pathToFileURL(join(work, "build-main.js")).href);
  await buildShippedProviders({ providersDirectory: join(root, "providers"), outputDirectory: staged });
}

function writeDeclarations() {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", join(root, "tsconfig.types.json"), "--outDir", join(staged, "types")];
  execFileSync(process.execPath, args, { stdio: "inherit" });
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

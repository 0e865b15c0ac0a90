// Builds dist/: the bundled command and library, the compiled providers, the API facts, and the type declarations.
// `--quick` leaves out the declarations, which only a package needs. The old dist/ stays until the new one is whole.
import { execFileSync } from "node:child_process";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { builtinModules } from "./builtin-modules.js";
import { bundledPackages, lockedPackage } from "./bundled-packages.js";
import { entriesOf, oneCore } from "./one-core.js";
import { sbom } from "./sbom.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const work = join(root, ".build", String(process.pid));
const staged = join(work, "dist");
const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

const queryProcess = "src/execution/backends/sqlite/query-process-main.ts";

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: ["@photostructure/sqlite"],
  define: {
    TRIBUTARY_VERSION: JSON.stringify(manifest.version),
    TRIBUTARY_COMMIT: JSON.stringify(gitSays("rev-parse", "HEAD")),
    TRIBUTARY_BUILD_DATE: JSON.stringify(buildDate()),
  },
  // Bundled CommonJS packages may ask for require.
  banner: { js: 'const require = (id) => process.getBuiltinModule("node:module").createRequire(import.meta.url)(id);' },
  plugins: [builtinModules()],
  logLevel: "warning",
  metafile: true,
};

try {
  await mkdir(staged, { recursive: true });
  const bundled = await bundledPackages(root, await buildBundle());
  await buildProviders();
  await writeNotices(bundled);
  await writeSbom(bundled);
  if (!process.argv.includes("--quick")) writeDeclarations();
  await rm(join(root, "dist"), { recursive: true, force: true });
  await rename(staged, join(root, "dist"));
} finally {
  await rm(work, { recursive: true, force: true });
}

/** What git says of the sources; nothing where they are in no repository. */
function gitSays(...given) {
  try {
    return execFileSync("git", given, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}

/** The same sources make the same package: the date is that of the commit, or what SOURCE_DATE_EPOCH says. */
function buildDate() {
  const seconds = Number(process.env.SOURCE_DATE_EPOCH || gitSays("log", "-1", "--format=%ct") || Date.now() / 1000);
  return new Date(seconds * 1000).toISOString();
}

/**
 * The command and the library, sharing their code. What `help` needs, and `--version`, is not in the core. Resolves with
 * the metafiles of all that was written.
 */
async function buildBundle() {
  const options = {
    ...common,
    entryPoints: { "command-line": "src/cli/command-line.ts", index: "src/index.ts", "query-process": queryProcess },
    outdir: staged,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    minify: true,
  };
  const { metafile } = await build({ ...options, write: false });
  const small = ["src/cli/command-line.ts", queryProcess];
  const entries = entriesOf(metafile).filter((entry) => !small.includes(entry));
  const plugins = [...common.plugins, oneCore({ core: "src/cli/commands/exec.ts", entries })];
  const bundle = await build({ ...options, plugins });
  const compileThread = await buildCompileThread();
  const exec = await buildExec();
  const command = await buildCommand(exec.name);
  return [bundle.metafile, compileThread.metafile, ...exec.metafiles, command.metafile];
}

/** What a thread runs that compiles provider documents: a file of its own, so that it takes no chunk apart. */
async function buildCompileThread() {
  const entryPoints = { "compile-thread": "src/catalog/registry/compile-thread-main.ts" };
  return build({ ...common, entryPoints, outdir: staged, minify: true });
}

/** What `exec` runs as one script for `src/cli/load-bundle.ts`; resolves with its name and the metafiles. */
async function buildExec() {
  const packages = new Set();
  const apart = {
    name: "apart",
    setup(builder) {
      // It has the one command that it runs, and never runs the others.
      builder.onResolve({ filter: /^\.\/commands\/[a-z]+\.ts$/ }, ({ path, kind }) =>
        kind === "dynamic-import" ? { path, external: true } : undefined,
      );
      // Packages serve few statements: each is a file of its own.
      builder.onResolve({ filter: /^[a-z][a-z-]+$/ }, ({ path, kind }) => {
        if (kind === "entry-point") return undefined;
        packages.add(path);
        return { path: `./packages/${path}.cjs`, external: true };
      });
    },
  };
  const options = {
    ...common,
    outdir: staged,
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    banner: {},
    // Becomes a call of `require`, which a script has.
    supported: { "dynamic-import": false },
    minify: true,
  };
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: ["src/cli/exec-line.ts"],
    entryNames: "exec-[hash]",
    banner: { js: "(function (require, bundleUrl) { const module = {};" },
    footer: { js: "return module.exports; })" },
    define: { ...common.define, "import.meta.url": "bundleUrl" },
    plugins: [apart, ...common.plugins],
    write: false,
  });
  const apartFiles = await build({ ...options, entryPoints: [...packages], entryNames: "packages/[name]" });
  const [{ path, contents }] = outputFiles;
  await writeFile(path, contents);
  return { name: basename(path), metafiles: [metafile, apartFiles.metafile] };
}

/** The file that npm links to: the little that decides what else is loaded. */
async function buildCommand(execBundle) {
  const loadedLater = {
    name: "loaded-later",
    setup: (builder) =>
      builder.onResolve({ filter: /command-line\.ts$/ }, () => ({ path: "./command-line.js", external: true })),
  };
  return build({
    ...common,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: staged,
    define: { ...common.define, EXEC_BUNDLE: JSON.stringify(execBundle) },
    minify: true,
    plugins: [loadedLater, ...common.plugins],
  });
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
async function writeNotices(bundled) {
  const parts = await Promise.all(bundled.map(notice));
  await writeFile(join(root, "THIRD_PARTY_NOTICES.md"), `# Bundled packages\n\n${parts.join("\n")}`);
}

async function notice({ place, name, version, license }) {
  for (const file of ["LICENSE", "LICENSE.md", "LICENSE.txt", "license"]) {
    const text = await readFile(join(root, place, file), "utf8").catch(() => undefined);
    if (text !== undefined) return `## ${name} ${version} (${license})\n\n\`\`\`\n${text.trim()}\n\`\`\`\n`;
  }
  return `## ${name} ${version} (${license})\n`;
}

async function writeSbom(bundled) {
  const optional = await Promise.all(
    Object.keys(manifest.optionalDependencies).map((name) => lockedPackage(root, name)),
  );
  await writeFile(join(staged, "sbom.cdx.json"), sbom({ manifest, date: buildDate(), bundled, optional }));
}

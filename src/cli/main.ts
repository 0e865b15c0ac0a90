#!/usr/bin/env node
/** The command `tributary`. Whatever it does is loaded when it is asked for. */
import { cacheFolder } from "../paths.ts";
import { version } from "../version.ts";
import type * as commandLine from "./command-line.ts";
import { loadBundle } from "./load-bundle.ts";

/** The name of the bundle that runs `exec`, which the build knows. */
declare const EXEC_BUNDLE: string;

const args = process.argv.slice(2);
const cache = cacheFolder((name) => process.env[name]);

if (args.length === 1 && args[0] === "--version") {
  process.stdout.write(`tributary ${version}\n`);
} else if (args[0] === "exec") {
  // Short statements are most of what is run: they get all their code in one file, compiled before.
  const { runCommandLine } = loadBundle<typeof commandLine>(new URL(EXEC_BUNDLE, import.meta.url), cache);
  await runCommandLine(args);
} else {
  keepCompiledCode(cache);
  const { runCommandLine } = await import("./command-line.ts");
  await runCommandLine(args);
}

/** From Node 22.8 on, for the next run. In the user's own folder: what lies in a shared one could be anybody's code. */
function keepCompiledCode(folder: string): void {
  const module = process.getBuiltinModule("node:module") as {
    enableCompileCache?: (folder: string) => unknown;
    /** The folder within that one, for this version of Node. */
    getCompileCacheDir?: () => string | undefined;
  };
  if (module.enableCompileCache === undefined) return;
  const files = process.getBuiltinModule("node:fs");
  try {
    // Node would let others look into both folders.
    files.mkdirSync(folder, { recursive: true, mode: 0o700 });
    module.enableCompileCache(folder);
    const inner = module.getCompileCacheDir?.();
    if (inner !== undefined) files.chmodSync(inner, 0o700);
  } catch {
    // The code is compiled anew.
  }
}

#!/usr/bin/env node
/** The command `tributary`. Whatever it does is loaded when it is asked for. */
import { cacheFolder } from "../paths.ts";
import { version } from "../version.ts";

const args = process.argv.slice(2);

if (args.length === 1 && args[0] === "--version") {
  process.stdout.write(`tributary ${version}\n`);
} else {
  keepCompiledCode(cacheFolder((name) => process.env[name]));
  const { runCommandLine } = await import("./command-line.ts");
  await runCommandLine(args);
}

/** From Node 22.8 on, for the next run. In the user's own folder: what lies in a shared one could be anybody's code. */
function keepCompiledCode(folder: string): void {
  const module = process.getBuiltinModule("node:module") as { enableCompileCache?: (folder: string) => unknown };
  module.enableCompileCache?.(folder);
}

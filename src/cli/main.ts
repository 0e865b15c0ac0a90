#!/usr/bin/env node
/** The command `tributary`. Whatever it does is loaded when it is asked for. */
import module from "node:module";
import { version } from "../version.ts";

const args = process.argv.slice(2);

if (args.length === 1 && args[0] === "--version") {
  process.stdout.write(`tributary ${version}\n`);
} else {
  // From Node 22.8 on: compiled code is kept for the next run.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const { runCommandLine } = await import("./command-line.ts");
  await runCommandLine(args);
}

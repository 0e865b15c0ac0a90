#!/usr/bin/env node
/** The command `tributary`. Whatever it does is loaded when it is asked for. */
import { version } from "../version.ts";

const args = process.argv.slice(2);

if (args.length === 1 && args[0] === "--version") {
  process.stdout.write(`tributary ${version}\n`);
} else {
  const { runCommandLine } = await import("./command-line.ts");
  await runCommandLine(args);
}

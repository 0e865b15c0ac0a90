#!/usr/bin/env node
/** The command `tributary`: reads the command line, runs one command, exits with its code. */
import { EngineError, toEngineError } from "../common/error.ts";
import { didYouMean } from "../common/suggest.ts";
import { formatError } from "../output/errors.ts";
import { type CommandHelp, helpText } from "./help.ts";
import { type CommandLine, readCommandLine } from "./read-flags.ts";
import { version } from "./version.ts";

interface Command extends CommandHelp {
  /** Loaded when it runs: help and errors need none of it. */
  readonly load: () => Promise<(line: CommandLine) => Promise<number>>;
}

const commands: { readonly [name: string]: Command } = {
  exec: {
    usage: 'exec "SQL"',
    description: "run statements; -i FILE or standard input instead of the text",
    load: async () => (await import("./commands/exec.ts")).exec,
  },
  registry: {
    usage: "registry list [PROVIDER] | pull PROVIDER [VERSION]",
    description: "list or install providers of the registry",
    load: async () => (await import("./commands/registry.ts")).registry,
  },
  mock: {
    usage: "mock confluent",
    description: "run a mock of Confluent Cloud on loopback",
    load: async () => (await import("./commands/mock.ts")).mock,
  },
  demo: {
    usage: "demo",
    description: "a tour of statements against the mock, no account needed",
    load: async () => (await import("./commands/demo.ts")).demo,
  },
};

/** Exit code for a command line that cannot be obeyed. */
const usageExitCode = 2;

async function main(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, process.env);
  const [name, ...positionals] = line.positionals;
  if (line.flags.version || name === "version") {
    process.stdout.write(`tributary ${version}\n`);
    return 0;
  }
  if (line.flags.help || name === undefined || name === "help") {
    process.stdout.write(helpText(commands));
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const hint = didYouMean(name, Object.keys(commands));
    throw new EngineError({
      condition: "configuration_error",
      stage: "config",
      message: `there is no command ${name}`,
      hint,
    });
  }
  const run = await command.load();
  return run({ positionals, flags: line.flags });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (thrown: unknown) => {
    const error = toEngineError(thrown);
    process.stderr.write(`${formatError(error, { colour: false, json: false })}\n`);
    process.exitCode = error.condition === "configuration_error" ? usageExitCode : 1;
  },
);

/** Reads a command line, runs one command, sets the exit code. */
import { type EngineError, toEngineError } from "../common/error.ts";
import { redact } from "../common/redact.ts";
import { didYouMean } from "../common/suggest.ts";
import { formatError } from "../output/errors.ts";
import { version } from "../version.ts";
import { type Command, commands, type RunCommand } from "./commands.ts";
import { commandHelpText, helpText } from "./help.ts";
import { errorLine, seemsToWantJson } from "./json-line.ts";
import { type CommandLine, readCommandLine } from "./read-flags.ts";
import { flushed, standardStream } from "./standard-streams.ts";
import { usage } from "./usage.ts";

/** For a command line that cannot be obeyed; a statement that fails makes it 1. */
const usageExitCode = 2;

/**
 * Runs the command to its end; every failure is told on standard error, none is thrown. `exec` is the code of that
 * command where it is there already.
 */
export async function runCommandLine(args: readonly string[], exec?: RunCommand): Promise<void> {
  const telling = { json: seemsToWantJson(args, process.env) };
  process.on("uncaughtException", (thrown) => crash(thrown, telling));
  const code = await run(args, exec, telling).catch((thrown: unknown) => {
    const error = toEngineError(thrown);
    standardStream("stderr").write(`${failureText(error, telling)}\n`);
    return isUsage(error) ? usageExitCode : 1;
  });
  // An interrupted command waits for nothing that may still be on its way.
  if (code <= 128) await flushed();
  // Leaving at once spares taking the heap apart, which takes milliseconds.
  process.exit(code);
}

/** What nobody caught: Node's own report would show messages as they are, with the secrets in them. */
function crash(thrown: unknown, telling: Telling): void {
  const error = toEngineError(thrown);
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const report = telling.json
    ? errorLine(error, { stack: frames.map((frame) => frame.trim()) })
    : [failureText(error, telling), ...frames.map(redact)].join("\n");
  process.stderr.write(`${report}\n`, () => process.exit(1));
}

/** How failures are told that no terminal is there for: known as soon as the flags are. */
interface Telling {
  json: boolean;
}

function failureText(error: EngineError, { json }: Telling): string {
  return json ? errorLine(error) : formatError(error, { colour: false, json: false });
}

async function run(args: readonly string[], exec: RunCommand | undefined, telling: Telling): Promise<number> {
  const line = lineOf(args);
  telling.json = line.flags["log.format"] === "json";
  const [name, ...positionals] = line.positionals;
  if (line.flags.version || name === "version") return shown(`tributary ${version}\n`);
  if (name === undefined) return shown(helpText(commands));
  if (name === "help") {
    const [about] = positionals;
    return shown(about === undefined ? helpText(commands) : commandHelpText(commandOf(about)));
  }
  const command = commandOf(name);
  if (line.flags.help) return shown(commandHelpText(command));
  const runCommand = (command === commands["exec"] ? exec : undefined) ?? (await command.load());
  const code = await runCommand({ ...line, positionals });
  if (code !== "help") return code;
  standardStream("stderr").write(commandHelpText(command));
  return usageExitCode;
}

/** A command that mends what is wrong runs although the config file cannot be obeyed. */
function lineOf(args: readonly string[]): CommandLine {
  try {
    return readCommandLine(args, process.env);
  } catch (error) {
    const [name = ""] = args;
    if (!Object.hasOwn(commands, name) || commands[name]?.mends !== true) throw error;
    return { ...readCommandLine(args, process.env, { withoutConfigFile: true }), unread: error };
  }
}

function shown(text: string): number {
  standardStream("stdout").write(text);
  return 0;
}

function commandOf(name: string): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command;
  throw usage(`there is no command ${name}`, didYouMean(name, Object.keys(commands)));
}

/** What was asked for cannot be done as asked; a port or a file that fails is no fault of the command line. */
function isUsage({ stage, condition }: EngineError): boolean {
  return condition === "configuration_error" || (stage === "config" && condition === "invalid_parameter_value");
}

/** The commands: what they do, how they are called, and where their code is. */
import type { CommandHelp } from "./help.ts";
import type { CommandLine } from "./read-flags.ts";

/** Runs with what stands behind the name of the command; "help" where that lacks what the command needs. */
export type RunCommand = (line: CommandLine) => Promise<number | "help">;

export interface Command extends CommandHelp {
  /** Loaded when it runs: help and errors need none of it. */
  readonly load: () => Promise<RunCommand>;
  /** Runs although the config file cannot be obeyed: `unread` of the line says why. */
  readonly mends?: true;
}

export const commands: { readonly [name: string]: Command } = {
  exec: {
    usage: ['exec "SQL"', "exec -i FILE", "exec < FILE"],
    description: "run the statements of a text, a file or standard input",
    examples: [
      'tributary exec "SHOW SERVICES FROM confluent"',
      'tributary exec "SELECT id, display_name FROM confluent.org.environments" -o json',
      "tributary exec -i report.sql -o csv -f report.csv",
      "tributary exec --dryrun \"INSERT INTO confluent.org.environments (display_name) VALUES ('dev')\"",
    ],
    groups: ["statements", "results", "clouds", "requests", "general"],
    load: async () => (await import("./commands/exec.ts")).exec,
  },
  auth: {
    usage: ["auth check [CONNECTION|PROVIDER]"],
    description: "say whose credentials each provider has, where they were read, and what is missing",
    examples: ["tributary auth check", "tributary auth check confluent", "tributary auth check aws -o json"],
    groups: ["results", "clouds", "requests", "general"],
    load: async () => (await import("./commands/auth.ts")).auth,
  },
  doctor: {
    mends: true,
    usage: ["doctor"],
    description: "look at this installation: what it runs on, settings, registry, credentials, network, store, folders",
    examples: ["tributary doctor", "tributary doctor --offline", "tributary doctor --store inventory.db -o json"],
    groups: ["results", "clouds", "requests", "general"],
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  registry: {
    usage: ["registry list [PROVIDER]", "registry pull PROVIDER [VERSION]"],
    description: "list the providers of the registry, or install one",
    examples: ["tributary registry list", "tributary registry pull github"],
    groups: ["results", "clouds", "requests", "general"],
    load: async () => (await import("./commands/registry.ts")).registry,
  },
  provider: {
    usage: ["provider build OPENAPI…", "provider lint FOLDER…", "provider test FOLDER"],
    description: "make a provider of OpenAPI documents, look for what is wrong in one, try it against a made-up server",
    examples: [
      "tributary provider build parts.yaml --overlay inventory.yaml",
      "tributary provider lint registry/src/inventory/v0.1.0",
      "tributary provider test registry/src/inventory/v0.1.0",
    ],
    groups: ["authoring", "general"],
    load: async () => (await import("./commands/provider.ts")).provider,
  },
  fmt: {
    usage: ["fmt [FILE…]", "fmt < FILE"],
    description: "print scripts in one layout, with their comments; check, rewrite or lint them",
    examples: ["tributary fmt report.sql", "tributary fmt --check *.sql", "tributary fmt --lint report.sql"],
    groups: ["layout", "general"],
    load: async () => (await import("./commands/fmt.ts")).fmt,
  },
  mock: {
    usage: ["mock confluent"],
    description: "run a mock of Confluent Cloud on this machine until Ctrl-C",
    examples: ["tributary mock confluent", "tributary mock confluent --port 8080 --latency 50 --scale 10"],
    groups: ["mock", "general"],
    load: async () => (await import("./commands/mock.ts")).mock,
  },
  demo: {
    usage: ["demo"],
    description: "a tour of statements against the mock; needs no account and changes nothing outside",
    examples: ["tributary demo", "tributary demo | less"],
    groups: ["results", "general"],
    load: async () => (await import("./commands/demo.ts")).demo,
  },
  completion: {
    usage: ["completion bash|zsh|fish"],
    description: "print the script that makes a shell complete commands, flags and the names of relations",
    examples: ["source <(tributary completion bash)", "tributary completion fish | source"],
    groups: ["general"],
    load: async () => (await import("./commands/completion.ts")).completion,
  },
  complete: {
    hidden: true,
    usage: ["complete bash|zsh|fish -- WORD…"],
    description: "what a command line that is being written may go on with, as the scripts of completion ask",
    examples: ["tributary complete fish -- exec --out"],
    groups: ["general"],
    load: async () => (await import("./commands/complete.ts")).complete,
  },
};

/** Runs the command in a process from which every way to a socket is taken before it starts, and counted. */
import { join } from "node:path";
import { command, type Environment, folderWith, runProcess } from "./harness.ts";

/** Makes all that opens a socket, looks up a name or starts a program throw, and tells at the end how often it was asked. */
const guard = `
  let opened = 0;
  const refuse = (name) => () => {
    opened++;
    throw new Error("refused: " + name);
  };
  const closed = {
    "node:net": ["connect", "createConnection"],
    "node:tls": ["connect"],
    "node:dgram": ["createSocket"],
    "node:dns": ["lookup", "resolve", "resolve4", "resolve6"],
    "node:child_process": ["spawn", "execFile", "exec", "fork", "spawnSync", "execFileSync", "execSync"],
  };
  for (const [name, members] of Object.entries(closed)) {
    const module = require(name);
    for (const member of members) module[member] = refuse(name + "." + member);
  }
  require("node:net").Socket.prototype.connect = refuse("Socket.connect");
  globalThis.fetch = refuse("fetch");
  require("node:module").syncBuiltinESMExports();
  process.on("exit", () => require("node:fs").writeSync(2, "\\nopened " + opened));
`;

export interface Guarded {
  readonly code: number | null;
  readonly stdout: string;
  readonly said: string;
  /** How often something that opens sockets was asked to. */
  readonly opened: number;
}

/** Runs the command under the guard. */
export async function guarded(args: readonly string[], env: Environment = {}): Promise<Guarded> {
  const folder = await folderWith({ "guard.cjs": guard });
  const all = ["--require", join(folder, "guard.cjs"), command, ...args];
  const { code, stdout, stderr } = await runProcess(process.execPath, all, { env });
  const [said = "", opened] = stderr.split("\nopened ");
  return { code, stdout, said, opened: Number(opened) };
}

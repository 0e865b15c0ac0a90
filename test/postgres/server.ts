/** A PostgreSQL server of its own for a test: a new cluster in a temporary folder, on a free port of the loopback. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface PostgresServer {
  readonly port: number;
  /** Runs a script of SQL. */
  execute(sql: string): Promise<string>;
  stop(): Promise<void>;
}

export const user = "tester";
export const password = "pass word/of:the@test";

/** The folder of its programs; undefined where no PostgreSQL is installed. */
export function postgresPrograms(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : [];
  const folders = [...versions.toReversed(), ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders.find((folder) => ["initdb", "postgres", "psql"].every((name) => existsSync(join(folder, name))));
}

/** The server refuses to run as root: it is then nobody's. */
async function owner(): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "nobody"])).stdout)),
  );
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

export async function startPostgres(programs: string): Promise<PostgresServer> {
  const as = await owner();
  const folder = await mkdtemp(join(tmpdir(), "tributary-postgres-"));
  if (as.uid !== undefined && as.gid !== undefined) await chown(folder, as.uid, as.gid);
  const data = join(folder, "data");
  const secret = join(folder, "password");
  await writeFile(secret, password);
  const locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
  const login = ["--username", user, "--auth=scram-sha-256", "--pwfile", secret];
  await run(join(programs, "initdb"), ["--pgdata", data, ...login, ...locale], { ...as, cwd: folder });
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", fsync: "off", port: String(port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(programs, "postgres"), ["-D", data, ...flags], { ...as, cwd: folder });
  await untilReady(server);
  const environment = { ...process.env, PGPASSWORD: password };
  const client = ["-h", "127.0.0.1", "-p", String(port), "-U", user, "-d", "postgres"];
  return {
    port,
    execute: async (sql) => {
      const options = ["-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql];
      return (await run(join(programs, "psql"), [...client, ...options], { env: environment })).stdout;
    },
    stop: async () => {
      const ended = once(server, "exit");
      // Ends what still runs, then the server.
      server.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  taken.close();
  await once(taken, "close");
  return port;
}

async function untilReady(server: ChildProcess): Promise<void> {
  let log = "";
  const ready = new Promise<void>((resolve, reject) => {
    server.stderr?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("database system is ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`PostgreSQL does not start:\n${log}`)));
  });
  await ready;
}

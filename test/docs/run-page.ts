/** Runs the blocks of a page in order against a mock cloud of its own: SQL in one session, shell with the command. */
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { toEngineError } from "../../src/common/error.ts";
import { demoCredentials, startMockConfluent, type MockServer } from "../../src/mock/server.ts";
import { formatError, formatWarning } from "../../src/output/errors.ts";
import { parseFormatName, resolveFormat } from "../../src/output/format.ts";
import { openOutput } from "../../src/output/output.ts";
import { openSession, type Session } from "../../src/session/session.ts";
import { defaultSettings } from "../../src/session/settings.ts";
import { shippedCatalog } from "../sql/harness/catalogs.ts";
import { mask, type Masked, unmask } from "./mask.ts";
import type { Block } from "./page.ts";

export interface Outcome {
  /** Masked: what the page shows. */
  readonly text: string;
  readonly failed: boolean;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Wide enough for most results, narrow enough for a page. */
const shownWidth = 100;

const remarks = { colour: false, json: false };

const credentials: { readonly [name: string]: string } = {
  CONFLUENT_CLOUD_API_KEY: demoCredentials.apiKey,
  CONFLUENT_CLOUD_API_SECRET: demoCredentials.apiSecret,
  CONFLUENT_PARTNER_CLIENT_ID: demoCredentials.partnerClientId,
  CONFLUENT_PARTNER_CLIENT_SECRET: demoCredentials.partnerClientSecret,
};

interface Desk {
  readonly server: MockServer;
  readonly session: Session;
  readonly masked: Masked;
  /** Collects what statements write on standard error. */
  readonly remarks: string[];
}

/** The outcome of each block that is run, by block; files that blocks hold are written where shell blocks run. */
export async function runPage(blocks: readonly Block[]): Promise<Map<Block, Outcome>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "tributary-docs-")));
  const server = await startMockConfluent({ factsDirectory: join(root, "providers/confluent/facts") });
  const said: string[] = [];
  const session = await sessionAt(server.url, said);
  const desk: Desk = { server, session, masked: { port: server.port, folder }, remarks: said };
  try {
    await furnish(folder);
    const outcomes = new Map<Block, Outcome>();
    for (const block of blocks) {
      const file = block.attributes.get("file");
      if (file !== undefined) await placeFile(join(folder, file), `${unmask(block.text, desk.masked)}\n`);
      if (block.attributes.has("run")) outcomes.set(block, await runBlock(block, desk));
    }
    return outcomes;
  } finally {
    await session.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function sessionAt(url: string, said: string[]): Promise<Session> {
  const settings = {
    ...defaultSettings,
    shippedProviders: "",
    userProviders: "",
    environment: (name: string) => credentials[name],
    endpoints: { confluent: url },
    version: "docs",
  };
  return openSession(
    settings,
    (event) => {
      if (event.kind === "warning") said.push(formatWarning(event.warning, remarks));
    },
    { catalog: await shippedCatalog() },
  );
}

async function runBlock(block: Block, desk: Desk): Promise<Outcome> {
  const text = unmask(block.text, desk.masked);
  const { text: shown, failed } = await (block.language === "sql" ? runSql(text, block, desk) : runShell(text, desk));
  return { text: mask(shown, desk.masked), failed };
}

async function runSql(sql: string, block: Block, { session, remarks: said }: Desk): Promise<Outcome> {
  let written = "";
  const sink = { closed: false, write: (text: string): void => void (written += text) };
  said.length = 0;
  const format = resolveFormat(parseFormatName(block.attributes.get("format") ?? "box"), true);
  const output = openOutput({ format, width: shownWidth }, sink);
  const messages: string[] = [];
  try {
    for await (const result of session.execute(sql)) {
      await output.write(result);
      const message = result.message?.();
      if (message !== undefined) messages.push(message);
    }
    await output.end();
    return { text: [...said, written, ...messages].filter((part) => part !== "").join("\n"), failed: false };
  } catch (thrown) {
    const error = formatError(toEngineError(thrown), remarks);
    return { text: [written, error].filter((part) => part !== "").join("\n"), failed: true };
  }
}

async function placeFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** A folder as a user's home: the command on the path, the package to import. */
async function furnish(folder: string): Promise<void> {
  const command = join(folder, ".bin", "tributary");
  await mkdir(join(folder, ".bin"));
  await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, "dist/cli.js")}" "$@"\n`);
  await chmod(command, 0o755);
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules", "tributary-sql"), "junction");
}

function runShell(script: string, { server, masked: { folder } }: Desk): Promise<Outcome> {
  const path = `${join(folder, ".bin")}:${join(process.execPath, "..")}:${process.env["PATH"] ?? ""}`;
  const env = { ...credentials, TRIBUTARY_ENDPOINT: `confluent=${server.url}`, HOME: folder, PATH: path };
  return new Promise((done) => {
    execFile("bash", ["-c", `exec 2>&1\n${script}`], { cwd: folder, env, timeout: 60_000 }, (error, stdout) =>
      done({ text: stdout, failed: error !== null }),
    );
  });
}

/** The files that people write: config file, env file, connections. Names are told, values never. */
import { join } from "node:path";
import { counted } from "../../common/counted.ts";
import { configFolder } from "../../paths.ts";
import { connectionsPath } from "../connections-file.ts";
import { flags } from "../flags.ts";
import { foreignFlags } from "../foreign-flags.ts";
import { readConfigFile, readEnvFile } from "../setting-files.ts";
import { type Examined, failed, type Finding } from "./finding.ts";
import { openToOthers, statOf } from "./permissions.ts";

/** Flags that may hold what opens an account. */
const secretFlags: ReadonlySet<string> = new Set([
  "auth",
  "http.proxy.password",
  "tls.keyPassword",
  "registry",
] satisfies readonly (keyof typeof flags)[]);

/** `unread`: why the settings as they are given cannot be obeyed. */
export async function checkConfiguration(examined: Examined, unread: unknown): Promise<readonly Finding[]> {
  const found = [...configFindings(examined), ...envFindings(examined), ...(await connectionFindings(examined))];
  if (unread === undefined) return found;
  const settings = failed("settings", unread);
  return found.some(({ detail }) => detail === settings.detail) ? found : [settings, ...found];
}

function configFindings({ line }: Examined): readonly Finding[] {
  const check = "config file";
  const usual = join(configFolder(line.environment), "config.json");
  const path = line.flags.configfile ?? usual;
  if (line.flags.configfile === undefined && statOf(usual) === undefined) {
    return [{ check, status: "ok", detail: `none; it would be ${usual}` }];
  }
  try {
    const names = Object.keys(readConfigFile(path, Object.keys({ ...flags, ...foreignFlags })));
    const told = names.length === 0 ? "sets nothing" : `sets ${names.join(", ")}`;
    const holdsSecrets = names.some((name) => secretFlags.has(name));
    return withModes({ check, status: "ok", detail: `${path} ${told}` }, path, holdsSecrets ? "private" : "trusted");
  } catch (error) {
    return [failed(check, error)];
  }
}

function envFindings({ line }: Examined): readonly Finding[] {
  const check = "env file";
  const path = line.flags["env.file"];
  if (path === undefined) return [];
  try {
    const { length } = Object.keys(readEnvFile(path));
    return withModes({ check, status: "ok", detail: `${path} sets ${counted(length, "variable")}` }, path, "private");
  } catch (error) {
    return [failed(check, error)];
  }
}

async function connectionFindings({ line }: Examined): Promise<readonly Finding[]> {
  const check = "connections file";
  const path = connectionsPath(line.flags.connections, line.environment);
  if (path === undefined) return [{ check, status: "ok", detail: "none: providers have one account each" }];
  try {
    const { readConnectionsFile } = await import("../../config/read-file.ts");
    const { connections } = await readConnectionsFile(path);
    const names = connections.map(({ name }) => name).join(", ");
    const detail = `${path} declares ${names === "" ? "no connection" : names}`;
    // It names programs that are run for credentials: who may change it may run what they like.
    return withModes({ check, status: "ok", detail }, path, "trusted");
  } catch (error) {
    return [failed(check, error)];
  }
}

function withModes(finding: Finding, path: string, kind: "private" | "trusted"): readonly Finding[] {
  const remark = openToOthers(finding.check, path, kind);
  return remark === undefined ? [finding] : [finding, remark];
}

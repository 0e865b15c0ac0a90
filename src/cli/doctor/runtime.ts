/** What Tributary runs on: Node.js and its SQLite driver. */
import { openTemporaryDatabase } from "../../execution/backends/sqlite/driver.ts";
import { version } from "../../version.ts";
import { failed, type Finding } from "./finding.ts";

/** The oldest that is supported, as `engines` of the package says. */
const oldestNode = [20, 19] as const;

export async function checkRuntime(): Promise<readonly Finding[]> {
  return [{ check: "tributary", status: "ok", detail: `version ${version}` }, nodeFinding(), sqliteFinding()];
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  const detail = `version ${process.versions.node} on ${process.platform}/${process.arch}`;
  if (!isOld) return { check: "node", status: "ok", detail };
  return { check: "node", status: "failure", detail, remedy: `Install Node.js ${oldestNode.join(".")} or later.` };
}

function sqliteFinding(): Finding {
  try {
    const database = openTemporaryDatabase();
    const statement = database.prepare("SELECT sqlite_version()");
    statement.setReturnArrays(true);
    const [row] = statement.iterate();
    database.close();
    return { check: "sqlite", status: "ok", detail: `version ${String(row?.[0])}` };
  } catch (error) {
    return failed("sqlite", error);
  }
}

/** The store that --store names and the journal beside it. Neither is changed, nor made where it is not there. */
import { dirname } from "node:path";
import { counted } from "../../common/counted.ts";
import { reasonOf } from "../../common/error.ts";
import { checkStore } from "../../execution/backends/sqlite/store-check.ts";
import { journalFile, journalPath } from "../../session/journal-file.ts";
import { failed, type Finding } from "./finding.ts";
import { isReadable, isWritable, openToOthers, statOf } from "./permissions.ts";

/** `path` is that of the store; undefined where nothing outlives a session. */
export function checkState(path: string | undefined): readonly Finding[] {
  if (path === undefined) return [{ check: "store", status: "ok", detail: "none: tables end with the session" }];
  return [...storeFindings(path), ...journalFindings(journalPath(path))];
}

function storeFindings(path: string): readonly Finding[] {
  const check = "store";
  const unusable = unusableFile(check, path);
  if (unusable !== undefined) return [unusable];
  if (statOf(path) === undefined) return [{ check, status: "ok", detail: `${path}, made when it is needed` }];
  try {
    const { mistake, relations, bytes } = checkStore(path);
    if (mistake !== undefined) return [unusableStore(path, mistake)];
    const detail = `${path}: ${counted(relations, "relation")}, ${sizeOf(bytes)}, whole`;
    const remark = openToOthers(check, path, "private");
    return [{ check, status: "ok", detail }, ...(remark === undefined ? [] : [remark])];
  } catch (error) {
    return [unusableStore(path, reasonOf(error))];
  }
}

function unusableStore(path: string, why: string): Finding {
  const remedy = "Name another file with --store, or put back a copy of this one.";
  return { check: "store", status: "failure", detail: `${path} cannot be used: ${why}`, remedy };
}

function journalFindings(path: string): readonly Finding[] {
  const check = "journal";
  const stats = statOf(path);
  if (stats === undefined) return [{ check, status: "ok", detail: "empty: no call has changed anything" }];
  const unusable = unusableFile(check, path);
  if (unusable !== undefined) return [unusable];
  try {
    const facts = journalFile(path).read();
    const open = facts.filter(({ state }) => state === "unknown").length;
    const remark = openToOthers(check, path, "private");
    const detail = `${path}: ${counted(facts.length, "call")}, ${sizeOf(stats.size)}`;
    const finding: Finding =
      open === 0
        ? { check, status: "ok", detail }
        : { check, status: "warning", detail: `${detail}; of ${open} it is not known what became`, remedy: lookAt };
    return [finding, ...(remark === undefined ? [] : [remark])];
  } catch (error) {
    return [failed(check, error)];
  }
}

const lookAt = "SELECT * FROM tributary.journal WHERE state = 'unknown' shows them: see whether the objects are there.";

/** Both are written beside other files of the same name: the folder counts as much as the file. */
function unusableFile(check: string, path: string): Finding | undefined {
  const stats = statOf(path);
  const folder = dirname(path);
  const failure = (detail: string, remedy: string): Finding => ({ check, status: "failure", detail, remedy });
  if (statOf(folder) === undefined) return failure(`the folder ${folder} does not exist`, `mkdir -m 700 -p ${folder}`);
  if (stats?.isDirectory() === true) return failure(`${path} is a folder`, "Name a file with --store.");
  if (stats !== undefined && !isReadable(path)) return failure(`${path} cannot be read`, `chmod 600 ${path}`);
  if (stats !== undefined && !isWritable(path)) return failure(`${path} cannot be written`, `chmod 600 ${path}`);
  if (!isWritable(folder)) return failure(`the folder ${folder} cannot be written`, `chmod 700 ${folder}`);
  return undefined;
}

function sizeOf(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

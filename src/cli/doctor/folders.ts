/** The folders of the user: who may read and change them. */
import { dirname } from "node:path";
import { cacheFolder, configFolder, stateFolder } from "../../paths.ts";
import type { Examined, Finding } from "./finding.ts";
import { isWritable, openToOthers, statOf } from "./permissions.ts";

interface Folder {
  readonly check: string;
  readonly path: string;
  /** What does not work where it cannot be written; absent where nothing is ever written to it. */
  readonly lost?: string;
}

export async function checkFolders({ line }: Examined): Promise<readonly Finding[]> {
  const { environment, flags } = line;
  const folders: readonly Folder[] = [
    { check: "configuration folder", path: configFolder(environment) },
    { check: "state folder", path: flags.approot ?? stateFolder(environment), lost: "no provider can be pulled" },
    { check: "cache folder", path: cacheFolder(environment), lost: "each start compiles what it runs anew" },
  ];
  return folders.flatMap((folder) => findingsOf(folder));
}

function findingsOf({ check, path, lost }: Folder): readonly Finding[] {
  const stats = statOf(path);
  const there = stats === undefined ? nearest(path) : path;
  const detail = stats === undefined ? `${path}, made when it is needed` : path;
  if (stats !== undefined && !stats.isDirectory()) {
    return [{ check, status: "failure", detail: `${path} is no folder`, remedy: "Move that file away." }];
  }
  if (lost !== undefined && !isWritable(there)) {
    const remedy = `Make ${there} writable, or name another folder (${check === "state folder" ? "--approot" : "XDG_CACHE_HOME"}).`;
    return [{ check, status: "warning", detail: `${there} cannot be written: ${lost}`, remedy }];
  }
  const remark = openToOthers(check, path, "trusted");
  return [{ check, status: "ok", detail }, ...(remark === undefined ? [] : [remark])];
}

/** The folder that it would be made in. */
function nearest(path: string): string {
  let folder = dirname(path);
  while (statOf(folder) === undefined && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

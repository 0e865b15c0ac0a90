/** Who may do what with a file or folder: what several checks ask. */
import { accessSync, constants, type Stats, statSync } from "node:fs";
import type { Finding } from "./finding.ts";

/** Bits of the mode that let others than the owner read, or write. */
const readByOthers = 0o044;
const writtenByOthers = 0o022;

/** Undefined where there is nothing, or nothing that may be looked at. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** True where this process may write to the file, or make files in the folder. */
export function isWritable(path: string): boolean {
  return isAllowed(path, constants.W_OK);
}

export function isReadable(path: string): boolean {
  return isAllowed(path, constants.R_OK);
}

function isAllowed(path: string, right: number): boolean {
  try {
    accessSync(path, right);
    return true;
  } catch {
    return false;
  }
}

/**
 * A warning where others may read what is `private`, or write to what is not; undefined where all is as it should be,
 * nothing is there, or the system has no such modes.
 */
export function openToOthers(check: string, path: string, kind: "private" | "trusted"): Finding | undefined {
  const stats = statOf(path);
  if (stats === undefined || process.platform === "win32") return undefined;
  const isRead = kind === "private" && (stats.mode & readByOthers) !== 0;
  const isWritten = (stats.mode & writtenByOthers) !== 0;
  if (!isRead && !isWritten) return undefined;
  const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
  return {
    check,
    status: "warning",
    detail: `other users may ${isWritten ? "change" : "read"} ${path} (mode ${mode})`,
    remedy: `chmod ${stats.isDirectory() ? "700" : "600"} ${path}`,
  };
}

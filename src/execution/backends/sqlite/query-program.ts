/** Where the program is that runs a query in a process of its own. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built program of the process, beside the bundle that this is part of; undefined where nothing is built. */
export function queryProcessFile(): string | undefined {
  return ["./query-process.js", "../query-process.js"]
    .map((file) => fileURLToPath(new URL(file, import.meta.url)))
    .find((file) => existsSync(file));
}

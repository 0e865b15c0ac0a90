/** Reads imported files of this machine: paths are relative to the file that names them. */
import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { reasonOf } from "../../../common/error.ts";
import { Fault } from "./fault.ts";
import type { Importer } from "./machine.ts";

export const fileImporter: Importer = {
  read: (path, from) => {
    const name = isAbsolute(path) ? path : join(dirname(from.name), path);
    try {
      return { name, text: readFileSync(name, "utf8").replace(/^\uFEFF/, "") };
    } catch (cause) {
      throw new Fault(`the file cannot be imported: ${reasonOf(cause)}`);
    }
  },
};

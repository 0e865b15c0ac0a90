/** Finds and reads the connections file. */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseDocument } from "../catalog/registry/yaml.ts";
import { EngineError } from "../common/error.ts";
import type { JsonValue } from "../common/value.ts";
import type { Connections } from "../connector/connection.ts";
import { connectionsIn } from "./declarations.ts";

/**
 * What a file declares, YAML or JSON. Throws `configuration_error` where it cannot be read or parsed, without what it
 * holds, and as `connectionsIn` does.
 */
export async function readConnectionsFile(path: string): Promise<Connections> {
  const document = parsed(path, await bytesOf(path));
  return connectionsIn(document, { source: path, folder: dirname(resolve(path)) });
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (thrown) {
    throw wrong(`the connections file ${path} cannot be read: ${codeOf(thrown)}`);
  }
}

function codeOf(thrown: unknown): string {
  return String((thrown as NodeJS.ErrnoException).code ?? "unknown reason");
}

/** The parser's message quotes the file, which may hold secrets: its reason and the line are all that is told. */
function parsed(path: string, bytes: Uint8Array): JsonValue {
  const isEmpty = /^(\s*(#[^\n]*)?(\n|$))*$/.test(new TextDecoder().decode(bytes));
  if (isEmpty) return null;
  try {
    return parseDocument(bytes) as JsonValue;
  } catch (thrown) {
    const { reason, mark } = thrown as { readonly reason?: string; readonly mark?: { readonly line: number } };
    const line = mark === undefined ? "" : `, line ${mark.line + 1}`;
    const why = reason?.replace(/["<].*/s, "").trim();
    throw wrong(`${path}${line} is no valid YAML or JSON${why === undefined ? "" : `: ${why}`}`);
  }
}

function wrong(message: string): EngineError {
  return new EngineError({ condition: "configuration_error", stage: "config", message });
}

/** The stores of a session: one that ends with it, and the file that outlives it where one is named. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoredRelations, StoreSchema } from "../../../planner/stored.ts";
import type { RowCache } from "../backend.ts";
import type { ConnectionRows } from "./connection-rows.ts";
import { openStoreFile, type StoreFile } from "./store-file.ts";

export interface Store extends StoredRelations {
  /** Opens what is to be written to. */
  open(schema: StoreSchema): void;
  /** The files that are open: every statement attaches them. */
  attached(): readonly Pick<StoreFile, "schema" | "path">[];
  /** Where rows of calls are kept: beside what outlives the session, else in the session. */
  rowCache(): RowCache;
  /** The same, but opens nothing of the session. */
  openRowCache(): RowCache | undefined;
  /** The connections that outlive the session; undefined where nothing does. */
  connections(): ConnectionRows | undefined;
  close(): void;
}

/** `path` names the file that outlives the session; without it everything ends with the session. Opens nothing yet. */
export function createStore(path: string | undefined): Store {
  let session: SessionFile | undefined;
  let file: StoreFile | undefined;
  const lasting = (): StoreFile | undefined =>
    path === undefined ? undefined : (file ??= openStoreFile(path, "store"));
  const readable = (): StoreFile[] => [session?.file, lasting()].filter((one) => one !== undefined);
  return {
    find: (name) => firstOf(readable(), (one) => one.find(name)),
    findIndex: (name) => firstOf(readable(), (one) => one.findIndex(name)),
    names: () => readable().flatMap((one) => one.names()),
    list: () => readable().flatMap((one) => one.list()),
    findFunction: (name) => firstOf(readable(), (one) => one.findFunction(name)),
    listFunctions: () => readable().flatMap((one) => one.listFunctions()),
    schemaFor: (temporary) => (temporary || path === undefined ? "session" : "store"),
    open: (schema) => {
      if (schema === "store") lasting();
      else session ??= openSessionFile();
    },
    attached: () => [session?.file, file].filter((one) => one !== undefined),
    rowCache: () => (lasting() ?? (session ??= openSessionFile()).file).rowCache(),
    connections: () => lasting()?.connections(),
    openRowCache: () => (lasting() ?? session?.file)?.rowCache(),
    close: () => {
      session?.close();
      file?.close();
      session = file = undefined;
    },
  };
}

function firstOf<T>(files: readonly StoreFile[], look: (file: StoreFile) => T | undefined): T | undefined {
  for (const file of files) {
    const found = look(file);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface SessionFile {
  readonly file: StoreFile;
  close(): void;
}

/** A store in a folder of its own, which goes with the session or, at the latest, with the process. */
function openSessionFile(): SessionFile {
  const folder = mkdtempSync(join(tmpdir(), "tributary-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  const file = openStoreFile(join(folder, "session.db"), "session");
  return {
    file,
    close: () => {
      file.close();
      process.off("exit", remove);
      remove();
    },
  };
}

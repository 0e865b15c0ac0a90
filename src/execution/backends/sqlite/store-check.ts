/** Looks at a store without changing it: is it whole, and of which version. */
import { openReadOnlyDatabase } from "./driver.ts";
import { allRows, applicationId, busyTimeout, pragma, schemaVersion } from "./store-file.ts";

export interface StoreCheck {
  /** Of its schema; it is brought to that of this release when it is next used. */
  readonly version: number;
  readonly relations: number;
  readonly bytes: number;
  /** Why it cannot be used; undefined where it can. */
  readonly mistake: string | undefined;
}

/** Reads every page of the file. Throws as the driver does where it cannot be opened or is no database. */
export function checkStore(path: string): StoreCheck {
  const database = openReadOnlyDatabase(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    const bytes = pragma(database, "page_count") * pragma(database, "page_size");
    const version = pragma(database, "user_version");
    const isMarked = pragma(database, "application_id") === applicationId;
    const tables = Number(allRows(database, "SELECT count(*) FROM sqlite_schema", [])[0]?.[0] ?? 0);
    const sound = { version, bytes, relations: 0, mistake: undefined };
    if (tables === 0) return sound;
    if (!isMarked) return { ...sound, mistake: "it is a database of something else" };
    if (version > schemaVersion) return { ...sound, mistake: `a newer version wrote it (schema ${version})` };
    const [[verdict] = []] = allRows(database, "PRAGMA integrity_check(1)", []);
    if (verdict !== "ok") return { ...sound, mistake: `it is damaged: ${String(verdict).split("\n").at(-1) ?? ""}` };
    const relations = Number(allRows(database, "SELECT count(*) FROM tributary_relations", [])[0]?.[0] ?? 0);
    return { ...sound, relations };
  } finally {
    database.close();
  }
}

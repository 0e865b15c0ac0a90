/** Relations of attached databases: `database.table` and `database.schema.table`. */
import { EngineError } from "../../common/error.ts";
import { didYouMean } from "../../common/suggest.ts";
import type { QualifiedName } from "../../sql/ast.ts";
import type { AttachedDatabase, AttachedDatabases } from "../attached.ts";
import type { CatalogRelation } from "../scan.ts";

/**
 * The relation that a name means in the database of its first part; undefined where no database has that name. Throws
 * `undefined_table` with the nearest names, and what the database reports.
 */
export async function findAttached(
  name: QualifiedName,
  attached: AttachedDatabases | undefined,
): Promise<CatalogRelation | undefined> {
  const parts = name.parts.map((part) => part.name);
  const database = attached?.find(parts[0] ?? "");
  if (database === undefined || parts.length < 2) return undefined;
  if (parts.length > 3) throw noRelation(name, database.name, "Its relations are named database.schema.table.");
  const [table = "", schema] = parts.slice(1).toReversed();
  const relation = await atName(name, () => database.relation(table, schema));
  if (relation === undefined) throw noRelation(name, database.name, await nearest(database, parts.slice(1)));
  return { kind: "system", relation };
}

/** Throws `feature_not_supported` where the name is of an attached database, which has no methods. */
export function refuseAttached({ parts, span }: QualifiedName, attached: AttachedDatabases | undefined): void {
  const database = parts.length < 2 ? undefined : attached?.find(parts[0]?.name ?? "");
  if (database === undefined) return;
  throw new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `${database.name} is an attached database: it is read only, and has no methods`,
    span,
    hint: `SELECT and DESCRIBE read it; SHOW TABLES FROM ${database.name} lists what it has.`,
  });
}

async function nearest(database: AttachedDatabase, parts: readonly string[]): Promise<string> {
  const names = await database.names();
  const known = parts.length === 1 ? names.map((name) => name.split(".").slice(1).join(".")) : names;
  return `${didYouMean(parts.join("."), known) ?? ""} SHOW TABLES FROM ${database.name} lists them.`.trim();
}

function noRelation({ parts, span }: QualifiedName, database: string, hint: string): EngineError {
  return new EngineError({
    condition: "undefined_table",
    stage: "bind",
    message: `there is no relation ${parts
      .slice(1)
      .map((part) => part.name)
      .join(".")} in the database ${database}`,
    span,
    hint,
  });
}

/** What the database reports is told at the name. */
async function atName<T>(name: QualifiedName, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EngineError) || error.span !== undefined) throw error;
    throw error.with({ span: name.span });
  }
}

/** The views and tables of the session in the words of the SQL standard: their catalog is `tributary`. */
import { textOf } from "../../common/value.ts";
import type { SessionFacts, StoredFact } from "../session-facts.ts";
import type { Keys } from "./relation.ts";

/** The catalog of stored relations; no provider has this name. */
export const storedCatalog = "tributary";

/** The stored relations that the keys of a walk leave. */
export function storedFor(keys: Keys, session: SessionFacts | undefined): readonly StoredFact[] {
  const [catalog, schema, name] = ["provider", "service", "resource"].map((key) => keys.get(key));
  const isWanted = (wanted: ReturnType<Keys["get"]>, found: string): boolean =>
    wanted === undefined || (wanted !== null && textOf(wanted) === found);
  if (session === undefined || !isWanted(catalog, storedCatalog)) return [];
  return session.stored().filter((one) => isWanted(schema, one.schema) && isWanted(name, one.name));
}

/** What `information_schema.tables` calls each kind. */
export function tableType({ kind, temporary }: StoredFact): string {
  if (kind === "view") return "VIEW";
  if (kind === "materialized view") return "MATERIALIZED VIEW";
  return temporary ? "LOCAL TEMPORARY" : "BASE TABLE";
}

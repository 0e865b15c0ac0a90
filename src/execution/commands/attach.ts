/** ATTACH and DETACH: databases that the session reads beside its providers. */
import { findProvider } from "../../catalog/lookup.ts";
import { EngineError } from "../../common/error.ts";
import { nearestNames } from "../../common/suggest.ts";
import type { Attach, Detach } from "../../sql/ast-attach.ts";
import type { Identifier } from "../../sql/ast.ts";
import type { Databases } from "../databases/attached.ts";
import type { Run } from "../run.ts";

/** The first names of relations that are neither a provider's nor a database's. */
const systemSchemas: ReadonlySet<string> = new Set(["tributary", "information_schema"]);

/** Attaches a database once it has answered. Throws `duplicate_table` for a taken name, and what the database reports. */
export async function attach({ location, name, type, ifNotExists }: Attach, run: Run): Promise<string> {
  const databases = databasesOf(run);
  const as = name?.name ?? "";
  if (ifNotExists && databases.find(as) !== undefined) return `${as} is attached already`;
  await checkName(as, name, run);
  await atName(name, () => databases.attach({ name: as, location, type }, run.signal));
  return `attached ${as}`;
}

/** Throws `undefined_table` with the nearest names. */
export async function detach({ name, ifExists }: Detach, run: Run): Promise<string> {
  const databases = databasesOf(run);
  const isDone = await atName(name, () => databases.detach(name.name));
  if (isDone) return `detached ${name.name}`;
  if (ifExists) return `there is no database ${name.name}`;
  const [near] = nearestNames(name.name, databases.names());
  throw new EngineError({
    condition: "undefined_table",
    stage: "execute",
    message: `there is no database ${name.name}`,
    span: name.span,
    hint: near === undefined ? "SHOW DATABASES lists those that are attached." : `Did you mean ${near}?`,
  });
}

/** A database that took the name of a provider would hide it. */
async function checkName(as: string, at: Identifier | undefined, { catalog }: Run): Promise<void> {
  const provider = await findProvider(catalog, as);
  if (provider === undefined && !systemSchemas.has(as.toLowerCase())) return;
  throw new EngineError({
    condition: "duplicate_table",
    stage: "execute",
    message: `${provider?.name ?? as} is the name of ${provider === undefined ? "what the catalog tells" : "a provider"}`,
    span: at?.span,
    hint: "Give the database another name: ATTACH '…' AS name.",
  });
}

/** The address may hold a password: an error points at the name, not at the address. */
async function atName<T>(name: Identifier | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EngineError) || error.span !== undefined) throw error;
    throw error.with({ span: name?.span, cause: undefined });
  }
}

function databasesOf({ databases }: Run): Databases {
  if (databases !== undefined) return databases;
  throw new EngineError({ condition: "internal_error", stage: "execute", message: "there is no session to attach to" });
}

/** The connections that statements made: of the session, and in the store that outlives it. */
import { EngineError } from "../common/error.ts";
import { isSecretName } from "../common/redact.ts";
import type { JsonValue } from "../common/value.ts";
import type { Connection, Connections } from "../connector/connection.ts";
import type { ConnectionRow, ConnectionRows } from "../execution/backends/sqlite/connection-rows.ts";
import type { Declaration } from "../execution/connected.ts";

type Made = Pick<Declaration, "name" | "kind" | "document">;

/** Where people are told that they were declared. */
const source = "CREATE CONNECTION";

export class CreatedConnections {
  /** Of the session alone, by name in lower case. */
  readonly #own = new Map<string, Made>();
  readonly #rows: () => ConnectionRows | undefined;

  constructor(rows: () => ConnectionRows | undefined) {
    this.#rows = rows;
  }

  /** Those there are, as declarations. */
  list(): readonly Made[] {
    return [...(this.#rows()?.list() ?? []).map(madeOf), ...this.#own.values()];
  }

  find(name: string): Made | undefined {
    return this.list().find((made) => made.name.toLowerCase() === name.toLowerCase());
  }

  /** Takes the place of one of the same name. Throws `configuration_error` for a secret in clear that would last. */
  put({ name, kind, document, temporary }: Omit<Declaration, "orReplace">): void {
    const rows = temporary ? undefined : this.#rows();
    if (rows !== undefined) refuseSecrets(document, []);
    this.remove(name);
    if (rows === undefined) this.#own.set(name.toLowerCase(), { name, kind, document });
    else rows.put({ name, kind, declaration: JSON.stringify(document) });
  }

  remove(name: string): void {
    this.#own.delete(name.toLowerCase());
    this.#rows()?.remove(name);
  }
}

/** The first declaration that names another one as a member, or extends it; undefined where none does. */
export function holderOf(name: string, { groups }: Connections, made: readonly Made[]): Holder | undefined {
  const group = groups.find(({ members }) => members.includes(name));
  if (group !== undefined) return { name: group.name, kind: "group" };
  return made.find(({ document }) => {
    const { members, extends: base } = document;
    return base === name || (Array.isArray(members) && members.includes(name));
  });
}

export type Holder = Pick<Made, "name" | "kind">;

function madeOf({ name, kind, declaration }: ConnectionRow): Made {
  return { name, kind, document: JSON.parse(declaration) as Made["document"] };
}

/**
 * What declarations stand for; they may extend each other, and those that no statement made. Throws
 * `configuration_error` at what is wrong with them.
 */
export async function connectionsMade(made: readonly Made[], fixed: readonly Connection[] = []): Promise<Connections> {
  if (made.length === 0) return { connections: [], groups: [] };
  const [{ createdOf }, { groupOf }] = await Promise.all([
    import("../config/created.ts"),
    import("../config/declarations.ts"),
  ]);
  const at = { source, path: [] };
  const origin = { source, folder: process.cwd() };
  const written = Object.fromEntries(
    made.flatMap(({ name, kind, document }) => (kind === "connection" ? [[name, document]] : [])),
  );
  return {
    connections: Object.keys(written).map((name) => createdOf(name, { written, fixed }, { at, origin })),
    groups: made.flatMap(({ name, kind, document }) => (kind === "group" ? [groupOf(name, document, at)] : [])),
  };
}

/** Nothing is written to disk that opens an account. */
function refuseSecrets(value: JsonValue, path: readonly string[]): void {
  if (typeof value === "string") {
    const isNamed = path.some(isSecretName) && !isPlace(path);
    if (isNamed || /^\w+:\/\/[^:/@]*:[^/]*@/.test(value)) throw clear(path);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) refuseSecrets(inner as JsonValue, [...path, key]);
  }
}

/** True for what says where a secret is: a variable of the environment, a file, a program, the keychain. */
function isPlace(path: readonly string[]): boolean {
  const last = path.findLast((key) => !/^\d+$/.test(key)) ?? "";
  const isVariable = path[0] === "variables" || path.includes("key_password");
  return (isVariable && ["env", "file", "exec", "keychain", "account"].includes(last)) || /_?(env_?)?var$/.test(last);
}

function clear(path: readonly string[]): EngineError {
  return new EngineError({
    condition: "configuration_error",
    stage: "config",
    message: `${source}: ${path.join(".")}: a secret in clear would be written to the store`,
    hint: "Say where it is, with variables.NAME.env, .file, .exec or .keychain; or CREATE TEMP CONNECTION, which ends with the session.",
  });
}

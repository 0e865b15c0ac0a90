/**
 * The variables of connections, as environments in which they win over all others. A source that takes time is read
 * when a call first needs it, once for all who wait and for all connections that name it, and kept.
 */
import { isSecretName } from "../../../common/redact.ts";
import type { Connection, VariableSource } from "../../connection.ts";
import { remember, type Environment } from "../secrets.ts";
import { TokenCache } from "../token-cache.ts";
import { valueIn } from "./printed-secret.ts";
import { isQuick, quickValue, type SlowSource } from "./source.ts";

export interface ConnectionEnvironment {
  readonly environment: Environment;
  /** The variables of the connection that are known now: programs that are run for it get them. */
  readonly variables: { readonly [name: string]: string };
  /** Present where something was read before: forgets it, so that the next call reads it again. */
  readonly renew?: (() => void) | undefined;
}

/** Reads variables, and the file of those of the process again. */
export type VariableReader = Pick<ConnectionVariables, "read" | "readings" | "isNewerThan">;

export class ConnectionVariables {
  readonly #environment: Environment;
  readonly #refresh: () => boolean;
  readonly #cache = new TokenCache();
  #readings = 0;

  /** `refresh` reads the env file again, and tells whether it had changed. */
  constructor(environment: Environment, refresh: () => boolean = () => false) {
    this.#environment = environment;
    this.#refresh = refresh;
  }

  /** How often the env file had changed so far. */
  readings(): number {
    return this.#readings;
  }

  /**
   * True where the env file has changed since there were so many readings: of requests that fail together the first
   * reads it again, and all go by what it says.
   */
  isNewerThan(readings: number): boolean {
    if (this.#refresh()) this.#readings++;
    return this.#readings > readings;
  }

  /**
   * The environment of a connection, in which those of its variables that `isWanted` names have been read; others of
   * them are unset. Throws `missing_credentials` where a source gives nothing, `query_canceled`.
   */
  async read(
    connection: Connection | undefined,
    isWanted: (name: string) => boolean,
    signal: AbortSignal,
  ): Promise<ConnectionEnvironment> {
    if (connection === undefined) return { environment: this.#environment, variables: {} };
    const renewals: (() => void)[] = [];
    const wanted = Object.keys(connection.variables).filter(isWanted);
    const read = await Promise.all(
      wanted.map(async (name) => [name, await this.#value(connection, name, { signal, renewals })] as const),
    );
    const known = new Map(read.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
    return {
      environment: environmentOver(connection, known, this.#environment),
      variables: Object.fromEntries(known),
      renew: renewals.length === 0 ? undefined : () => renewals.forEach((renew) => renew()),
    };
  }

  async #value(connection: Connection, name: string, { signal, renewals }: Reading): Promise<string | undefined> {
    const source = connection.variables[name] ?? "";
    if (isQuick(source)) {
      const value = quickValue(source, this.#environment);
      if (value !== undefined && isSecretName(name)) remember(value);
      return value;
    }
    const owner = `${name} of the connection ${connection.name}`;
    const { text, key, cached } = await this.#printed(source, owner, signal);
    if (cached) renewals.push(() => this.#cache.forget(key, text));
    const value = "exec" in source ? valueIn(text, name) : text;
    remember(value);
    return value;
  }

  /**
   * A secret that is no variable, such as the password of a key: `owner` is what messages call it. Undefined where it
   * is another variable that is not set. Throws as `read` does.
   */
  async secret(
    source: VariableSource,
    owner: string,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<string | undefined> {
    const value = isQuick(source)
      ? quickValue(source, this.#environment)
      : valueIn((await this.#printed(source, owner, signal)).text, owner);
    if (value !== undefined) remember(value);
    return value;
  }

  async #printed(source: SlowSource, owner: string, signal: AbortSignal): Promise<Printed> {
    const key = JSON.stringify(source);
    const fetch = async (fetchSignal: AbortSignal) => {
      const { readSlow } = await import("./read-source.ts");
      return readSlow(source, { environment: this.#environment, owner, signal: fetchSignal });
    };
    return { ...(await this.#cache.get(key, fetch, signal)), key };
  }
}

interface Printed {
  readonly text: string;
  /** It was read before, and is kept under this. */
  readonly cached: boolean;
  readonly key: string;
}

interface Reading {
  readonly signal: AbortSignal;
  readonly renewals: (() => void)[];
}

function environmentOver(connection: Connection, known: ReadonlyMap<string, string>, base: Environment): Environment {
  return (name) => (Object.hasOwn(connection.variables, name) ? known.get(name) : base(name));
}

/** The environment of a connection without waiting: only texts and other variables are known in it. */
export function quickEnvironment(connection: Connection | undefined, base: Environment): Environment {
  if (connection === undefined) return base;
  return (name) => {
    if (!Object.hasOwn(connection.variables, name)) return base(name);
    const source = connection.variables[name] ?? "";
    return isQuick(source) ? quickValue(source, base) : undefined;
  };
}

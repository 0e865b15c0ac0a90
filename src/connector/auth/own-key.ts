/**
 * Keys that open one thing only: where an auth block says `per`, variables whose names go on with the value of that
 * argument come first, as `KAFKA_API_KEY_LKC_123ABC` before `KAFKA_API_KEY`. One query can so reach many clusters.
 */
import type { AuthConfig } from "../../catalog/model.ts";
import type { Call } from "../call.ts";
import type { Connection } from "../connection.ts";
import { variableFields, type Environment } from "./secrets.ts";
import { quickEnvironment } from "./sources/connection-variables.ts";
import { isQuick } from "./sources/source.ts";

/**
 * The block with the names of those variables, where all of them are set; else the block itself. What a program or a
 * keychain gives to a connection counts as set.
 */
export function ownKey(
  auth: AuthConfig,
  call: Pick<Call, "arguments" | "connection">,
  environment: Environment,
): AuthConfig {
  const value = auth.per === undefined ? undefined : call.arguments.get(auth.per);
  if (typeof value !== "string" || value === "") return auth;
  const ending = endingOf(value);
  const named = variableFields.flatMap((field) => {
    const name = auth[field];
    return name === undefined ? [] : [[field, `${name}_${ending}`] as const];
  });
  if (named.length === 0 || !named.every(([, name]) => isSet(call.connection, name, environment))) return auth;
  return { ...auth, ...Object.fromEntries(named) };
}

/** `lkc-123abc` → `LKC_123ABC`; of a URL the first part of its host counts, which names the registry. */
function endingOf(value: string): string {
  const host = URL.canParse(value) ? new URL(value).hostname.split(".")[0] : undefined;
  return (host ?? value).replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
}

function isSet(connection: Connection | undefined, name: string, environment: Environment): boolean {
  const source =
    connection !== undefined && Object.hasOwn(connection.variables, name) ? connection.variables[name] : undefined;
  if (source !== undefined && !isQuick(source)) return true;
  return (quickEnvironment(connection, environment)(name) ?? "") !== "";
}

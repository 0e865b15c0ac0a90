/**
 * Keys that open one thing only: where an auth block says `per`, variables whose names go on with the value of that
 * argument come first, as `KAFKA_API_KEY_LKC_123ABC` before `KAFKA_API_KEY`. One query can so reach many clusters.
 */
import type { AuthConfig } from "../../catalog/model.ts";
import type { Call } from "../call.ts";
import { variableFields, type Environment } from "./secrets.ts";

/** The block with the names of those variables, where all of them are set; else the block itself. */
export function ownKey(auth: AuthConfig, call: Pick<Call, "arguments">, environment: Environment): AuthConfig {
  const value = auth.per === undefined ? undefined : call.arguments.get(auth.per);
  if (typeof value !== "string" || value === "") return auth;
  const ending = endingOf(value);
  const named = variableFields.flatMap((field) => {
    const name = auth[field];
    return name === undefined ? [] : [[field, `${name}_${ending}`] as const];
  });
  if (named.length === 0 || named.some(([, name]) => (environment(name) ?? "") === "")) return auth;
  return { ...auth, ...Object.fromEntries(named) };
}

/** `lkc-123abc` → `LKC_123ABC`; of a URL the first part of its host counts, which names the registry. */
function endingOf(value: string): string {
  const host = URL.canParse(value) ? new URL(value).hostname.split(".")[0] : undefined;
  return (host ?? value).replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
}

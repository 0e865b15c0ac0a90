/** Who a call speaks for and where it goes, as a digest: what one principal may see is not shown to another. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AuthConfig } from "../catalog/model.ts";
import { ambient } from "./auth/ambient.ts";
import { authOf } from "./auth/authenticate.ts";
import { ownKey } from "./auth/own-key.ts";
import { variableFields } from "./auth/secrets.ts";
import type { Call, ConnectorConfig } from "./call.ts";

/** Equal for calls with the same credentials to the same place; nothing can be read back out of it. */
export function identityOf(call: Call, config: ConnectorConfig): string {
  const auth = ownKey(authOf(call, config), call, config.environment);
  const given = [auth, valuesOf(auth, config), config.endpoints[call.provider] ?? ""];
  return createHash("sha256").update(JSON.stringify(given)).digest("hex");
}

function valuesOf(auth: AuthConfig, config: ConnectorConfig): readonly string[] {
  const { environment } = config;
  const lying = ambient.get(auth.type);
  const files = [
    auth.credentialsfilepath ?? "",
    environment(auth.credentialsfilepathenvvar ?? "") ?? "",
    ...(lying?.files(environment) ?? []),
  ];
  const own = [
    ...variableFields.map((field) => environment(auth[field] ?? "") ?? ""),
    ...(lying?.variables ?? []).map((name) => environment(name) ?? ""),
    ...files.map(contentOf),
  ];
  return auth.successor === undefined ? own : [...own, ...valuesOf(auth.successor, config)];
}

function contentOf(file: string): string {
  try {
    return file === "" ? "" : readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

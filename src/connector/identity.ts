/** Who a call speaks for and where it goes, as a digest: what one principal may see is not shown to another. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AuthConfig } from "../catalog/model.ts";
import { ambient } from "./auth/ambient.ts";
import { authOf } from "./auth/authenticate.ts";
import type { Call, ConnectorConfig } from "./call.ts";

/** Fields of an auth configuration that name an environment variable. */
const variableFields = [
  "credentialsenvvar",
  "credentialsfilepathenvvar",
  "username_var",
  "password_var",
  "api_key_var",
  "api_secret_var",
  "client_id_env_var",
  "client_secret_env_var",
  "account_id_var",
  "keyIDenvvar",
  "aws_role_arn_env_var",
  "aws_role_external_id_env_var",
] as const satisfies readonly (keyof AuthConfig)[];

/** Equal for calls with the same credentials to the same place; nothing can be read back out of it. */
export function identityOf(call: Call, config: ConnectorConfig): string {
  const auth = authOf(call, config);
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

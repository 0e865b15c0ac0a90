/** Who a call speaks for and where it goes, as a digest: what one principal may see is not shown to another. */
import { createHash } from "node:crypto";
import type { AuthConfig } from "../catalog/model.ts";
import { ambient } from "./auth/ambient.ts";
import { authOf } from "./auth/authenticate.ts";
import { contentNow } from "./auth/files.ts";
import { ownKey } from "./auth/own-key.ts";
import { variablesOf } from "./auth/secrets.ts";
import { connectionIdentity } from "./auth/sources/connection-identity.ts";
import { quickEnvironment } from "./auth/sources/connection-variables.ts";
import type { Call, ConnectorConfig } from "./call.ts";

/** Equal for calls with the same credentials to the same place; nothing can be read back out of it. */
export function identityOf(call: Call, config: ConnectorConfig): string {
  const digest = digestOf(call, { ...config, environment: quickEnvironment(call.connection, config.environment) });
  // Rows of a recording are nobody's but its own: what is kept of them answers for it alone.
  return config.replay === undefined ? digest : `${digest} ${config.replay}`;
}

function digestOf(call: Call, config: ConnectorConfig): string {
  const auth = ownKey(authOf(call, config), call, config.environment);
  const named = variablesOf(auth).map((name) => config.environment(name) ?? "");
  const own = connectionIdentity(call.connection, config.environment);
  const given = [auth, named, valuesOf(auth, config), placeOf(call, config), ...own];
  return createHash("sha256").update(JSON.stringify(given)).digest("hex");
}

/** The host that is asked, as far as no argument says it. */
function placeOf(
  { provider, method, connection }: Call,
  { endpoints, environment }: ConnectorConfig,
): readonly string[] {
  const variables = method.request.servers.flatMap((server) => server.variables.map((one) => one.environment ?? ""));
  return [connection?.endpoint ?? endpoints[provider] ?? "", ...variables.map((name) => environment(name) ?? "")];
}

/** What lies where no variable of the configuration points. */
function valuesOf(auth: AuthConfig, config: ConnectorConfig): readonly string[] {
  const { environment } = config;
  const lying = ambient.get(auth.type);
  const files = [
    auth.credentialsfilepath ?? "",
    environment(auth.credentialsfilepathenvvar ?? "") ?? "",
    ...(lying?.files(environment) ?? []),
  ];
  const own = [
    ...(lying?.variables ?? []).map((name) => environment(name) ?? ""),
    ...files.map((file) => contentNow(environment, file)),
  ];
  return auth.successor === undefined ? own : [...own, ...valuesOf(auth.successor, config)];
}

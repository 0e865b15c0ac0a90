/** Who a call speaks for and where it goes, as a digest: what one principal may see is not shown to another. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AuthConfig } from "../catalog/model.ts";
import { ambient } from "./auth/ambient.ts";
import { authOf } from "./auth/authenticate.ts";
import { expandHome } from "./auth/files.ts";
import { variablesOf, type Environment } from "./auth/secrets.ts";
import { quickEnvironment } from "./auth/sources/connection-variables.ts";
import type { Call, ConnectorConfig } from "./call.ts";
import type { Connection } from "./connection.ts";

/** Equal for calls with the same credentials to the same place; nothing can be read back out of it. */
export function identityOf(call: Call, config: ConnectorConfig): string {
  const digest = digestOf(call, config);
  // Rows of a recording are nobody's but its own: what is kept of them answers for it alone.
  return config.replay === undefined ? digest : `${digest} ${config.replay}`;
}

function digestOf(call: Call, config: ConnectorConfig): string {
  const auth = authOf(call, config);
  const { connection } = call;
  const environment = quickEnvironment(connection, config.environment);
  const named = variablesOf(auth).map((name) => environment(name) ?? "");
  const own = connection === undefined ? [] : [connection.name, ownValues(connection, environment)];
  const given = [auth, named, valuesOf(auth, { ...config, environment }), placeOf(call, config, environment), ...own];
  return createHash("sha256").update(JSON.stringify(given)).digest("hex");
}

/** The host that is asked, as far as no argument says it. */
function placeOf(
  { provider, method, connection }: Call,
  { endpoints }: ConnectorConfig,
  environment: Environment,
): readonly string[] {
  const variables = method.request.servers.flatMap((server) => server.variables.map((one) => one.environment ?? ""));
  return [connection?.endpoint ?? endpoints[provider] ?? "", ...variables.map((name) => environment(name) ?? "")];
}

/** What the variables of a connection hold; of programs and keychains which they are, since they take time to ask. */
function ownValues({ variables }: Connection, environment: Environment): readonly unknown[] {
  return Object.entries(variables).map(([name, source]) => {
    const file = typeof source === "object" && "file" in source ? expandHome(environment, source.file) : "";
    return [name, source, environment(name) ?? "", contentOf(file)];
  });
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
    ...files.map((file) => contentOf(expandHome(environment, file))),
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

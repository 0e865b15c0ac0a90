/** Databases among the credentials of a session: `{"name": {"type": "sql_data_source::postgres", "dsn": "…"}}`. */
import type { AuthConfig } from "../../catalog/model.ts";
import type { Attaching } from "./attached.ts";
import type { Environment } from "./location.ts";

interface DataSource {
  readonly dsn?: string;
  readonly dsnEnvVar?: string;
  readonly sqlDialect?: string;
  readonly dbEngine?: string;
}

const prefix = "sql_data_source";

/** True for what is no way to prove oneself to an API, but a database. */
function isDataSource({ type }: AuthConfig): boolean {
  return type === prefix || type.startsWith(`${prefix}::`);
}

/**
 * What `--auth` names: the type stands behind `sql_data_source::`, in `sqlDialect` or in the address; the address in
 * `dsn`, or in the variable that `dsnEnvVar` names, directly or within `sqlDataSource`.
 */
export function givenLocations(auth: { readonly [owner: string]: AuthConfig }, environment: Environment): Attaching[] {
  return Object.entries(auth).flatMap(([name, config]) => {
    if (!isDataSource(config)) return [];
    const { dsn, dsnEnvVar, sqlDialect, dbEngine } = dataSourceOf(config);
    const fromVariable = dsnEnvVar === undefined ? undefined : environment(dsnEnvVar);
    const location = dsn ?? fromVariable ?? (dsnEnvVar === undefined ? "" : `\${${dsnEnvVar}}`);
    const [, type] = config.type.split("::");
    return [{ name, location, type: type ?? sqlDialect ?? dbEngine }];
  });
}

function dataSourceOf(config: AuthConfig): DataSource {
  const { sqlDataSource, ...direct } = config as AuthConfig & DataSource & { readonly sqlDataSource?: DataSource };
  return { ...direct, ...sqlDataSource };
}

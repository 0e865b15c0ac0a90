import { expect, test } from "vitest";
import type { AuthConfig } from "../../catalog/model.ts";
import { givenLocations } from "./given.ts";

const environment = (name: string): string | undefined => (name === "SET" ? "postgresql://set" : undefined);

test.each([
  [
    { type: "sql_data_source::postgres", sqlDataSource: { dsn: "a" } },
    { location: "a", type: "postgres" },
  ],
  [
    { type: "sql_data_source::sqlite", dsn: "a.db" },
    { location: "a.db", type: "sqlite" },
  ],
  [
    { type: "sql_data_source", dsnEnvVar: "SET" },
    { location: "postgresql://set", type: undefined },
  ],
  [
    { type: "sql_data_source", dsnEnvVar: "UNSET", sqlDialect: "postgres" },
    { location: "${UNSET}", type: "postgres" },
  ],
  [{ type: "sql_data_source::postgres" }, { location: "", type: "postgres" }],
])("%j is a database", (config, expected) => {
  expect(givenLocations({ db: config as AuthConfig }, environment)).toEqual([{ name: "db", ...expected }]);
});

test("credentials of APIs are none", () => {
  expect(givenLocations({ p: { type: "basic" }, q: { type: "sql_data_sources" } }, environment)).toEqual([]);
});

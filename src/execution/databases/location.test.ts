import { describe, expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { postgresLocation, typeOfLocation } from "./location.ts";

const variables: { readonly [name: string]: string } = { SECRET: "a/b@c", URL: "postgresql://u:pw@h/d" };
const location = (text: string): ReturnType<typeof postgresLocation> =>
  postgresLocation(text, (name) => variables[name]);

test.each([
  ["shop.db", "sqlite"],
  ["/var/data/host=x.db", "sqlite"],
  ["postgresql://h/d", "postgres"],
  ["Postgres://h/d", "postgres"],
  [" host=h dbname=d", "postgres"],
])("%s is a place of %s", (text, type) => expect(typeOfLocation(text)).toBe(type));

describe("the address of a PostgreSQL database", () => {
  test.each([
    ["postgresql://u:pw@h:5433/d?application_name=x", "postgresql://u:pw@h:5433/d?application_name=x", "u@h:5433/d"],
    ["postgresql://u:${SECRET}@h/d", "postgresql://u:a%2Fb%40c@h/d", "u@h/d"],
    ["${URL}", "postgresql://u:pw@h/d", "u@h/d"],
    ["postgresql://h/d?sslmode=require", "postgresql://h/d?sslmode=verify-full", "h/d"],
    [
      "postgresql://h/d?sslmode=require&uselibpqcompat=true",
      "postgresql://h/d?sslmode=require&uselibpqcompat=true",
      "h/d",
    ],
    [
      "host=h port=1 dbname='my db' user=u password='it\\'s ${SECRET}'",
      "postgresql:///my%20db?host=h&port=1&user=u&password=it%27s+a%2Fb%40c",
      "u@h:1/my db",
    ],
  ])("%s opens %s and is shown without its password", (text, connectionString, shown) => {
    expect(location(text)).toEqual({ connection: { connectionString }, shown: `postgresql://${shown}` });
  });

  test("may leave all to variables of the client", () => {
    expect(location(" ")).toEqual({ connection: {}, shown: "postgresql://" });
  });

  test.each([
    ["postgresql://u:p w@h:port/d", /no valid URL/],
    ["shop.db", /postgresql:\/\/user@host:port\/database/],
    ["host=h 'x", /key=value pairs/],
    ["postgresql://u:${NONE}@h/d", /environment variable NONE/],
  ])("%s is told to be wrong, without its password", (text, message) => {
    expect(() => location(text)).toThrow(message);
    expect(() => location(text)).toThrow(EngineError);
    expect(() => location(text)).not.toThrow(/p w/);
  });
});

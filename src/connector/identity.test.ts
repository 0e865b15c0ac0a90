import { expect, test } from "vitest";
import type { AuthConfig } from "../catalog/model.ts";
import type { Call, ConnectorConfig } from "./call.ts";
import { identityOf } from "./identity.ts";

function identity(auth: AuthConfig, environment: { readonly [name: string]: string } = {}, origin = ""): string {
  const call = { provider: "p", service: "s", method: {}, auth, arguments: new Map() } as unknown as Call;
  const config = {
    auth: {},
    endpoints: origin === "" ? {} : { p: origin },
    environment: (name: string) => environment[name],
  };
  return identityOf(call, config as unknown as ConnectorConfig);
}

const byVariable: AuthConfig = { type: "basic", username_var: "USER_NAME", password_var: "SECRET" };

test("the same credentials are the same principal", () => {
  const given = { USER_NAME: "me", SECRET: "hush" };
  expect(identity(byVariable, given)).toBe(identity(byVariable, { ...given, OTHER: "x" }));
});

test.each([
  ["another secret", identity(byVariable, { USER_NAME: "me", SECRET: "other" })],
  ["none", identity(byVariable)],
  ["another type", identity({ ...byVariable, type: "bearer" }, { USER_NAME: "me", SECRET: "hush" })],
  ["another origin", identity(byVariable, { USER_NAME: "me", SECRET: "hush" }, "http://other.test")],
  [
    "another key of a successor",
    identity({ ...byVariable, successor: { type: "api_key", api_key: "k" } }, { USER_NAME: "me", SECRET: "hush" }),
  ],
])("%s is another principal", (_what, other) => {
  expect(other).not.toBe(identity(byVariable, { USER_NAME: "me", SECRET: "hush" }));
});

test("nothing of the secret is in it", () => {
  expect(identity({ type: "basic", username: "me", password: "hush" })).toMatch(/^[0-9a-f]{64}$/);
});

import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuthConfig } from "../catalog/model.ts";
import type { Call, ConnectorConfig } from "./call.ts";
import { homeWith } from "./auth/test-clouds.ts";
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

test.each([
  ["aws_signing_v4", ".aws/credentials", { AWS_PROFILE: "other" }],
  ["aws_assume_role", ".aws/config", { AWS_ACCESS_KEY_ID: "other" }],
  ["service_account", ".config/gcloud/application_default_credentials.json", { GOOGLE_CLOUD_QUOTA_PROJECT: "other" }],
  ["azure_default", ".azure/azureProfile.json", { AZURE_CLIENT_ID: "other" }],
  ["interactive", ".config/gcloud/active_config", { CLOUDSDK_ACTIVE_CONFIG_NAME: "other" }],
  ["oci_signing_v1", ".oci/config", { OCI_CLI_PROFILE: "other" }],
])("of %s, what lies in ~/%s and in variables decides", (type, file, variables) => {
  const [mine, same, theirs] = ["me", "me", "them"].map((text) => homeWith({ [file]: text }));
  const of = (home = "", more = {}): string => identity({ type }, { HOME: home, ...more });
  expect(of(mine)).toBe(of(same));
  expect(new Set([of(mine), of(theirs), of("/nowhere"), of(mine, variables)]).size).toBe(4);
});

test("of a file that the configuration names, its content decides", () => {
  const [mine = "", theirs = ""] = ["me", "them"].map((text) => join(homeWith({ token: text }), "token"));
  const of = (environment: { readonly [name: string]: string }): string =>
    identity({ type: "bearer", credentialsfilepathenvvar: "FILE" }, environment);
  expect(of({ FILE: mine })).not.toBe(of({ FILE: theirs }));
});

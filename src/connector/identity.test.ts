import { join } from "node:path";
import { expect, test } from "vitest";
import type { AuthConfig, Method } from "../catalog/model.ts";
import { homeWith } from "./auth/test-clouds.ts";
import { callOf, connect, method } from "./test-server.ts";

function identity(auth: AuthConfig, environment: { readonly [name: string]: string } = {}, origin = ""): string {
  return identityAt({ servers: [] }, environment, auth, origin);
}

// oxlint-disable-next-line max-params -- a request and the three that `identity` takes
function identityAt(
  request: Partial<Method["request"]>,
  environment: { readonly [name: string]: string },
  auth: AuthConfig = { type: "null_auth" },
  origin = "",
): string {
  const call = callOf(method("https://api.test", { request }), {}, { provider: "p", auth });
  const endpoints = origin === "" ? {} : { p: origin };
  return connect({ endpoints }, environment).identity(call);
}

const byVariable: AuthConfig = { type: "basic", username_var: "USER_NAME", password_var: "SECRET" };

test("the same credentials are the same principal", () => {
  const given = { USER_NAME: "me", SECRET: "hush" };
  expect(identity(byVariable, given)).toBe(identity(byVariable, { ...given, OTHER: "x" }));
});

const mine = { USER_NAME: "me", SECRET: "hush" };

test.each([
  ["another secret", () => identity(byVariable, { USER_NAME: "me", SECRET: "other" })],
  ["none", () => identity(byVariable)],
  ["another type", () => identity({ ...byVariable, type: "bearer" }, mine)],
  ["another origin", () => identity(byVariable, mine, "http://other.test")],
  ["another key of a successor", () => identity({ ...byVariable, successor: { type: "api_key", api_key: "k" } }, mine)],
])("%s is another principal", (_what, other) => {
  expect(other()).not.toBe(identity(byVariable, mine));
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

test("of a token URL, the variables within it decide", () => {
  const auth: AuthConfig = { type: "oauth2", token_url: "https://x.test/{{ .__env__TENANT }}/token", client_id: "c" };
  const of = (TENANT: string): string => identity(auth, { TENANT });
  expect([of("a") === of("a"), of("a") === of("b")]).toEqual([true, false]);
});

test("variables that name the host decide where no argument does", () => {
  const variables = [{ name: "org", environment: "ACME_ORG" }, { name: "zone" }];
  const of = (ACME_ORG: string): string => identityAt({ servers: [{ url: "https://{org}", variables }] }, { ACME_ORG });
  expect([of("a") === of("a"), of("a") === of("b")]).toEqual([true, false]);
});

test.each([
  ["oci_signing_v1", "OCI_CLI_CONFIG_FILE"],
  ["aws_signing_v4", "AWS_CONFIG_FILE"],
  ["service_account", "GOOGLE_APPLICATION_CREDENTIALS"],
])("of %s, the file that %s names within the home decides", (type, name) => {
  const [mine, same, theirs] = ["me", "me", "them"].map((text) => homeWith({ "own/file": text }));
  const of = (home = ""): string => identity({ type }, { HOME: home, [name]: "~/own/file" });
  expect([of(mine) === of(same), of(mine) === of(theirs)]).toEqual([true, false]);
});

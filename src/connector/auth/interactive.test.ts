import { expect, test } from "vitest";
import { callOf, connect, failureOf, method, read, serve } from "../test-server.ts";
import { found, programNamed, type Variables } from "./test-clouds.ts";

/** The Authorization header of a call of a provider's method. */
async function sentBy(provider: string, variables: Variables): Promise<string | undefined> {
  const api = await serve(() => found);
  const call = { ...callOf(method("https://management.azure.com")), provider, auth: { type: "interactive" } };
  await read(connect({ endpoints: { [provider]: api.origin } }, variables), call);
  return api.received[0]?.headers.authorization;
}

// verifies: auth.interactive
test.each([
  ["google", "gcloud", 'echo "gcloud:$1-$2"', "Bearer gcloud:auth-print-access-token"],
  ["firebase", "gcloud", 'echo "gcloud:$1-$2"', "Bearer gcloud:auth-print-access-token"],
  ["github", "gh", 'echo "gh:$1-$2"', "Bearer gh:auth-token"],
  ["azure", "az", 'echo "{\\"accessToken\\": \\"$6\\"}"', "Bearer https://management.azure.com"],
  ["entra_id", "az", 'echo "{\\"accessToken\\": \\"$6\\"}"', "Bearer https://graph.microsoft.com"],
])("%s: the token that %s prints", async (provider, program, script, expected) => {
  expect(await sentBy(provider, { PATH: programNamed(program, script) })).toBe(expected);
});

test.each([
  ["googleapis.com", "exit 0", "missing_credentials: gcloud auth print-access-token printed no token"],
  [
    "google",
    "echo 'ERROR: not signed in' >&2; exit 1",
    "missing_credentials: no credentials for google.shop: gcloud auth print-access-token failed: ERROR: not signed in",
  ],
])("%s signed out: what gcloud said, and what to do", async (provider, script, expected) => {
  expect(await failureOf(sentBy(provider, { PATH: programNamed("gcloud", script) }))).toBe(
    `${expected}\nInstall the gcloud command line and run gcloud auth login.`,
  );
});

test("a provider without a command line says which have one", async () => {
  expect(await failureOf(sentBy("acme", {}))).toBe(
    "configuration_error: no command line is known that signs in to acme\n" +
      "Known are those of providers that begin with google, firebase, youtube, azure, entra, confluent, kafka, github.",
  );
});

test("the program is asked once for calls that start together", async () => {
  const api = await serve(() => found);
  const connector = connect({}, { PATH: programNamed("gcloud", "echo token-of-$$") });
  const call = { ...callOf(method(api.origin)), provider: "google", auth: { type: "interactive" } };
  await Promise.all([1, 2, 3].map(() => read(connector, call)));
  await read(connector, call);
  expect(new Set(api.received.map(({ headers }) => headers.authorization)).size).toBe(1);
});

import { expect, it } from "vitest";
import { isSecretName, redact, rememberSecret } from "./redact.ts";

it.each([
  "Authorization",
  "api_key",
  "x-api-key",
  "password",
  "client_secret",
  "secret",
  "token",
  "accessToken",
  "X-Amz-Signature",
])("%s names a secret", (name) => expect(isSecretName(name)).toBe(true));

it.each([
  "page_token",
  "nextPageToken",
  "token_type",
  "token_url",
  "key_id",
  "display_name",

  "monkey",
])("%s names none", (name) => expect(isSecretName(name)).toBe(false));

it("blanks a remembered secret wherever it stands", () => {
  rememberSecret("hunter2hunter2");
  expect(redact("a hunter2hunter2 b hunter2hunter2")).toBe("a *** b ***");
});

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
  "PGPASSWORD",
  "masteruserpassword",
  "key_passphrase",
  "DB_PASS",
  "MYSQL_PWD",
  "PGPASS",
  "dbpass",
])("%s names a secret", (name) => expect(isSecretName(name)).toBe(true));

it.each([
  "page_token",
  "nextPageToken",
  "token_type",
  "token_url",
  "key_id",
  "display_name",

  "monkey",
  "PWD",
  "compass",
  "pass_rate",
  "PGPASSFILE",
  "bypass",
])("%s names none", (name) => expect(isSecretName(name)).toBe(false));

it("blanks a remembered secret wherever it stands", () => {
  rememberSecret("hunter2hunter2");
  expect(redact("a hunter2hunter2 b hunter2hunter2")).toBe("a *** b ***");
});

const odd = 'mark3d/s3cret"+värde=&x';

it.each([
  ["as it is", odd],
  ["in a URL", encodeURIComponent(odd)],
  ["in a form", new URLSearchParams({ a: odd }).toString().slice(2)],
  ["in JSON", JSON.stringify(odd).slice(1, -1)],
  ["in base64", Buffer.from(odd).toString("base64")],
  ["in the base64 of URLs", Buffer.from(odd).toString("base64url")],
])("blanks a secret that stands %s", (_how, text) => {
  rememberSecret(odd);
  expect(redact(`a ${text} b`)).toMatch(/^a \*\*\*=* b$/);
});

it.each(["", "u:", "us:", "use:"])("blanks a secret in the base64 of a longer text that begins with %j", (before) => {
  rememberSecret(odd);
  for (const after of ["", ".", "..", "..."]) {
    const shown = redact(Buffer.from(`${before}${odd}${after}`).toString("base64"));
    expect(Buffer.from(shown.replaceAll("***", "    "), "base64").toString("latin1")).not.toContain("s3cret");
    expect(shown).toContain("***");
  }
});

it("blanks each line of a key, but not the lines around it", () => {
  rememberSecret("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----\n");
  expect(redact("read QEFAASCBKcwggSjAgEAAoIB, -----BEGIN KEY-----")).toBe("read ***, -----BEGIN KEY-----");
});

it("keeps no short values: they stand in any text by chance", () => {
  rememberSecret("eu-1");
  expect(redact("region eu-1")).toBe("region eu-1");
});

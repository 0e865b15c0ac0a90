import { expect, it } from "vitest";
import { hidePasswords, isSecretName, redact, rememberSecret } from "./redact.ts";

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
])("%s names none", (name) => expect(isSecretName(name)).toBe(false));

it("blanks a remembered secret wherever it stands", () => {
  rememberSecret("hunter2hunter2");
  expect(redact("a hunter2hunter2 b hunter2hunter2")).toBe("a *** b ***");
});

it.each([
  ["ATTACH 'postgresql://u:p%40w@h/d' AS a", "ATTACH 'postgresql://u:*****@h/d' AS a"],
  ["ATTACH 'host=h password=pw dbname=d'", "ATTACH 'host=h password=** dbname=d'"],
  ["ATTACH 'postgresql://u:${PASSWORD}@h/d'", "ATTACH 'postgresql://u:${PASSWORD}@h/d'"],
  [
    "SELECT 'https://h:80/a@b', a FROM t WHERE password = 'x'",
    "SELECT 'https://h:80/a@b', a FROM t WHERE password = 'x'",
  ],
])("hides the passwords of %s in place", (sql, shown) => expect(hidePasswords(sql)).toBe(shown));

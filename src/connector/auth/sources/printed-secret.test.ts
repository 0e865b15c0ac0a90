import { expect, test } from "vitest";
import { lifetimeIn, valueIn } from "./printed-secret.ts";

const aws = '{"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "s", "SessionToken": "t"}';
const keyFile = '{"type": "service_account", "private_key": "k"}';

test.each([
  ["plain\n", "X", "plain"],
  ["two\nlines\n", "X", "two\nlines"],
  ['"quoted"', "X", '"quoted"'],
  ["[1]", "X", "[1]"],
  ['{"X": "own", "value": "v"}', "X", "own"],
  ['{"value": "v"}', "X", "v"],
  ['{"accessToken": "a"}', "X", "a"],
  ['{"credential": {"access_token": "gcloud"}}', "X", "gcloud"],
  ['{"data": {"password": "vault"}}', "X", "vault"],
  [aws, "AWS_ACCESS_KEY_ID", "AKIA"],
  [aws, "AWS_SECRET_ACCESS_KEY", "s"],
  [aws, "AWS_SESSION_TOKEN", "t"],
  [keyFile, "GOOGLE_CREDENTIALS", keyFile],
])("of %j, %s is %j", (printed, variable, expected) => {
  expect(valueIn(printed, variable)).toBe(expected);
});

const now = Date.parse("2026-01-01T00:00:00Z");

test.each([
  ["plain", undefined],
  ['{"expires_in": 60}', 60_000],
  ['{"Expiration": "2026-01-01T00:01:00Z"}', 60_000],
  ['{"status": {"expirationTimestamp": "2026-01-01T00:01:00Z"}}', 60_000],
  ['{"credential": {"token_expiry": "2026-01-01T00:01:00Z"}}', 60_000],
  [`{"expires_on": ${now / 1000 + 60}}`, 60_000],
  [`{"expiresAt": ${now + 60_000}}`, 60_000],
  ['{"expiry": "2025-01-01T00:00:00Z"}', 0],
  ['{"expiry": "soon"}', undefined],
  ['{"expires_in": null}', undefined],
])("%s lasts %j", (printed, expected) => {
  expect(lifetimeIn(printed, now)).toBe(expected);
});

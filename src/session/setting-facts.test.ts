import { expect, test } from "vitest";
import { settingFacts } from "./setting-facts.ts";
import { defaultSettings, type Settings } from "./settings.ts";

const plain: Settings = { ...defaultSettings, shippedProviders: "/s", userProviders: "/u", version: "1.2.3" };

function fact(name: string, settings: Partial<Settings> = {}, changed: Partial<Settings> = {}): unknown[] {
  const found = settingFacts({ ...plain, ...settings }, changed).find((one) => one.name === name);
  return [found?.value, found?.default, found?.source];
}

test("every setting has a name, sorted, and says what it is for", () => {
  const facts = settingFacts(plain);
  expect(facts.map(({ name }) => name)).toEqual([
    "allow_insecure_tls",
    "auth",
    "build_date",
    "ca_bundle",
    "ca_mode",
    "client_certificate",
    "client_key",
    "client_key_password",
    "commit",
    "concurrency",
    "confirm",
    "confirm_above",
    "dry_run",
    "endpoints",
    "file_access",
    "keep",
    "max_pages",
    "max_rate",
    "max_requests",
    "max_rows",
    "max_transaction_depth",
    "offline",
    "on_error",
    "platform",
    "provider",
    "proxy",
    "record",
    "registry_access",
    "registry_url",
    "replay",
    "request_budget",
    "retries",
    "rollback_type",
    "shipped_providers",
    "sources",
    "statement_timeout_milliseconds",
    "store",
    "timeout_milliseconds",
    "timeouts",
    "user_providers",
    "version",
  ]);
  expect(facts.filter(({ description }) => description === "")).toEqual([]);
});

test("a setting tells who decided", () => {
  expect(fact("retries")).toEqual(["4", "4", "default"]);
  expect(fact("retries", { retries: 1 })).toEqual(["1", "4", "given"]);
  expect(fact("provider", {}, { defaultProvider: "acme" })).toEqual(["acme", null, "session"]);
});

test("credentials are told by owner and type only", () => {
  const auth = { acme: { type: "basic", username: "me", password: "hush-hush" } };
  expect(fact("auth", { auth })).toEqual(['{"acme":"basic"}', "{}", "given"]);
});

test.each([
  ["proxy", { proxy: "http://me:hush@proxy:8080" }, "http://***@proxy:8080"],
  ["proxy", { proxy: "http://me:hu@sh@proxy:8080" }, "http://***@proxy:8080"],
  ["registry_url", { registryUrl: "https://me:hush@host/a?token=hush" }, "https://***@host/a"],
  ["endpoints", { endpoints: { acme: "http://hush@127.0.0.1:1" } }, '{"acme":"http://***@127.0.0.1:1"}'],
])("%s is shown without user and password", (name, settings, value) => {
  expect(fact(name, settings)[0]).toBe(value);
});

import { expect, test } from "vitest";
import { keychainCommand } from "./keychain.ts";

test.each<[NodeJS.Platform, string]>([
  ["darwin", "security find-generic-password -s acme -a me -w"],
  ["linux", "secret-tool lookup service acme account me"],
  ["freebsd", "secret-tool lookup service acme account me"],
])("%s: %s", (platform, expected) => {
  expect([keychainCommand({ keychain: "acme", account: "me" }, platform)?.line].flat().join(" ")).toBe(expected);
});

test("Windows: a script that asks the Credential Manager for the name, which stays a text in it", () => {
  const line = [keychainCommand({ keychain: "it's; exit" }, "win32")?.line].flat();
  expect(line.slice(0, 4)).toEqual(["powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand"]);
  const script = Buffer.from(line[4] ?? "", "base64").toString("utf16le");
  expect(script).toContain("[Win32.Credential]::Read('it''s; exit', 1, 0, [ref]$credential)");
});

test("elsewhere none is known", () => {
  expect(keychainCommand({ keychain: "acme" }, "aix")).toBeUndefined();
});

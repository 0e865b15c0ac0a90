import { expect, test } from "vitest";
import { rememberSecret } from "../common/redact.ts";
import { shownStatement } from "./shown-statement.ts";

test("a statement is shown on one line", () => {
  expect(shownStatement(" SELECT 1,\n  'a'  ")).toBe("SELECT 1, 'a'");
});

test("secrets are masked however they are written", () => {
  rememberSecret("pass'word-1");
  rememberSecret("plain-secret-2");
  expect(shownStatement("INSERT INTO t VALUES ('pass''word-1', 'x', plain-secret-2, $$a pass'word-1$$)")).toBe(
    "INSERT INTO t VALUES ('***', 'x', ***, '***')",
  );
  expect(shownStatement("SELECT 'plain-secret-2")).toBe("SELECT '***");
});

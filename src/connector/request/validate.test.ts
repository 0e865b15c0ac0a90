import { expect, test } from "vitest";
import type { Shape } from "../../catalog/model.ts";
import type { JsonValue } from "../../common/value.ts";
import { describeProblems, validate } from "./validate.ts";

const text: Shape = { kind: "scalar", type: "text" };

function object(
  properties: { readonly [name: string]: Shape },
  required: readonly string[] = [],
  closed = true,
): Shape {
  return { kind: "object", required, closed, properties };
}

function problems(shape: Shape, value: JsonValue, partial = false): string {
  return describeProblems(validate(shape, value, partial));
}

const sso: Shape = {
  kind: "oneOf",
  discriminator: "kind",
  branches: [
    { name: "AzureSSOConfig", value: "Azure", shape: object({ kind: text, tenant_id: text }, ["kind", "tenant_id"]) },
  ],
};

const entitlement: Shape = {
  kind: "oneOf",
  branches: [
    { name: "details", shape: object({ external_id: text, plan_id: text }, ["external_id", "plan_id"]) },
    { name: "reference", shape: object({ id: text, related: text }, ["id"]) },
  ],
};

test("a value that fits has no problems", () => {
  const shape = object({ name: text, tags: { kind: "array", items: text } }, ["name"]);
  expect(problems(shape, { name: "n", tags: ["a"] })).toBe("");
});

test("missing required properties are named with their kind, at every depth", () => {
  const shape = object({ name: text, spec: object({ size: { kind: "scalar", type: "integer" } }, ["size"]) }, ["name"]);
  expect(problems(shape, { spec: {} })).toBe("name is missing (text); spec.size is missing (an integer)");
});

test("a partial update may leave out what is required", () => {
  expect(problems(object({ a: text, b: text }, ["a", "b"]), { a: 1 }, true)).toBe("a must be text, got 1");
});

test("closed objects refuse unknown properties and suggest the known, open ones take them", () => {
  expect(problems(object({ display_name: text }), { displayname: "x" })).toBe(
    "displayname is no property that can be set (did you mean display_name)",
  );
  expect(problems(object({ a: text }, [], false), { zzz: 1 })).toBe("");
});

test("what every object inherits is no property", () => {
  const value = { constructor: "x", toString: 1 };
  expect(problems(object({ a: text }, [], false), value)).toBe("");
  expect(problems(object({ a: text }), { constructor: "x" })).toBe(
    "constructor is no property that can be set (possible are a)",
  );
  expect(problems(object({ valueOf: text }, ["valueOf"]), {})).toBe("valueOf is missing (text)");
});

test("wrong kinds are named without the value of long texts", () => {
  const shape = object({ list: { kind: "array", items: text }, on: { kind: "scalar", type: "boolean" } });
  expect(problems(shape, { list: { a: 1 }, on: "yes" })).toBe(
    'list must be a JSON array, got an object; on must be a boolean (true or false), got "yes"',
  );
  expect(problems(shape, { list: ["a", 2] })).toBe("list.1 must be text, got 2");
});

test("a secret is never repeated", () => {
  expect(problems({ kind: "scalar", type: "text", secret: true }, 123456)).toBe("must be text");
});

test("patterns are checked; one that is no regular expression forbids nothing", () => {
  const shape: Shape = { kind: "scalar", type: "text", pattern: "^[a-z]{1,3}$" };
  expect(problems(shape, "ABC")).toBe("does not match the pattern ^[a-z]{1,3}$");
  expect(problems(shape, "abc")).toBe("");
  expect(problems({ kind: "scalar", type: "text", pattern: "(?P<x>a" }, "b")).toBe("");
  expect(problems({ kind: "scalar", type: "text", pattern: "/^a+$/" }, "aa")).toBe("");
  expect(problems({ kind: "scalar", type: "text", pattern: "\\p{XDigit}{2}" }, "a0")).toBe("");
  expect(problems({ kind: "scalar", type: "text", pattern: "\\A[a-z]+\\z" }, "abc")).toBe("");
});

test("oneOf goes by its discriminator", () => {
  expect(problems(sso, { kind: "Azure" })).toBe("tenant_id is missing (text)");
  expect(problems(sso, { tenant_id: "t" })).toBe("kind is missing (one of Azure)");
  expect(problems(sso, { kind: "Okta" })).toBe('kind must be one of Azure, got "Okta"');
  expect(problems(sso, { kind: "Azure", tenant_id: "t" })).toBe("");
});

test("oneOf without discriminator complains about the branch that was meant", () => {
  expect(problems(entitlement, { external_id: "e" })).toBe("plan_id is missing (text) [as details]");
  expect(problems(entitlement, { related: "https://x" })).toBe("id is missing (text) [as reference]");
  expect(problems(entitlement, { id: "x" })).toBe("");
  expect(problems(entitlement, "x")).toBe('must be a JSON object, got "x" [as details]');
});

test("null clears a property", () => {
  expect(problems(object({ a: text }, ["a"]), { a: null })).toBe("");
});

test("at most five problems are listed", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  expect(problems(object(Object.fromEntries(names.map((name) => [name, text])), names), {})).toMatch(/; and 2 more$/);
});

import { expect, test } from "vitest";
import type { AuthConfig } from "../../catalog/model.ts";
import { ownKey } from "./own-key.ts";

const auth: AuthConfig = { type: "basic", username_var: "ACME_KEY", password_var: "ACME_SECRET", per: "cluster_id" };

/** The variables that are read for a value of the argument, of those that are set. */
function readFor(value: string | null | undefined, set: readonly string[], block: AuthConfig = auth) {
  const given = new Map(value === undefined ? [] : [[block.per ?? "cluster_id", value]]);
  const read = ownKey(block, { arguments: given }, (name) => (set.includes(name) ? "x" : undefined));
  return [read.username_var, read.password_var];
}

const own = ["ACME_KEY_LKC_1A2B", "ACME_SECRET_LKC_1A2B"];
const shared = ["ACME_KEY", "ACME_SECRET"];

test("the key of the cluster that a call is for comes first", () => {
  expect(readFor("lkc-1a2b", [...own, ...shared])).toEqual(own);
  expect(readFor("lkc-9z", [...own, ...shared])).toEqual(shared);
  expect(readFor(undefined, [...own, ...shared])).toEqual(shared);
  expect(readFor(null, own)).toEqual(shared);
});

test("half a pair is none", () => {
  expect(readFor("lkc-1a2b", ["ACME_KEY_LKC_1A2B"])).toEqual(shared);
});

test("of an address the first part of the host counts", () => {
  const block = { ...auth, per: "endpoint" };
  const set = ["ACME_KEY_PSRC_1A2B", "ACME_SECRET_PSRC_1A2B"];
  expect(readFor("https://psrc-1a2b.us-east-1.aws.acme.test:443", set, block)).toEqual(set);
});

test("a block that does not ask for it stays as it is", () => {
  const { per: _per, ...plain } = auth;
  expect(readFor("lkc-1a2b", own, plain)).toEqual(shared);
});

import { expect, test } from "vitest";
import { createdOf } from "./created.ts";
import { connectionOf } from "./declarations.ts";

const origin = { source: "s", folder: "/f" };
const place = { at: { source: "s", path: [] }, origin };

test("what a connection says itself stands over what it extends, maps key by key", () => {
  const base = connectionOf(
    "base",
    {
      provider: "p",
      auth: { type: "basic" },
      variables: { A: "1", B: "2" },
      values: { r: ["x"], s: "SELECT a FROM p.s.t", t: "SELECT b FROM p.s.t" },
      endpoint: "https://base.example",
      network: { proxy: "http://proxy", ca_mode: "extra" },
      limits: { retries: 1, rate: 2 },
      on_error: "warn",
      ignore: ["x"],
      tags: { t: "1" },
    },
    place,
  );
  const written = {
    top: {
      provider: "p",
      extends: "base",
      variables: { B: "3" },
      values: { r: "SELECT c FROM p.s.t", s: ["y"] },
      network: { proxy: "" },
      limits: { retries: 0 },
      ignore: [],
    },
  };
  expect(createdOf("top", { written, fixed: [base] }, place)).toEqual({
    ...base,
    name: "top",
    variables: { A: "1", B: "3" },
    values: { s: ["y"] },
    lookups: { r: "SELECT c FROM p.s.t", t: "SELECT b FROM p.s.t" },
    network: { ...base.network, proxy: "" },
    limits: { ...base.limits, retries: 0 },
    ignore: [],
  });
});

/** Statements and addresses without what is in them. */
import { expect, test } from "vitest";
import { shownAddress } from "./shown-address.ts";
import { shapeOf } from "./statement-shape.ts";

test.each([
  ["SELECT 1", "SELECT", "SELECT ?"],
  [
    "select id -- of prod\nfrom confluent.org.environments where id = 'env-1' and n > 3.5",
    "SELECT confluent.org.environments",
    "select id from confluent.org.environments where id = ? and n > ?",
  ],
  [
    `INSERT INTO p.s."a b" (x, y) VALUES ('it''s', $$secret$$), (E'\\n', x'ff')`,
    "INSERT p.s.a b",
    `INSERT INTO p.s."a b" (x, y) VALUES (?, ?), (?, ?)`,
  ],
  ["SELECT * FROM a.b.c x, d.e.f JOIN a.b.c USING (id)", "SELECT a.b.c d.e.f", undefined],
  ["SELECT x.y.z.w FROM t", "SELECT", undefined],
  ["EXEC p.s.r.m @a = 'x'", "EXEC p.s.r.m", "EXEC p.s.r.m @a = ?"],
  ["SELECT 'not closed", "SELECT", "none"],
  ["", "UNKNOWN", ""],
])("%s is %s: %s", (sql, summary, text) => {
  const shape = shapeOf(sql);
  expect([shape.summary, text === undefined ? text : (shape.text ?? "none")]).toEqual([summary, text]);
});

test("a summary is no longer than it may be", () => {
  const names = Array.from({ length: 100 }, (_, index) => `provider.service.resource${index}`);
  const { summary } = shapeOf(`SELECT 1 FROM ${names.join(", ")}`);
  expect(summary.length).toBeLessThanOrEqual(255);
  expect(summary).toMatch(/^SELECT provider\.service\.resource0 .* provider\.service\.resource\d+$/);
});

test.each([
  ["https://h/org/v2/environments/env-1", "/org/v2/environments/{id}", "https://h/org/v2/environments/{id}"],
  [
    "https://h:81/base/a/x/b/y?size=3&a=1&a=2",
    "/a/{p}/b/{q}",
    "https://h:81/base/a/{p}/b/{q}?size=REDACTED&a=REDACTED",
  ],
  ["https://h/bucket/a/folder/key.txt", "/{bucket}/{key}", "https://h/{bucket}/{key}"],
  ["https://h/v1/v2/things", "/things?alt=json", "https://h/v1/v2/things"],
  ["https://h/", "/", "https://h/"],
  ["https://h/oauth/token", "/things/{id}", "https://h/REDACTED"],
  ["https://h/next/page?token=x", undefined, "https://h/REDACTED?token=REDACTED"],
  ["https://h/a.b/(1)", "/a.b/({id})", "https://h/a.b/({id})"],
  ["nothing", "/a", "REDACTED"],
])("%s of %s is shown as %s", (url, template, shown) => {
  expect(shownAddress(url, template)).toBe(shown);
});

test("a long path of a template with many variables is shown at once", () => {
  const url = `https://h/${"a/".repeat(2_000)}`;
  expect(shownAddress(url, `/${"{v}/a/".repeat(12)}end`)).toBe("https://h/REDACTED");
});

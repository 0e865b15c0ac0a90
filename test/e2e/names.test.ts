/** Listing and searching all resources: the same answers from the names of everything as from the indexes. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tributary } from "./harness.ts";
import { manyProviders, setAge } from "./many-providers.ts";

test("queries answer alike with and without the names", async () => {
  const approot = await manyProviders();
  const queries = [
    "SELECT provider, service, name FROM tributary.resources",
    "SELECT name, provider, name AS again FROM tributary.resources",
    "SELECT service FROM tributary.resources LIMIT 3 OFFSET 24",
    "SELECT * FROM tributary.resources",
    "SELECT * FROM tributary.resources WHERE name LIKE '%BUCKET%'",
    "SELECT id, title FROM tributary.resources WHERE name = 'buckets' AND provider LIKE '%_1_' AND service LIKE '%_7'",
    "SELECT name FROM tributary.resources WHERE service LIKE '%bucket%'",
    "SELECT count(*) AS n FROM tributary.resources WHERE title LIKE '%buckets%'",
    "SELECT name FROM tributary.resources WHERE provider = 'provider_3' AND name LIKE '%\\_1%'",
    "SHOW RESOURCES IN provider_3.service_4 LIKE '%bucket%'",
  ];
  const asked = async (format: string): Promise<string> => {
    const args = ["exec", queries.join("; "), "-o", format, `--approot=${approot}`];
    const { code, stdout, stderr } = await tributary(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };
  const formats = ["csv", "json"];
  // Names are kept of what has settled only.
  await setAge(approot, -60);
  const walked = [];
  for (const format of formats) walked.push(await asked(format));
  expect(await readdir(join(approot, "providers"))).not.toContain(".names");
  await setAge(approot, 60);
  await asked("csv");
  expect(await readdir(join(approot, "providers"))).toContain(".names");
  for (const [index, format] of formats.entries()) expect(await asked(format)).toBe(walked[index]);
});

test("no more rows than asked for leave, and what was left out is told", async () => {
  const approot = await manyProviders();
  const args = ["exec", "SELECT name FROM tributary.resources", "-o", "csv", "--max-rows=2", `--approot=${approot}`];
  const { code, stdout, stderr } = await tributary(args);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "name\nenvironments\norganizations\n" });
  expect(stderr).toContain("stopped after 2 rows");
});

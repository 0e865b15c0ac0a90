/** Every .slt file, in every configuration of the engine: same rows, and rules never make more requests. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession, type EngineOverrides } from "../../src/session/session.ts";
import { defaultSettings, type Settings } from "../../src/session/settings.ts";
import { clouds, type Cloud } from "./harness/clouds.ts";
import { makeDatabase } from "./harness/databases.ts";
import { parseFile, printFile, type SqlFile } from "./harness/records.ts";
import { type Found, runRecord } from "./harness/run-record.ts";

/** Set to rewrite what the files expect with what is found; the difference is then for review. */
const rewriting = process.env["TRIBUTARY_SLT_WRITE"] === "1";

const here = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(here, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".slt"))
  .toSorted();

const configurations: readonly { readonly name: string; readonly overrides: EngineOverrides }[] = [
  { name: "staged", overrides: { streaming: false } },
  { name: "without rules", overrides: { rules: [] } },
  { name: "staged, without rules", overrides: { streaming: false, rules: [] } },
];

const running = new Map<string, Promise<Cloud>>();

async function cloudOf(name: string): Promise<Cloud> {
  const start = clouds[name];
  if (start === undefined) throw new Error(`there is no cloud ${name}`);
  const cloud = running.get(name) ?? start();
  running.set(name, cloud);
  return cloud;
}

makeDatabase();

afterAll(async () => {
  for (const cloud of running.values()) await (await cloud).close();
});

async function runFile(file: SqlFile, cloud: Cloud, overrides: EngineOverrides): Promise<Found[]> {
  cloud.reset();
  const session = openSession(settingsOf(file, cloud), () => undefined, { catalog: cloud.catalog, ...overrides });
  try {
    const found: Found[] = [];
    for (const record of file.records) found.push(await runRecord(record, session, cloud));
    return found;
  } finally {
    await session.close();
  }
}

function settingsOf(file: SqlFile, { origin, environment, provider, connections }: Cloud): Settings {
  return {
    ...defaultSettings,
    shippedProviders: "",
    userProviders: "",
    environment,
    ...(connections === undefined ? {} : { connections }),
    endpoints: { [provider]: origin },
    version: "test",
    platform: "linux/x64",
    ...(JSON.parse(file.settings ?? "{}") as Partial<Settings>),
  };
}

describe.each(files)("%s", (name) => {
  const path = join(here, name);
  const file = parseFile(readFileSync(path, "utf8"));
  let cloud: Cloud;
  let normal: readonly Found[];

  beforeAll(async () => {
    cloud = await cloudOf(file.cloud);
    normal = await runFile(file, cloud, {});
    if (rewriting) writeFileSync(path, printFile(file, normal));
  });

  const expectedOf = rewriting ? () => normal : () => file.records.map((record) => record.expected);

  test.each(file.records.map((record, index) => ({ index, title: `${record.line}: ${record.sql.split("\n")[0]}` })))(
    "line $title",
    ({ index }) => {
      const found = normal[index];
      const record = file.records[index];
      const { lines, requests, warnings } = found ?? { lines: [], requests: [], warnings: [] };
      expect({ condition: found?.condition, lines, requests, warnings }).toEqual({
        condition: record?.condition,
        ...pick(expectedOf()[index]),
      });
    },
  );

  test.each(configurations)("gives the same rows and saves no requests when run $name", async ({ overrides }) => {
    const other = await runFile(file, cloud, overrides);
    for (const [index, record] of file.records.entries()) {
      const usual = normal[index];
      const place = `line ${record.line}: ${record.sql}`;
      if (!record.planOnly) expect(other[index]?.lines, place).toEqual(usual?.lines);
      expect(other[index]?.sent.length, place).toBeGreaterThanOrEqual(usual?.sent.length ?? 0);
    }
  });
});

function pick(expected: Found | SqlFile["records"][number]["expected"] | undefined): object {
  const { lines, requests, warnings } = expected ?? { lines: [], requests: [], warnings: [] };
  return { lines, requests, warnings };
}

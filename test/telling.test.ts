/** What events tell of statements: no secret that they spell out, and how far is what they wait for. */
import { expect, onTestFinished, test } from "vitest";
import type { EngineEvent } from "../src/common/event.ts";
import { openSession } from "../src/session/session.ts";
import { defaultSettings } from "../src/session/settings.ts";
import { clouds } from "./sql/harness/clouds.ts";

/** The events of a script that runs against a cloud. */
async function eventsOf(name: string, sql: string): Promise<EngineEvent[]> {
  const cloud = await clouds[name]?.();
  if (cloud === undefined) throw new Error(`there is no cloud ${name}`);
  onTestFinished(() => cloud.close());
  const { catalog, environment, provider, origin } = cloud;
  const settings = { ...defaultSettings, shippedProviders: "", userProviders: "", environment, version: "test" };
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent): number => events.push(event);
  const session = openSession({ ...settings, endpoints: { [provider]: origin } }, onEvent, { catalog });
  onTestFinished(() => session.close());
  for await (const result of session.execute(sql)) for await (const _ of result.batches);
  return events;
}

const messagesOf = (events: readonly EngineEvent[]): string[] =>
  events.flatMap((event) => (event.kind === "message" ? event.text.replace(/\d+ s$/, "# s") : []));

// verifies: explain.secrets
test("no event holds a secret that a statement spells out, not even its text", async () => {
  const events = await eventsOf(
    "odd",
    `SELECT id FROM odd.shop.vault WHERE key = 'open-sesame' AND api_token = 'over-the-hills';
     INSERT INTO odd.shop.things (name, secret) VALUES ('told', 'under-the-mat')`,
  );
  const text = JSON.stringify(events);
  expect(text).not.toMatch(/open-sesame|over-the-hills|under-the-mat/);
  expect(text).toContain("WHERE key = '***' AND api_token = '***'");
  expect(text).toContain("VALUES ('told', '***')");
});

// verifies: await.operations
test("each look at an operation is told, and its end", async () => {
  const insert = (hint: string): string => `INSERT /*+ ${hint} */ INTO jobs.work.networks (name) VALUES ('told')`;
  expect(messagesOf(await eventsOf("jobs", insert("AWAIT(0)")))).toEqual([
    "jobs.work.networks: INSERT in progress (RUNNING), # s",
    "jobs.work.networks: INSERT in progress (RUNNING), # s",
    "jobs.work.networks: INSERT complete, # s",
  ]);
  expect(messagesOf(await eventsOf("jobs", insert("AWAIT(0), NOSTATUS")))).toEqual([]);
});

import { expect, test } from "vitest";
import type { Value } from "../common/value.ts";
import { Journal } from "./journal.ts";
import { newSessionPort, type OwnSessionPort } from "./port.ts";
import { RequestLog } from "./request-log.ts";
import { defaultSettings } from "./settings.ts";

const span = { start: 0, end: 1 };

function port(): OwnSessionPort {
  const settings = { ...defaultSettings, shippedProviders: "", userProviders: "", version: "test" };
  return newSessionPort(settings, { log: new RequestLog(), journal: new Journal(() => "s", undefined) });
}

test("what SET changes holds from then on", () => {
  const session = port();
  session.set("provider", "acme", span);
  session.set("max_pages", 2, span);
  session.set("dry_run", true, span);
  session.set("rollback_type", "eager", span);
  expect(session.now()).toMatchObject({ defaultProvider: "acme", maxPages: 2, dryRun: true, rollbackType: "eager" });
  session.set("provider", null, span);
  session.set("max_pages", null, span);
  expect(session.now()).toMatchObject({ defaultProvider: undefined, maxPages: undefined, dryRun: true });
});

test.each<[string, Value | undefined]>([
  ["provider", 1],
  ["max_pages", 0],
  ["max_pages", 1.5],
  ["max_pages", undefined],
  ["dry_run", "yes"],
  ["rollback_type", "lazy"],
])("%s cannot be %s", (name, value) => {
  expect(() => port().set(name, value, span)).toThrow(`${name} takes `);
});

test.each(["retries", "auth", "toString"])("SET cannot change %s", (name) => {
  expect(() => port().set(name, 1, span)).toThrow(name);
});

import { expect, test } from "vitest";
import { keptOf } from "../planner/kept.ts";
import { keepRule, namespaceRules } from "./keep-rules.ts";

test.each([
  ["confluent.org.*=60", "confluent.org.environments", 60],
  ["confluent.org.environments=2h", "confluent.org.environments", 7200],
  ["*=1d", "a.b.c", 86_400],
])("--keep %s keeps %s", (text, name, seconds) => {
  expect(keptOf(name, [keepRule(text)])).toEqual({ name, seconds });
});

test.each(["confluent.org.*", "a=1w", "=5", "a.b=x"])("--keep %s is refused", (text) => {
  expect(() => keepRule(text)).toThrow("--keep takes NAME=TTL");
});

test("a dot is no wildcard", () => {
  expect(keptOf("a.bXc", [keepRule("a.b.c=1")])).toBe(undefined);
});

test("rules of the incumbent name the relation by a group", () => {
  const rules = namespaceRules({
    analytics: { ttl: 60, regex: "^my_(?P<objectName>gh.*)$", template: "t" },
    views: {},
  });
  expect(keptOf("my_gh.repos.repos", rules)).toEqual({ name: "gh.repos.repos", seconds: 60 });
});

test("its prefix means a day where nothing else is said", () => {
  expect(keptOf("stackql_analytics_a.b.c", [])).toEqual({ name: "a.b.c", seconds: 86_400 });
  expect(keptOf("stackql_analytics_a.b.c", namespaceRules({ analytics: { ttl: 5 } }))?.seconds).toBe(5);
});

test.each([
  [{ analytics: { ttl: 0 } }, "ttl of analytics"],
  [{ analytics: { ttl: "soon" } }, "ttl of analytics"],
  [{ analytics: { regex: "(" } }, "regex of analytics"],
  [{ analytics: { regex: 5 } }, "regex of analytics"],
])("%j is refused", (namespaces, message) => {
  expect(() => namespaceRules(namespaces)).toThrow(message);
});

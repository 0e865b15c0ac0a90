import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readFacts } from "./facts.ts";
import { factsDirectory, mockClient, partnerToken } from "./harness.ts";

const operations = readFacts(factsDirectory).flatMap((api) => api.operations);
const texts = fc.constantFrom(
  "display_name",
  "spec",
  "id",
  "metadata",
  "config",
  "kind",
  "environment",
  "owner",
  "__proto__",
  "constructor",
);
const bodies = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, 1, "", "Basic", "env-1", true),
    fc.array(tie("value"), { maxLength: 2 }),
    tie("object"),
  ),
  object: fc.dictionary(texts, tie("value"), { maxKeys: 4 }),
})).value;

test("whatever body, query and id it is sent, no operation fails inside the mock", async () => {
  const client = await mockClient({ scale: 0.02 });
  const tokens = { partner: await partnerToken(client), control: undefined };
  const request = fc.record({
    operation: fc.constantFrom(...operations),
    body: bodies,
    id: fc.string(),
    query: fc.string(),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ operation, body, id, query }) => {
      const path = operation.template.replaceAll(/\{[^}]+\}/g, encodeURIComponent(id) || "x");
      const authorization = tokens[path.startsWith("/partner") ? "partner" : "control"];
      const hasBody = operation.method !== "GET" && operation.method !== "DELETE";
      const parameters = operation.parameters
        .filter(({ place }) => place === "query")
        .map(({ name }): [string, string] => [name, query]);
      const { status } = await client.send(operation.method, `${path}?${new URLSearchParams(parameters)}`, {
        ...(hasBody ? { body } : {}),
        ...(authorization === undefined ? {} : { authorization }),
      });
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});

/** A process that dies in the middle of a COMMIT leaves a record of what it did. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, serve, tributary } from "./harness.ts";

// verifies: catalog.journal
test("the next process is told what was done, what is not known, and how to undo it", async () => {
  let asked = 0;
  const origin = await serve((_request, response) => {
    // The second write is never answered.
    if (++asked > 1) return;
    response.writeHead(201, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: "env-1", display_name: "one" }));
  });
  const env = {
    TRIBUTARY_ENDPOINT: `confluent=${origin}`,
    CONFLUENT_CLOUD_API_KEY: "key-of-test",
    CONFLUENT_CLOUD_API_SECRET: "secret-of-test",
  };
  const store = join(await folderWith({}), "kept.db");
  const insert = (name: string): string => `INSERT INTO confluent.org.environments (display_name) VALUES ('${name}');`;
  const killed = await tributary(
    ["exec", `BEGIN; ${insert("one")} ${insert("two")} ${insert("three")} COMMIT`, "--store", store],
    {
      env,
      signal: { name: "SIGKILL", when: () => asked > 1 },
    },
  );
  expect(killed).toMatchObject({ code: null, signal: "SIGKILL" });
  const sql = "SELECT number, http_method, state, identity ->> 'id' AS made, undo FROM tributary.journal";
  expect(await tributary(["exec", sql, "--store", store, "-o", "csv"], { env })).toMatchObject({
    code: 0,
    stdout:
      "number,http_method,state,made,undo\n" +
      "1,POST,done,env-1,DELETE FROM confluent.org.environments WHERE id = 'env-1'\n" +
      "2,POST,unknown,null,null\n",
  });
});

/** `tributary demo`, as it reads through a pipe, and that each of its statements can be run by hand against the mock. */
import { expect, test } from "vitest";
import { tour } from "../../src/cli/tour.ts";
import { startMock, tributary } from "./harness.ts";

test("tells and shows everything in order on standard output, without colours", async () => {
  const run = await tributary(["demo"]);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const places = [tour.welcome, ...tour.stops.map(({ sql }) => `\n${sql};\n\n┌`), tour.farewell].map((text) =>
    run.stdout.indexOf(text),
  );
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(run.stdout).not.toContain("\u001b");
  expect(run.stdout).toMatch(/│ env-[0-9a-z]{6} │ payments-\w+/);
  expect(run.stdout).toContain("tributary mock confluent");
});

test("fits 120 columns", async () => {
  const { stdout } = await tributary(["demo"]);
  const longest = Math.max(...stdout.split("\n").map((line) => [...line].length));
  expect(longest).toBeLessThanOrEqual(120);
});

test("goes to the mock, whatever the user has set", async () => {
  const env = {
    TRIBUTARY_ENDPOINT: "confluent=http://127.0.0.1:9",
    TRIBUTARY_AUTH: '{"confluent": {"type": "bearer", "credentialsenvvar": "UNSET"}}',
    CONFLUENT_CLOUD_API_KEY: "not-this",
    HTTP_PROXY: "http://127.0.0.1:9",
  };
  expect(await tributary(["demo"], { env })).toMatchObject({ code: 0, stderr: "" });
});

test("has statements that work by hand, with what the mock tells to export", async () => {
  const mock = await startMock();
  try {
    const script = tour.stops.map(({ sql }) => `${sql};`).join("\n");
    const run = await tributary(["exec", "-o", "jsonl"], { env: mock.env, input: script });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(
      run.stdout
        .trim()
        .split("\n")
        .every((line) => line.startsWith("{")),
    ).toBe(true);
  } finally {
    await mock.stop();
  }
});

import { expect, test } from "vitest";
import { callOf, connect, method, read, type Received, serve } from "./test-server.ts";
import type { Connection } from "./connection.ts";

const bare = { auth: {}, variables: {}, parameters: {}, values: {}, network: {}, limits: {}, ignore: [], tags: {} };

test("the endpoint of a connection goes before that of its provider, and keeps the path", async () => {
  const asked: string[] = [];
  const recording = (name: string) => (request: Received) => {
    asked.push(`${name} ${request.url}`);
    return { body: [] };
  };
  const [own, other] = [await serve(recording("own")), await serve(recording("other"))];
  const connection: Connection = { ...bare, name: "a", provider: "acme", endpoint: own.origin, source: "test" };
  const connector = connect({ endpoints: { acme: other.origin } });
  await read(connector, { ...callOf(method("https://acme.example")), connection });
  await read(connector, callOf(method("https://acme.example")));
  expect(asked).toEqual(["own /things", "other /things"]);
});

test("an endpoint that is no URL is told by the name of the connection", () => {
  const connection: Connection = { ...bare, name: "a", provider: "acme", endpoint: "nowhere", source: "test" };
  expect(() => connect().preview({ ...callOf(method("https://acme.example")), connection })).toThrow(
    'the endpoint of a is not a URL: "nowhere"',
  );
});

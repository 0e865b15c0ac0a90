import { expect, test } from "vitest";
import { callOf, connect, failureOf, method, read } from "../test-server.ts";
import { certificate, serveTls } from "./test-tls.ts";

const found = { body: { data: [{ id: "1" }] } };
const withOpenssl = test.skipIf(certificate === undefined);

withOpenssl("an unknown authority is connection_failed with the remedy", async () => {
  const outcome = await failureOf(read(connect({ retries: 2 }), callOf(method(await serveTls(() => found)))));
  expect(outcome).toMatch(/^connection_failed: .*certificate is not trusted \(\w+\)\n.*--tls.CABundle/);
});

withOpenssl("the CA bundle is trusted", async () => {
  const { rows } = await read(connect({ caBundle: certificate?.path }), callOf(method(await serveTls(() => found))));
  expect(rows).toEqual([["1"]]);
});

withOpenssl("verification can be switched off", async () => {
  const { rows } = await read(connect({ allowInsecureTls: true }), callOf(method(await serveTls(() => found))));
  expect(rows).toEqual([["1"]]);
});

test("an unusable CA bundle is a configuration error", async () => {
  const called = callOf(method("https://127.0.0.1:9"));
  expect(await failureOf(read(connect({ caBundle: "/nowhere.pem" }), called))).toMatch(
    /^configuration_error: the CA bundle \/nowhere.pem cannot be read/,
  );
  expect(await failureOf(read(connect({ caBundle: import.meta.filename }), called))).toMatch(
    /^configuration_error: .*no certificate/,
  );
});

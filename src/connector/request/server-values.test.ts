import { expect, test } from "vitest";
import { compileMethodOf } from "../../catalog/compile/fixture.ts";
import { callOf, connect, failureOf } from "../test-server.ts";

interface Given {
  readonly values?: { readonly [name: string]: string };
  readonly environment?: { readonly [name: string]: string };
  /** YAML of the method. */
  readonly method?: string;
}

const root = `
servers:
  - url: https://api.{site}.acme.test:{port}
    variables:
      site: { default: us1, enum: [us2, eu, au], x-stackQL-envVar: ACME_SITE }
      port: { default: 443, enum: [443, 8443] }`;

/** The URL that is asked, or why none is. */
async function urlOf({ values = {}, environment, method }: Given): Promise<string> {
  let url = "";
  const build = async (): Promise<void> => {
    const compiled = compileMethodOf({ root, ...(method === undefined ? {} : { method }) });
    url = connect({}, environment).preview(callOf(compiled, values)).url;
  };
  const failure = await failureOf(build());
  return url === "" ? failure : url;
}

test("a listed value goes into the URL, in any case; so does the default, listed or not", async () => {
  expect(await urlOf({ values: { site: "eu", port: "8443" } })).toBe("https://api.eu.acme.test:8443/widgets");
  expect(await urlOf({ values: { site: "EU" } })).toBe("https://api.EU.acme.test:443/widgets");
  expect(await urlOf({})).toBe("https://api.us1.acme.test:443/widgets");
});

// verifies: right.server-values
test("another value is refused with all there are, and the nearest", async () => {
  expect(await urlOf({ values: { site: "eu1" } })).toBe(
    'invalid_parameter_value: acme.shop.widgets.get: parameter "site" must be one of us2, eu, au; got "eu1"\n' +
      "Did you mean eu? The variable ACME_SITE gives it where the statement does not.",
  );
});

test("a value of the environment is checked too, and the argument goes before it", async () => {
  const environment = { ACME_SITE: "mars" };
  expect(await urlOf({ environment })).toMatch(/^invalid_parameter_value: .*must be one of us2, eu, au; got "mars"/);
  expect(await urlOf({ environment, values: { site: "au" } })).toBe("https://api.au.acme.test:443/widgets");
});

test("regions that AWS signs for are more than any document lists", async () => {
  const signed = { values: { site: "mx-central-1" }, method: "serviceName: widgets" };
  expect(await urlOf(signed)).toBe("https://api.mx-central-1.acme.test:443/widgets");
});

test("where one of the servers lists nothing, a variable is free", async () => {
  const servers = `servers: [{ url: 'https://{a}.acme.test', variables: { a: { enum: [x] } } }, { url: 'https://{a}.org' }]`;
  expect(compileMethodOf({ root: servers }).parameters[0]).not.toHaveProperty("enum");
});

test("of several servers the one is asked that lists the value", async () => {
  const regions = (url: string, ...names: readonly string[]): string =>
    `{ url: 'https://{region}.${url}', variables: { region: { default: ${names[0]}, enum: [${names.join(", ")}] } } }`;
  const servers = `servers: [${regions("acme.test", "us", "eu")}, ${regions("acme.test.cn", "cn-north", "cn-south")}]`;
  const compiled = compileMethodOf({ root: servers });
  const of = (region?: string): string =>
    connect().preview(callOf(compiled, region === undefined ? {} : { region })).url;
  expect([of(), of("eu"), of("cn-south")]).toEqual([
    "https://us.acme.test/widgets",
    "https://eu.acme.test/widgets",
    "https://cn-south.acme.test.cn/widgets",
  ]);
  expect(await failureOf((async () => of("mars"))())).toMatch(/must be one of us, eu, cn-north, cn-south; got "mars"/);
});

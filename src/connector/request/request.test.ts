import { expect, test } from "vitest";
import type { Parameter, Shape } from "../../catalog/model.ts";
import type { JsonValue, Value } from "../../common/value.ts";
import type { Call, ConnectorConfig } from "../call.ts";
import { callOf, connect, failureOf, json, method, parameter, type MethodFacts } from "../test-server.ts";

const server = "https://api.acme.test";

function previewOf(facts: MethodFacts, values: { readonly [name: string]: Value } = {}, rest: Partial<Call> = {}) {
  return connect(configOf(rest)).preview(callOf(method(server, facts), values, rest));
}

function configOf(rest: object): Partial<ConnectorConfig> {
  return "config" in rest ? (rest.config as Partial<ConnectorConfig>) : {};
}

function urlOf(facts: MethodFacts, values: { readonly [name: string]: Value } = {}): string {
  return previewOf(facts, values).url;
}

function refusal(build: () => unknown): Promise<string> {
  return failureOf((async () => build())());
}

function post(parameters: readonly Parameter[], request: MethodFacts["request"] = {}): MethodFacts {
  return {
    id: "acme.shop.things.create",
    verb: "insert",
    parameters,
    request: { httpMethod: "POST", mediaType: "application/json", ...request },
  };
}

function bodyOf(facts: MethodFacts, values: { readonly [name: string]: Value } = {}, body?: JsonValue): unknown {
  return previewOf(facts, values, { body }).body;
}

const id = parameter("id", "path", { required: true });

test("path variables are percent-encoded, slashes are kept", () => {
  const facts = { parameters: [id], request: { path: "/things/{id}" } };
  expect(urlOf(facts, { id: "a b?c#d%e/ü(1)" })).toBe(`${server}/things/a%20b%3Fc%23d%25e/%C3%BC%281%29`);
});

// verifies: predicate.slash, accepts.slashes
test("slashes are encoded where two placeholders are neighbours", () => {
  const parameters = [parameter("a", "path"), parameter("b", "path")];
  expect(urlOf({ parameters, request: { path: "/x/{a}/{b}" } }, { a: "1/2", b: "3/4" })).toBe(
    `${server}/x/1%2F2/3%2F4`,
  );
  expect(urlOf({ parameters, request: { path: "/x/{a}:{b}" } }, { a: "1/2", b: "3/4" })).toBe(`${server}/x/1/2:3/4`);
});

test("a path variable can neither be empty nor climb", async () => {
  const facts = { parameters: [id], request: { path: "/things/{id}" } };
  expect(await refusal(() => urlOf(facts, { id: "" }))).toMatch(/^invalid_parameter_value: .*"id".* must not be empty/);
  expect(await refusal(() => urlOf(facts, { id: "a/../b" }))).toMatch(/^invalid_parameter_value: .*"id"/);
});

test("a query string within the path is kept and appended to", () => {
  const facts = { parameters: [parameter("q", "query")], request: { path: "/x?api-version=2" } };
  expect(urlOf(facts, { q: "a&b" })).toBe(`${server}/x?api-version=2&q=a%26b`);
  expect(urlOf(facts)).toBe(`${server}/x?api-version=2`);
});

test("query lists are repeated, joined by commas or spread over keys, as their style says", () => {
  const parameters = [
    parameter("many", "query", { multiple: true, wireName: "m" }),
    parameter("list", "query", { style: "comma", type: "json" }),
    parameter("filter", "query", { style: "deepObject", type: "json" }),
  ];
  const values = { many: json(["a", "b c"]), list: '["x,y",2]', filter: json({ size: 3, name: "n" }) };
  expect(urlOf({ parameters }, values)).toBe(`${server}/things?m=a&m=b%20c&list=x%2Cy,2&filter[size]=3&filter[name]=n`);
  expect(urlOf({ parameters }, { many: "one" })).toBe(`${server}/things?m=one`);
});

test("the page size is sent at its maximum unless the user gives one", () => {
  const pagination = {
    algorithm: "token",
    request: { in: "query", name: "t" },
    response: { in: "body", path: ["t"] },
    pageSize: { name: "page_size", maximum: 100 },
  } as const;
  const facts = { pagination, parameters: [parameter("page_size", "query", { type: "integer" })] };
  expect(urlOf(facts)).toBe(`${server}/things?page_size=100`);
  expect(urlOf(facts, { page_size: "7" })).toBe(`${server}/things?page_size=7`);
});

test("headers: defaults are sent, arguments replace them, line breaks are refused", async () => {
  const parameters = [parameter("X-Version", "header", { default: "1" }), parameter("Authorization-Token", "header")];
  expect(previewOf({ parameters }).headers).toEqual([
    ["accept", "application/json"],
    ["user-agent", "tributary-test"],
    ["X-Version", "1"],
  ]);
  const { headers } = previewOf({ parameters }, { "X-Version": "2", "Authorization-Token": "s3cr3t" });
  expect(headers.slice(2)).toEqual([
    ["X-Version", "2"],
    ["Authorization-Token", "***"],
  ]);
  expect(await refusal(() => previewOf({ parameters }, { "X-Version": "1\r\nx: y" }))).toMatch(
    /^invalid_parameter_value/,
  );
});

const regional = [
  {
    url: "https://{region}.acme.test/{tier}",
    variables: [
      { name: "region", environment: "ACME_REGION" },
      { name: "tier", default: "v1" },
    ],
  },
];
const regionParameters = ["region", "tier"].map((name) =>
  parameter(name, "server", { required: name === "region", environment: "ACME_REGION" }),
);

test("server variables: argument, then environment, then default", () => {
  const facts = { parameters: regionParameters, request: { servers: regional } };
  const connector = connect({}, { ACME_REGION: "eu" });
  expect(connector.preview(callOf(method(server, facts))).url).toBe("https://eu.acme.test/v1/things");
  expect(connector.preview(callOf(method(server, facts), { region: "us" })).url).toBe("https://us.acme.test/v1/things");
});

test("the first server whose variables are known is used", () => {
  const servers = [...regional, { url: "https://global.acme.test", variables: [] }];
  expect(urlOf({ parameters: regionParameters, request: { servers } })).toBe("https://global.acme.test/things");
});

test("a server variable cannot bring another host in, but may be the whole URL where the template says so", async () => {
  const facts = { parameters: regionParameters, request: { servers: regional } };
  for (const region of ["evil.test/", "x@evil.test", "evil.test#", "a\\b", ""]) {
    expect(await refusal(() => urlOf(facts, { region }))).toMatch(/^invalid_parameter_value: .*"region"/);
  }
  const whole = [{ url: "{endpoint}", variables: [{ name: "endpoint" }] }];
  const parameters = [parameter("endpoint", "server", { required: true })];
  const value = { endpoint: "https://pkc-1.eu.acme.test:443/" };
  expect(urlOf({ parameters, request: { servers: whole } }, value)).toBe("https://pkc-1.eu.acme.test:443/things");
});

test("an endpoint replaces scheme, host and port and keeps the path", () => {
  const servers = [{ url: "https://api.acme.test/v2", variables: [] }];
  const connector = connect({ endpoints: { acme: "http://127.0.0.1:9999/" } });
  expect(connector.preview(callOf(method(server, { request: { servers } }))).url).toBe(
    "http://127.0.0.1:9999/v2/things",
  );
});

test("all missing arguments are named at once", async () => {
  const facts = {
    parameters: [...regionParameters, id, parameter("spec", "body", { required: true, type: "json" })],
    request: { servers: regional, path: "/things/{id}/{other}", httpMethod: "POST", mediaType: "application/json" },
  };
  expect(await refusal(() => previewOf(facts, { id: null }))).toBe(
    [
      "missing_argument: acme.shop.things.list needs id, spec, other, region",
      "Give each with = in WHERE, as a column of INSERT, or as an argument of EXEC. region may also be set by the variable ACME_REGION.",
    ].join("\n"),
  );
});

test("an unknown argument is answered with its neighbours", async () => {
  expect(
    await refusal(() => previewOf({ parameters: [parameter("display_name", "query")] }, { displayname: "x" })),
  ).toBe('undefined_parameter: acme.shop.things.list has no parameter "displayname"\nDid you mean display_name?');
});

test("body properties have the type that the document declares", () => {
  const parameters = [
    parameter("text", "body"),
    parameter("count", "body", { type: "integer" }),
    parameter("big", "body", { type: "integer" }),
    parameter("ratio", "body", { type: "number" }),
    parameter("on", "body", { type: "boolean" }),
    parameter("spec", "body", { type: "json" }),
    parameter("free", "body", { type: "any" }),
  ];
  const values = {
    text: '{"a":1}',
    count: "3",
    big: "9007199254740993",
    ratio: "0.5",
    on: "true",
    spec: '{"a":[1]}',
    free: "[1]",
  };
  expect(bodyOf(post(parameters), values)).toBe(
    '{"text":"{\\"a\\":1}","count":3,"big":9007199254740993,"ratio":0.5,"on":true,"spec":{"a":[1]},"free":[1]}',
  );
  expect(bodyOf(post(parameters), { text: 3, on: 0, spec: json({ a: null }), free: "word", count: null })).toBe(
    '{"text":"3","on":false,"spec":{"a":null},"free":"word","count":null}',
  );
});

test("a value that cannot have the type is refused by name", async () => {
  const parameters = [
    parameter("count", "body", { type: "integer" }),
    parameter("on", "query", { type: "boolean" }),
    parameter("spec", "body", { type: "json" }),
  ];
  expect(await refusal(() => bodyOf(post(parameters), { count: "many" }))).toContain(
    'invalid_parameter_value: acme.shop.things.create: parameter "count" is not valid: expected an integer, got "many"',
  );
  expect(await refusal(() => bodyOf(post(parameters), { on: "perhaps" }))).toMatch(
    /"on" is not valid: expected a boolean/,
  );
  expect(await refusal(() => bodyOf(post(parameters), { spec: '{"a":' }))).toMatch(
    /"spec" is not valid: this JSON is malformed/,
  );
});

test("arguments are merged over the whole body, that over the base", () => {
  const parameters = [parameter("name", "body"), parameter("spec", "body", { type: "json" })];
  const facts = post(parameters, { base: { kind: "Thing", spec: { size: 1, cloud: "AWS" } } });
  expect(bodyOf(facts, { name: "n" }, { spec: { size: 2 }, note: "kept" })).toBe(
    '{"kind":"Thing","spec":{"size":2,"cloud":"AWS"},"note":"kept","name":"n"}',
  );
  expect(bodyOf(facts)).toBe('{"kind":"Thing","spec":{"size":1,"cloud":"AWS"}}');
  expect(bodyOf(post(parameters))).toBeUndefined();
});

test("dotted names reach into body parameters, exact names first", () => {
  const spec: Shape = {
    kind: "object",
    required: [],
    closed: false,
    properties: { "connector.class": { kind: "scalar", type: "text" }, size: { kind: "scalar", type: "integer" } },
  };
  const map: Shape = { kind: "object", required: [], closed: false, properties: {} };
  const parameters = [
    parameter("connector.class", "body"),
    parameter("spec", "body", { type: "json", shape: spec }),
    parameter("config", "body", { type: "json", shape: map }),
    parameter("free", "body", { type: "json" }),
  ];
  const values = {
    "connector.class": "Sink",
    "spec.connector.class": "S",
    "spec.size": "3",
    "config.a.b": "x",
    "free.a.b": "y",
  };
  expect(bodyOf(post(parameters), values)).toBe(
    '{"connector.class":"Sink","spec":{"connector.class":"S","size":3},"config":{"a.b":"x"},"free":{"a":{"b":"y"}}}',
  );
});

test("a name shared by a parameter and the body is sent to both; data__ names go to the body", () => {
  const parameters = [
    parameter("name", "query", { alsoBody: "name" }),
    parameter("size", "body", { type: "integer", aliases: ["data__size"] }),
  ];
  const built = previewOf(post(parameters), { name: "n", data__size: "4", data__new: '{"a":1}' });
  expect(built.url).toBe(`${server}/things?name=n`);
  expect(built.body).toBe('{"name":"n","size":4,"new":{"a":1}}');
});

test("a whole body is the parameter itself", () => {
  const facts = post([parameter("body", "body", { wireName: "", type: "json", required: true })], { wholeBody: true });
  expect(bodyOf(facts, { body: '[{"a":1}]' })).toBe('[{"a":1}]');
  expect(bodyOf(facts, {}, [1])).toBe("[1]");
});

test("an envelope takes the properties, as JSON text where it wants text", () => {
  const parameters = [parameter("size", "body", { type: "integer" })];
  const facts = post(parameters, { base: { TypeName: "T" }, envelope: { property: "DesiredState", asText: true } });
  expect(bodyOf(facts, { size: 1 })).toBe('{"TypeName":"T","DesiredState":"{\\"size\\":1}"}');
});

test("forms repeat lists and write objects as JSON", () => {
  const parameters = ["grant_type", "scope", "extra"].map((name) => parameter(name, "body", { type: "any" }));
  const facts = post(parameters, { mediaType: "application/x-www-form-urlencoded" });
  expect(bodyOf(facts, { grant_type: "a b", scope: json(["x", "y"]), extra: json({ k: 1 }) })).toBe(
    "grant_type=a+b&scope=x&scope=y&extra=%7B%22k%22%3A1%7D",
  );
});

test("several values are refused where the media type has no place for them", async () => {
  const facts = post([parameter("a", "body"), parameter("b", "body")], { mediaType: "text/plain" });
  expect(await refusal(() => bodyOf(facts, { a: "x", b: "y" }))).toMatch(/^feature_not_supported: .*text\/plain/);
  expect(bodyOf(facts, { a: "x" })).toBe("x");
});

test("secrets are masked by declaration and by name, also inside", () => {
  const shape: Shape = {
    kind: "object",
    required: [],
    closed: false,
    properties: { pin: { kind: "scalar", type: "text", secret: true } },
  };
  const parameters = [
    parameter("jwt", "body", { secret: true }),
    parameter("config", "body", { type: "json", shape }),
    parameter("api_key", "query"),
  ];
  const values = {
    jwt: "jwt-secret",
    config: json({ pin: "1234", "kafka.api.secret": "abc", page_token: "t" }),
    api_key: "key-secret",
  };
  const built = previewOf(post(parameters), values);
  expect(built.body).toBe('{"jwt":"***","config":{"pin":"***","kafka.api.secret":"***","page_token":"t"}}');
  expect(built.url).toBe(`${server}/things?api_key=***`);
});

const registry = [
  {
    url: "https://{id}.{region}.acme.test",
    variables: [{ name: "id" }, { name: "region" }],
  },
  { url: "{endpoint}", variables: [{ name: "endpoint", environment: "ACME_ENDPOINT" }] },
];
const hostParameters = [
  parameter("id", "server"),
  parameter("region", "server"),
  parameter("endpoint", "server", { environment: "ACME_ENDPOINT" }),
];
const hosted = { parameters: hostParameters, request: { path: "/things", servers: registry } };

test("of several servers that counts whose variables are given", () => {
  expect(urlOf(hosted, { id: "a1", region: "east" })).toBe("https://a1.east.acme.test/things");
  expect(urlOf(hosted, { endpoint: "https://b2.acme.test" })).toBe("https://b2.acme.test/things");
  expect(urlOf(hosted, { region: "east", endpoint: "https://b2.acme.test" })).toBe("https://b2.acme.test/things");
});

test("a host that nothing names is missed by all the ways to name it", async () => {
  expect(await refusal(() => urlOf(hosted))).toMatch(/^missing_argument: .* needs endpoint/);
  expect(() => urlOf(hosted)).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining(
        "endpoint may also be set by the variable ACME_ENDPOINT. Or give id, region.",
      ) as string,
    }),
  );
  expect(await refusal(() => urlOf(hosted, { region: "east" }))).toMatch(/^missing_argument: .* needs id/);
});

test("where the user names one host for all calls, none has to be named", () => {
  const endpoints = { acme: "http://localhost:8080" };
  expect(connect({ endpoints }).preview(callOf(method(server, hosted), {})).url).toBe("http://localhost:8080/things");
});

const guarded = {
  parameters: [parameter("endpoint", "server")],
  request: {
    path: "/things",
    servers: [
      {
        url: "{endpoint}",
        variables: [{ name: "endpoint", environment: "ACME_ENDPOINT", hosts: ["acme.test", "acme.example"] }],
      },
    ],
  },
};

test("an argument that is a URL lies within the domains of its variable, or on this machine", async () => {
  for (const endpoint of ["https://a.b.acme.test", "https://acme.example", "http://127.0.0.1:8080"]) {
    expect(urlOf(guarded, { endpoint })).toBe(`${endpoint}/things`);
  }
  for (const endpoint of [
    "https://evil.test",
    "https://acme.test.evil.test",
    "http://a.acme.test",
    "https://notacme.test",
  ]) {
    expect(await refusal(() => urlOf(guarded, { endpoint }))).toMatch(
      /^invalid_parameter_value: .*is not https within acme.test or acme.example/,
    );
  }
});

test("a URL in the environment is the user's own word", () => {
  const environment = (name: string) => (name === "ACME_ENDPOINT" ? "http://elsewhere.test" : undefined);
  expect(connect({ environment }).preview(callOf(method(server, guarded), {})).url).toBe(
    "http://elsewhere.test/things",
  );
});

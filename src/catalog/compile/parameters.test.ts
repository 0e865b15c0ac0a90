import { expect, test } from "vitest";
import { compileMethodOf, type MethodFixture } from "./fixture.ts";
import type { Parameter } from "../model.ts";

const parametersOf = (fixture: MethodFixture): readonly Parameter[] => compileMethodOf(fixture).parameters;

const text = { type: "text", description: "" } as const;

test("parameters of the operation come first, those of the path item follow, and the operation's win", () => {
  const parameters = parametersOf({
    operation: `
      parameters:
        - { name: q, in: query, required: true, description: "of the\\n operation", schema: { type: string } }`,
    pathItem: `
      parameters:
        - { name: q, in: query, schema: { type: integer } }
        - { name: limit, in: query, schema: { type: integer } }`,
  });
  expect(parameters).toEqual([
    { name: "q", wireName: "q", in: "query", required: true, type: "text", description: "of the operation" },
    { name: "limit", wireName: "limit", in: "query", required: false, type: "integer", description: "" },
  ]);
});

test("a path variable without a parameter becomes a required text parameter", () => {
  expect(parametersOf({ path: "/shops/{shop}/widgets/{id}", operation: "{}" })).toEqual([
    { name: "shop", wireName: "shop", in: "path", required: true, ...text },
    { name: "id", wireName: "id", in: "path", required: true, ...text },
  ]);
});

test("a path parameter whose name differs from its variable by a dash goes by the variable's name", () => {
  const operation = `parameters: [{ name: shop-name, in: path, required: true, schema: { type: string } }]`;
  expect(parametersOf({ path: "/shops/{shop_name}", operation })).toEqual([
    { name: "shop_name", wireName: "shop_name", in: "path", required: true, ...text, aliases: ["shop-name"] },
  ]);
});

test("a path parameter without a variable is left out", () => {
  const operation = `parameters: [{ name: ghost, in: path, required: true, schema: { type: string } }]`;
  expect(parametersOf({ operation })).toEqual([]);
});

test("a path parameter wins over a query parameter of the same name", () => {
  const operation = `
    parameters:
      - { name: id, in: query, schema: { type: string } }
      - { name: id, in: path, required: true, schema: { type: string } }`;
  expect(parametersOf({ path: "/widgets/{id}", operation })).toEqual([
    { name: "id", wireName: "id", in: "path", required: true, ...text },
  ]);
});

test("a header with a default is optional and carries it; managed headers are left out", () => {
  const operation = `
    parameters:
      - { name: acme-version, in: header, required: true, schema: { type: string, default: '2024' } }
      - { name: Authorization, in: header, required: true, schema: { type: string } }
      - { name: Content-Type, in: header, schema: { type: string } }
      - { name: Content-Length, in: header, required: true, schema: { type: integer } }`;
  expect(parametersOf({ operation })).toEqual([
    { name: "acme-version", wireName: "acme-version", in: "header", required: false, ...text, default: "2024" },
  ]);
});

test("a header with one possible value carries it where it must be sent, and a demanded media type may be chosen", () => {
  const operation = `
    parameters:
      - { name: X-Early, in: header, required: true, schema: { type: string, enum: [beta] } }
      - { name: X-Payer, in: header, schema: { type: string, enum: [requester] } }
      - { name: X-Amz-Target, in: header, schema: { type: string, enum: [Shop.List] } }
      - { name: Content-Type, in: header, required: true, schema: { type: string } }
      - { name: session, in: cookie, required: true, schema: { type: string } }`;
  const facts = parametersOf({ operation }).map((one) => [one.name, one.in, one.required, one.default]);
  expect(facts).toEqual([
    ["X-Early", "header", false, "beta"],
    ["X-Payer", "header", false, undefined],
    ["X-Amz-Target", "header", false, "Shop.List"],
    ["Content-Type", "header", false, undefined],
    ["session", "cookie", true, undefined],
  ]);
});

test("a version that the Accept header carries by default is accepted", () => {
  const operation = `parameters: [{ name: Accept, in: header, schema: { type: string, default: application/v2+json } }]`;
  expect(compileMethodOf({ operation }).request.accept).toBe("application/v2+json");
});

test("a default of a query parameter is the server's business", () => {
  const operation = `parameters: [{ name: size, in: query, schema: { type: integer, default: 10 } }]`;
  expect(parametersOf({ operation })).toEqual([
    { name: "size", wireName: "size", in: "query", required: false, type: "integer", description: "" },
  ]);
});

test("lists and objects are written as location, style and explode say", () => {
  const operation = `
    parameters:
      - { name: a, in: query, schema: { type: array, items: { type: string, enum: [x, y] } } }
      - { name: b, in: query, explode: false, schema: { type: array, items: { type: string } } }
      - { name: c, in: query, style: deepObject, schema: { type: object } }
      - { name: d, in: query, style: spaceDelimited, explode: false, schema: { type: array, items: { type: string } } }
      - { name: e, in: query, style: pipeDelimited, schema: { type: array, items: { type: string } } }
      - { name: f, in: query, schema: { type: object } }
      - { name: g, in: query, explode: false, schema: { type: object } }
      - { name: h, in: header, schema: { type: array, items: { type: string } } }
      - { name: x-ms-meta, in: header, schema: { type: object } }
      - { name: x-amz-meta-, in: header, schema: { type: object } }`;
  expect(
    parametersOf({ operation }).map(({ name, type, style, enum: values }) => ({ name, type, style, values })),
  ).toEqual([
    { name: "a", type: "json", style: "repeat", values: ["x", "y"] },
    { name: "b", type: "json", style: "comma", values: undefined },
    { name: "c", type: "json", style: "deepObject", values: undefined },
    { name: "d", type: "json", style: "space", values: undefined },
    { name: "e", type: "json", style: "pipe", values: undefined },
    { name: "f", type: "json", style: "spread", values: undefined },
    { name: "g", type: "json", style: "comma", values: undefined },
    { name: "h", type: "json", style: "comma", values: undefined },
    { name: "x-ms-meta", type: "json", style: "prefix", values: undefined },
    { name: "x-amz-meta-", type: "json", style: "prefix", values: undefined },
  ]);
});

test("marks and extensions of a parameter are carried over", () => {
  const operation = `
    parameters:
      - name: token
        in: query
        x-tributary-aliases: [key]
        x-tributary-multiple: true
        schema: { type: string, x-redact: true, enum: [a, b] }`;
  expect(parametersOf({ operation })).toEqual([
    {
      name: "token",
      wireName: "token",
      in: "query",
      required: false,
      ...text,
      aliases: ["key"],
      enum: ["a", "b"],
      secret: true,
      multiple: true,
    },
  ]);
});

test("a secret is marked on the parameter, on its schema, or by the format of a password", () => {
  const operation = `
    parameters:
      - { name: a, in: query, x-redact: true, schema: { type: string } }
      - { name: b, in: query, schema: { type: string, format: password } }
      - { name: c, in: query, schema: { type: string, x-redact: false } }`;
  expect(parametersOf({ operation }).map(({ name, secret }) => [name, secret])).toEqual([
    ["a", true],
    ["b", true],
    ["c", undefined],
  ]);
});

test("a parameter that may be empty is not required", () => {
  const operation = `parameters: [{ name: f, in: query, required: true, allowEmptyValue: true, schema: { type: string } }]`;
  expect(parametersOf({ operation })[0]?.required).toBe(false);
});

test("parameters and path items may be references", () => {
  const method = compileMethodOf({
    operation: `parameters: [{ $ref: '#/x-parameters/Size' }]`,
    root: `x-parameters: { Size: { name: size, in: query, schema: { $ref: '#/components/schemas/Size' } } }`,
    schemas: `Size: { type: integer }`,
  });
  expect(method.parameters).toEqual([
    { name: "size", wireName: "size", in: "query", required: false, type: "integer", description: "" },
  ]);
});

test("server variables are parameters, required where they have neither default nor environment variable", () => {
  const method = compileMethodOf({
    root: `
      servers:
        - url: https://{region:[a-z]+}.{zone}.acme.test/{tenant}/
          variables:
            region: { default: eu, description: Where, enum: [eu, us] }
            zone: { x-stackQL-envVar: ACME_ZONE }`,
  });
  expect(method.parameters).toEqual([
    {
      name: "region",
      wireName: "region",
      in: "server",
      required: false,
      type: "text",
      description: "Where",
      default: "eu",
      enum: ["eu", "us"],
    },
    { name: "zone", wireName: "zone", in: "server", required: false, ...text, environment: "ACME_ZONE" },
    { name: "tenant", wireName: "tenant", in: "server", required: true, ...text },
  ]);
  expect(method.request.servers).toEqual([
    {
      url: "https://{region}.{zone}.acme.test/{tenant}",
      variables: [{ name: "region", default: "eu" }, { name: "zone", environment: "ACME_ZONE" }, { name: "tenant" }],
    },
  ]);
});

test("a server variable that the URL does not hold is accepted all the same", () => {
  const root = `servers: [{ url: https://iam.acme.test, variables: { region: { default: us-east-1 } } }]`;
  expect(parametersOf({ root })).toEqual([
    { name: "region", wireName: "region", in: "server", required: false, ...text, default: "us-east-1" },
  ]);
});

test("a parameter of the operation keeps its name before a server variable with a default", () => {
  const root = `servers: [{ url: https://acme.test, variables: { region: { default: eu } } }]`;
  const operation = "parameters: [{ name: region, in: query, schema: { type: string } }]";
  expect(parametersOf({ root, operation }).map(({ name, in: place }) => [name, place])).toEqual([["region", "query"]]);
});

test("a server variable that another server does without is not required", () => {
  const root = `servers: [{ url: 'https://{a}.acme.test' }, { url: https://acme.test }]`;
  expect(parametersOf({ root })).toEqual([{ name: "a", wireName: "a", in: "server", required: false, ...text }]);
});

test("the servers of the operation win over those of path item, method and document; an empty list inherits", () => {
  const levels = {
    pathItem: "servers: [{ url: https://item.test }]",
    method: "servers: [{ url: https://method.test }]",
  };
  const url = (fixture: MethodFixture): string | undefined => compileMethodOf(fixture).request.servers[0]?.url;
  expect(url({ ...levels, operation: "servers: [{ url: https://operation.test }]" })).toBe("https://operation.test");
  expect(url({ ...levels, operation: "servers: []" })).toBe("https://item.test");
  expect(url({ method: levels.method })).toBe("https://method.test");
  expect(url({})).toBe("https://api.acme.test");
});

test("how a query is sent is said at any level, the nearest one first", () => {
  const fixture = (method: string, resource: string, root: string, providerConfig: string): MethodFixture => ({
    path: "/widgets?__a=1&b=2",
    operation: "parameters: [{ name: f, in: query, schema: { type: array, items: { type: string } } }]",
    method,
    resource,
    root,
    providerConfig,
  });
  const facts = (...levels: Parameters<typeof fixture>): unknown => {
    const { request, parameters } = compileMethodOf(fixture(...levels));
    return [request.httpMethod, request.path, request.queryAsForm, parameters[0]?.style];
  };
  const drop = "requestTranslate: { algorithm: drop_double_underscore_params }";
  const form = "requestTranslate: { algorithm: get_query_to_post_form_utf_8 }";
  const numbered = "queryParamTranspose: { algorithm: AWSCanonical }";
  expect(facts("{}", "{}", "{}", drop)).toEqual(["GET", "/widgets?b=2", undefined, "repeat"]);
  expect(facts(`config: { ${form} }`, "{}", "{}", drop)).toEqual(["POST", "/widgets?__a=1&b=2", true, "repeat"]);
  expect(facts("{}", `config: { ${numbered} }`, "{}", "{}")).toEqual([
    "GET",
    "/widgets?__a=1&b=2",
    undefined,
    "numbered",
  ]);
  expect(facts("{}", "{}", `{ info: { x-protocol: query }, x-stackQL-config: { ${numbered} } }`, "{}")).toEqual([
    "GET",
    "/widgets?__a=1&b=2",
    undefined,
    "members",
  ]);
});

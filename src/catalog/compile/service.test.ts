import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { compileMethodOf, compileYaml } from "./fixture.ts";

/** A document with one operation per method name, all without parameters and bodies. */
const documentWith = (resource: string, methods: readonly string[], rest = ""): string => `
paths: { /w: { get: {} } }
components:
  x-stackQL-resources:
    widgets:
      methods: { ${methods.map((name) => `${name}: { operation: { $ref: '#/paths/~1w/get' } }`).join(", ")} }
      ${resource}
${rest}`;

const reference = (name: string): string => `{ $ref: '#/components/x-stackQL-resources/widgets/methods/${name}' }`;

test("a service is compiled whole", () => {
  const service = compileYaml(`
    openapi: 3.0.0
    x-tributary-auth: { type: basic, username_var: A, scopes: [one], values: { x: y }, auth_style: 2, unknown: 1, successor: { type: custom, name: Z } }
    servers: [{ url: https://api.acme.test }]
    paths:
      /widgets/{id}:
        get:
          description: |-
            [![badge](a)](b) Reads
            a widget.
          responses: { '200': { content: { application/json: { schema: { properties: { id: { type: string } } } } } } }
    components:
      x-stackQL-resources:
        widgets:
          id: acme.shop.something_else
          title: Widgets of the shop
          x-tributary-aliases: [gadgets]
          methods:
            get_widget:
              operation: { $ref: '#/paths/~1widgets~1{id}/get' }
              response: { mediaType: application/json, openAPIDocKey: '200' }
              x-tributary-aliases: [fetch]
              x-tributary-auth: { type: bearer, credentialsenvvar: TOKEN }
          sqlVerbs: { select: [{ $ref: '#/components/x-stackQL-resources/widgets/methods/get_widget' }] }`);
  const columns = [{ name: "id", wireName: "id", type: "text", description: "" }];
  expect(service).toEqual({
    provider: "acme",
    name: "shop",
    auth: {
      type: "basic",
      username_var: "A",
      scopes: ["one"],
      values: { x: "y" },
      auth_style: 2,
      successor: { type: "custom", name: "Z" },
    },
    resources: [
      {
        name: "widgets",
        id: "acme.shop.widgets",
        title: "Widgets of the shop",
        description: "Widgets of the shop",
        aliases: ["gadgets"],
        methods: [
          {
            name: "get_widget",
            id: "acme.shop.widgets.get_widget",
            aliases: ["fetch"],
            verb: "select",
            description: "Reads a widget.",
            parameters: [{ name: "id", wireName: "id", in: "path", required: true, type: "text", description: "" }],
            request: {
              httpMethod: "GET",
              path: "/widgets/{id}",
              servers: [{ url: "https://api.acme.test", variables: [] }],
              accept: "application/json",
            },
            response: {
              rowPath: [],
              columns,
              itemSchema: service.resources[0]?.methods[0]?.response.itemSchema,
              mediaType: "application/json",
            },
            auth: { type: "bearer", credentialsenvvar: "TOKEN" },
          },
        ],
        verbs: { select: ["get_widget"], insert: [], update: [], replace: [], delete: [] },
      },
    ],
  });
  expect(JSON.parse(JSON.stringify(service))).toEqual(service);
});

test("verbs list methods in their order; a method under no verb is for EXEC; dangling names are passed over", () => {
  const sqlVerbs = `sqlVerbs: { select: [${reference("b")}, ${reference("gone")}, ${reference("a")}], update: [${reference("c")}], replace: [${reference("c")}], delete: [], insert: [] }`;
  const [resource] = compileYaml(documentWith(sqlVerbs, ["a", "b", "c", "d"])).resources;
  expect(resource?.verbs).toEqual({ select: ["b", "a"], insert: [], update: ["c"], replace: ["c"], delete: [] });
  expect(resource?.methods.map(({ name, verb }) => `${name} ${verb}`)).toEqual([
    "a select",
    "b select",
    "c update",
    "d exec",
  ]);
});

test("a verb that is not named at all is served by methods of telling names", () => {
  const [resource] = compileYaml(
    documentWith("sqlVerbs: { delete: [] }", ["get", "list", "create", "delete"]),
  ).resources;
  expect(resource?.verbs).toEqual({ select: ["list", "get"], insert: ["create"], update: [], replace: [], delete: [] });
});

test("the old form of an operation reference, and query strings and slashes in paths, are understood", () => {
  const service = compileYaml(`
    paths: { '/a/b?Action=Go': { get: {}, post: {} } }
    components: { x-stackQL-resources: { r: { methods: {
      new: { operation: { $ref: '#/paths/~1a~1b?Action=Go/get' } },
      file: { operation: { $ref: 'shop.yaml#/paths/~1a~1b?Action=Go/get' } },
      old: { path: { $ref: '/a/b?Action=Go' }, operation: { $ref: post } } } } } }`);
  const requests = service.resources[0]?.methods.map(({ request }) => `${request.httpMethod} ${request.path}`);
  expect(requests).toEqual(["GET /a/b?Action=Go", "GET /a/b?Action=Go", "POST /a/b?Action=Go"]);
});

test("a resource without methods is kept", () => {
  const [resource] = compileYaml("components: { x-stackQL-resources: { views: { id: x } } }").resources;
  expect(resource?.methods).toEqual([]);
});

const failure = (document: string): unknown => {
  try {
    return compileYaml(document);
  } catch (error) {
    return error instanceof EngineError ? `${error.condition}: ${error.message}` : error;
  }
};

test("documents that cannot be used say what is wrong and where", () => {
  expect(failure("openapi: 3.0.0")).toBe(
    "invalid_provider_document: the document of service acme.shop has no components.x-stackQL-resources",
  );
  expect(failure("components: { x-stackQL-resources: { w: { methods: { a: {} } } } }")).toBe(
    "invalid_provider_document: acme.shop.w.a: it names no operation",
  );
});

test("broken references name themselves", () => {
  const withSchema = (schema: string, schemas = "{}"): unknown => {
    try {
      return compileMethodOf({
        operation: `responses: { '200': { content: { application/json: { schema: ${schema} } } } }`,
        schemas,
      });
    } catch (error) {
      return error instanceof EngineError ? error.message : error;
    }
  };
  expect(withSchema("{ $ref: '#/components/schemas/Gone' }")).toBe(
    'acme.shop.widgets.get: the reference "#/components/schemas/Gone" leads nowhere',
  );
  const loop = "A: { $ref: '#/components/schemas/B' }\nB: { $ref: '#/components/schemas/A' }";
  expect(withSchema("{ $ref: '#/components/schemas/A' }", loop)).toBe(
    'acme.shop.widgets.get: the reference "#/components/schemas/A" leads to itself',
  );
});

test.each([
  ["the name that info gives", "x-serviceName: ec2", "", "ec2"],
  ["the method's own", "x-serviceName: ec2", "serviceName: vpc,", "vpc"],
  ["the title, where the provider signs", "version: '1'", "", "Amazon EC2"],
])("what AWS calls the service in signatures: %s", (_what, info, method, expected) => {
  const document = `
    info: { title: Amazon EC2, ${info} }
    paths: { /a: { get: {} } }
    components: { x-stackQL-resources: { r: { methods: { m: { ${method} operation: { $ref: '#/paths/~1a/get' } } } } } }`;
  const nameIn = (type: string): string | undefined =>
    compileYaml(document, `config: { auth: { type: ${type} } }`).resources[0]?.methods[0]?.signingName;
  expect(nameIn("aws_signing_v4")).toBe(expected);
  expect(nameIn("bearer")).toBe(expected === "Amazon EC2" ? undefined : expected);
});

import { expect, test } from "vitest";
import { compileMethodOf, type MethodFixture } from "./fixture.ts";
import type { Method } from "../model.ts";

const naive = "config: { requestBodyTranslate: { algorithm: naive } }";

/** A POST whose body has this schema (flow YAML). */
const posting = (schema: string, more: MethodFixture = {}): Method =>
  compileMethodOf({
    verb: "post",
    method: naive,
    operation: `requestBody: { content: { application/json: { schema: ${schema} } } }`,
    ...more,
  });

test("naive: properties under their own names, accepting the prefixed ones; read-only ones are no inputs", () => {
  const schema = `{ type: object, required: [id, name], properties: {
    id: { type: string, readOnly: true },
    name: { type: string, description: 'What it is called', x-immutable: true },
    size: { type: integer, x-tributary-aliases: [width] } } }`;
  expect(posting(schema).parameters).toEqual([
    {
      name: "name",
      wireName: "name",
      in: "body",
      required: true,
      type: "text",
      description: "What it is called",
      immutable: true,
      aliases: ["data__name"],
    },
    {
      name: "size",
      wireName: "size",
      in: "body",
      required: false,
      type: "integer",
      description: "",
      aliases: ["data__size", "width"],
    },
  ]);
});

test("default: properties under prefixed names, accepting the plain ones where no parameter has them", () => {
  const method = compileMethodOf({
    verb: "post",
    operation: `
      parameters: [{ name: id, in: query, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { properties: { id: { type: string }, name: { type: string } } } } } }`,
  });
  expect(method.parameters).toEqual([
    { name: "id", wireName: "id", in: "query", required: false, type: "text", description: "" },
    { name: "data__id", wireName: "id", in: "body", required: false, type: "text", description: "" },
    {
      name: "data__name",
      wireName: "name",
      in: "body",
      required: false,
      type: "text",
      description: "",
      aliases: ["name"],
    },
  ]);
});

test("naive: a scalar property with the name of a parameter is joined to it", () => {
  const method = compileMethodOf({
    path: "/widgets/{id}",
    verb: "patch",
    method: naive,
    operation: `requestBody: { content: { application/json: { schema: { required: [id], properties: { id: { type: string, description: Which } } } } } }`,
  });
  expect(method.parameters).toEqual([
    {
      name: "id",
      wireName: "id",
      in: "path",
      alsoBody: "id",
      required: true,
      type: "text",
      description: "Which",
      aliases: ["data__id"],
    },
  ]);
});

test("naive: an optional parameter is required where the property joined to it is", () => {
  const method = compileMethodOf({
    verb: "post",
    method: naive,
    operation: `
      parameters: [{ name: cloud, in: query, description: Which cloud, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { required: [cloud], properties: { cloud: { type: string } } } } } }`,
  });
  expect(
    method.parameters.map(({ name, alsoBody, required, description }) => [name, alsoBody, required, description]),
  ).toEqual([["cloud", "cloud", true, "Which cloud"]]);
});

test("naive: an object property with the name of a parameter goes by its prefixed name and is optional", () => {
  const method = compileMethodOf({
    verb: "patch",
    method: naive,
    operation: `
      parameters: [{ name: environment, in: query, required: true, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { required: [environment], properties: { environment: { type: object } } } } } }`,
  });
  expect(method.parameters).toEqual([
    { name: "environment", wireName: "environment", in: "query", required: true, type: "text", description: "" },
    { name: "data__environment", wireName: "environment", in: "body", required: false, type: "json", description: "" },
  ]);
});

test("naive_<Parent>: the properties of one property, sent inside it", () => {
  const method = posting(
    `{ properties: { Kind: { type: string }, DesiredState: { x-stackQL-stringOnly: true, required: [Name], properties: { Name: { type: string } } } } }`,
    {
      method: `
        request: { mediaType: application/json, nativeCasing: pascal, base: '{"TypeName": "Widget"}' }
        config: { requestBodyTranslate: { algorithm: naive_DesiredState } }`,
    },
  );
  expect(method.parameters).toEqual([
    {
      name: "Name",
      wireName: "Name",
      in: "body",
      required: true,
      type: "text",
      description: "",
      aliases: ["data__Name", "name", "data__name"],
    },
  ]);
  expect(method.request).toEqual({
    httpMethod: "POST",
    path: "/widgets",
    servers: [{ url: "https://api.acme.test", variables: [] }],
    mediaType: "application/json",
    envelope: { property: "DesiredState", asText: true },
    base: { TypeName: "Widget" },
  });
});

test("an object property has a shape with what may be checked, read-only parts left out", () => {
  const schema = `{ properties: { spec: { type: object, required: [kind, at], additionalProperties: false, properties: {
    at: { type: string, format: date-time, readOnly: true },
    kind: { type: string, enum: [A, B] },
    name: { type: string, pattern: '^[a-z]+$' },
    tags: { type: array, items: { type: string } },
    secret: { type: string, x-redact: 'true' } } } } }`;
  expect(posting(schema).parameters[0]?.shape).toEqual({
    kind: "object",
    required: ["kind"],
    closed: true,
    properties: {
      kind: { kind: "scalar", type: "text", enum: ["A", "B"] },
      name: { kind: "scalar", type: "text", pattern: "^[a-z]+$" },
      tags: { kind: "array", items: { kind: "scalar", type: "text" } },
      secret: { kind: "scalar", type: "text", secret: true },
    },
  });
});

test("what is said to be a text and a structure at once takes either", () => {
  const schema = `{ properties: { tool: { properties: {
    container: { type: string, properties: { type: { type: string } } },
    setting: { type: array, items: { type: string }, enum: ['1.0', '1.1'] } } } } }`;
  expect(posting(schema).parameters[0]?.shape).toMatchObject({
    properties: { container: { kind: "scalar", type: "any" }, setting: { kind: "scalar", type: "any" } },
  });
});

test("alternatives are kept with the values of their discriminator, mapped, inlined or by name", () => {
  const schema = `{ properties: { target: {
    discriminator: { propertyName: kind, mapping: { Mail: '#/components/schemas/MailTarget' } },
    oneOf: [ { $ref: '#/components/schemas/MailTarget' }, { $ref: '#/components/schemas/Hook' },
             { title: Chat, properties: { kind: { type: string, enum: [Slack] } } } ] } } }`;
  const schemas = `
    MailTarget: { properties: { kind: { type: string }, to: { type: string } } }
    Hook: { properties: { kind: { type: string } } }`;
  const kind = { kind: "scalar", type: "text" };
  const object = (properties: object): object => ({ kind: "object", required: [], closed: false, properties });
  expect(posting(schema, { schemas }).parameters[0]).toEqual({
    name: "target",
    wireName: "target",
    in: "body",
    required: false,
    type: "json",
    description: "",
    aliases: ["data__target"],
    shape: {
      kind: "oneOf",
      discriminator: "kind",
      branches: [
        { name: "MailTarget", value: "Mail", shape: object({ kind, to: kind }) },
        { name: "Hook", value: "Hook", shape: object({ kind }) },
        { name: "Chat", value: "Slack", shape: object({ kind: { ...kind, enum: ["Slack"] } }) },
      ],
    },
  });
});

test("a discriminator that does not tell the alternatives apart is none", () => {
  const schema = `{ properties: { target: { discriminator: { propertyName: kind },
    oneOf: [ { $ref: '#/components/schemas/Mail' }, { $ref: '#/components/schemas/Hook' } ] } } }`;
  const kind = "properties: { kind: { type: string, enum: [mail, hook] } }";
  const schemas = `
    Mail: { ${kind} }
    Hook: { ${kind} }`;
  const shape = posting(schema, { schemas }).parameters[0]?.shape;
  expect(shape).not.toHaveProperty("discriminator");
  expect(shape).toMatchObject({ kind: "oneOf", branches: [{ name: "Mail" }, { name: "Hook" }] });
});

test("a shape that holds itself ends where it does", () => {
  const schemas = `Node: { properties: { next: { $ref: '#/components/schemas/Node' } } }`;
  expect(
    posting(`{ properties: { head: { $ref: '#/components/schemas/Node' } } }`, { schemas }).parameters[0]?.shape,
  ).toEqual({
    kind: "object",
    required: [],
    closed: false,
    properties: { next: { kind: "scalar", type: "json" } },
  });
});

test("array and free-form bodies are one parameter", () => {
  const array = posting(`{ type: array, description: The tags, items: { type: string } }`);
  expect(array.parameters).toEqual([
    {
      name: "body",
      wireName: "",
      in: "body",
      required: false,
      type: "json",
      description: "The tags",
      aliases: ["data__body"],
      shape: { kind: "array", items: { kind: "scalar", type: "text" } },
    },
  ]);
  expect(array.request.wholeBody).toBe(true);
  expect(posting(`{ type: object, additionalProperties: true }`).request.wholeBody).toBe(true);
});

test("a posted list of objects takes the properties of its one element, any other list is whole", () => {
  const items = "{ type: array, items: { type: object, required: [ip], properties: { ip: { type: string } } } }";
  const method = posting(items);
  expect(method.parameters.map(({ name, wireName, required }) => [name, wireName, required])).toEqual([
    ["body", "", false],
    ["ip", "ip", false],
  ]);
  expect([method.request.wholeBody, method.request.oneElement]).toEqual([true, true]);
  const replaced = posting(items, { verb: "put" });
  expect([replaced.parameters.length, replaced.request.oneElement]).toEqual([1, undefined]);
});

test("the parts of a form tell files and media types", () => {
  const method = compileMethodOf({
    verb: "post",
    method: naive,
    operation: `
      requestBody:
        content:
          multipart/form-data:
            schema:
              properties:
                file: { type: string, format: binary }
                more: { type: array, items: { type: string, contentMediaType: image/png } }
                meta: { type: object }
                note: { type: string }
            encoding: { meta: { contentType: 'application/ld+json, application/json' } }`,
  });
  expect(method.request.parts).toEqual({
    file: { file: true },
    more: { file: true },
    meta: { mediaType: "application/ld+json" },
  });
});

test("what XML differs in is written down, on a cycle once", () => {
  const method = compileMethodOf({
    verb: "post",
    method: "request: { xmlDeclaration: '<?xml?>' }",
    schemas: `
      Node:
        xml: { name: node, namespace: 'urn:n' }
        properties:
          id: { type: integer, xml: { attribute: true } }
          plain: { type: string }
          children: { type: array, xml: { wrapped: true }, items: { $ref: '#/components/schemas/Node' } }
          names: { type: array, items: { type: string, xml: { name: name } } }`,
    operation: "requestBody: { content: { application/xml: { schema: { $ref: '#/components/schemas/Node' } } } }",
  });
  expect(method.request.xml).toEqual({
    root: "node",
    namespace: "urn:n",
    declaration: "<?xml?>",
    content: {
      properties: {
        id: { attribute: true },
        children: { items: { name: "node" } },
        names: { flat: true, items: { name: "name" } },
      },
    },
  });
});

test("a body of an object without properties takes nothing", () => {
  const method = posting(`{ type: object, properties: {} }`);
  expect([method.parameters, method.request.mediaType, method.request.wholeBody]).toEqual([
    [],
    "application/json",
    undefined,
  ]);
});

test("the media type is the method's, else JSON, XML, octets or what there is; no content means no body", () => {
  const mediaType = (content: string, method = ""): string | undefined =>
    compileMethodOf({ verb: "post", operation: `requestBody: { content: ${content} }`, method: `x: 1\n${method}` })
      .request.mediaType;
  const schema = "{ schema: { properties: { a: { type: string } } } }";
  expect(mediaType(`{ text/csv: ${schema}, application/xml: ${schema}, application/json: ${schema} }`)).toBe(
    "application/json",
  );
  expect(mediaType(`{ text/csv: ${schema} }`)).toBe("text/csv");
  expect(mediaType(`{ application/json: ${schema} }`, "request: { mediaType: application/merge-patch+json }")).toBe(
    "application/merge-patch+json",
  );
  expect(mediaType("{}", "request: { mediaType: application/json }")).toBeUndefined();
});

test("a schema override replaces the schema of the body; a transform is carried along", () => {
  const method = posting("{ type: string }", {
    schemas: "Widget: { properties: { name: { type: string } } }",
    method: `
      ${naive}
      request: { schema_override: { $ref: Widget }, transform: { type: golang_template_json_v0.1.0, body: '{{ .name }}' } }`,
  });
  expect(method.parameters.map(({ name }) => name)).toEqual(["name"]);
  expect(method.request.transform).toEqual({ type: "golang_template_json_v0.1.0", body: "{{ .name }}" });
});

test("a base without properties is sent, too", () => {
  expect(posting("{ properties: { a: {} } }", { method: "request: { base: '{}' }" }).request.base).toEqual({});
});

test("a base that is no JSON makes the service unusable and says where", () => {
  expect(() => posting("{ type: object }", { method: "request: { base: '{' }" })).toThrow(
    "acme.shop.widgets.get: request.base is no JSON: {",
  );
});

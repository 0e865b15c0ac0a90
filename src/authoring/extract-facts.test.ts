import { describe, expect, it } from "vitest";
import type { JsonValue } from "../common/value.ts";
import { extractFacts } from "./extract-facts.ts";

/** The facts of a document that has one schema. */
function factsOfSchema(schema: JsonValue): unknown {
  const facts = extractFacts({ openapi: "3.0.0", components: { schemas: { X: schema } } }) as {
    components: { schemas: { X: unknown } };
  };
  return facts.components.schemas.X;
}

/** The facts of a document that has one operation. */
function factsOfOperation(operation: JsonValue): unknown {
  return extractFacts({ openapi: "3.0.0", paths: { "/x": { summary: "prose", get: operation } } });
}

describe("schemas", () => {
  it("keep types, limits and marks in a fixed order and drop prose", () => {
    expect(
      factsOfSchema({
        description: "prose",
        title: "prose",
        "x-immutable": true,
        maxLength: 5,
        type: "string",
        example: "prose",
        "x-redact": true,
        pattern: "^a$",
        default: "a",
      }),
    ).toEqual({ type: "string", "x-immutable": true, "x-redact": true, default: "a", pattern: "^a$", maxLength: 5 });
  });

  it("keep properties that are called like prose", () => {
    const description = { type: "string" };
    expect(factsOfSchema({ properties: { description: { ...description, description: "prose" } } })).toEqual({
      properties: { description },
    });
  });

  it("lose branches of allOf that held prose only", () => {
    const ref = { $ref: "#/components/schemas/Y" };
    const prose = { properties: { self: { example: "prose" } } };
    expect(factsOfSchema({ properties: { metadata: { allOf: [ref, prose], description: "prose" } } })).toEqual({
      properties: { metadata: ref },
    });
  });

  it("keep allOf where something stands beside the one branch", () => {
    const ref = { $ref: "#/components/schemas/Y" };
    expect(factsOfSchema({ allOf: [ref], readOnly: true })).toEqual({ readOnly: true, allOf: [ref] });
  });

  it("keep branches and discriminators of oneOf", () => {
    const schema = {
      discriminator: { propertyName: "kind", mapping: { A: "#/components/schemas/A" } },
      oneOf: [{ $ref: "#/components/schemas/A" }],
    };
    expect(factsOfSchema({ ...schema, "x-one-of-name": "prose" })).toEqual(schema);
  });

  it("keep that false means unmarked", () => {
    expect(factsOfSchema({ type: "string", readOnly: false, "x-immutable": false })).toEqual({ type: "string" });
  });
});

describe("operations", () => {
  it("keep parameters, security, media types and own headers, and share error responses", () => {
    const failure = {
      description: "prose",
      headers: { "X-Request-Id": { schema: { type: "string" } } },
      content: { "application/json": { example: {}, schema: { $ref: "#/components/schemas/Failure" } } },
    };
    expect(
      factsOfOperation({
        operationId: "getX",
        summary: "prose",
        tags: ["prose"],
        "x-codeSamples": [{ source: "prose" }],
        security: [{ oauth: ["x:read"] }],
        parameters: [{ name: "a", in: "query", required: false, description: "prose", schema: { type: "string" } }],
        responses: {
          "200": { description: "prose", headers: { Location: { schema: { type: "string" } } } },
          "400": failure,
          "404": failure,
          "429": { description: "prose" },
        },
      }),
    ).toEqual({
      openapi: "3.0.0",
      paths: {
        "/x": {
          get: {
            operationId: "getX",
            security: [{ oauth: ["x:read"] }],
            parameters: [{ name: "a", in: "query", schema: { type: "string" } }],
            responses: {
              "200": { headers: { Location: { schema: { type: "string" } } } },
              "400": { $ref: "#/components/responses/Failure" },
              "404": { $ref: "#/components/responses/Failure" },
              "429": {},
            },
          },
        },
      },
      components: {
        schemas: {},
        responses: {
          Failure: { content: { "application/json": { schema: { $ref: "#/components/schemas/Failure" } } } },
        },
      },
    });
  });
});

it("keeps the names of OAuth scopes and drops what is said of them", () => {
  const flow = { tokenUrl: "/token", scopes: { "x:read": "prose" } };
  const facts = extractFacts({
    openapi: "3.0.0",
    info: { description: "prose" },
    servers: [{ url: "https://api.example.com", description: "prose" }],
    components: {
      securitySchemes: { oauth: { type: "oauth2", description: "prose", flows: { clientCredentials: flow } } },
    },
  });
  expect(facts).toEqual({
    openapi: "3.0.0",
    servers: [{ url: "https://api.example.com" }],
    paths: {},
    components: {
      schemas: {},
      responses: {},
      securitySchemes: {
        oauth: { type: "oauth2", flows: { clientCredentials: { tokenUrl: "/token", scopes: { "x:read": "" } } } },
      },
    },
  });
});

it("gives the same text for the same document", () => {
  const document = {
    paths: { "/b": { get: { operationId: "b" } }, "/a": { get: { operationId: "a" } } },
    openapi: "3.0.0",
  };
  expect(JSON.stringify(extractFacts(document))).toBe(JSON.stringify(extractFacts(structuredClone(document))));
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { documentOf, responding } from "./fixture.ts";
import { compileService } from "./service.ts";

const whole = documentOf({
  path: "/shops/{shop}/widgets",
  verb: "post",
  operation: `
    parameters: [{ name: shop, in: path, required: true, schema: { $ref: '#/components/schemas/Name' } }]
    requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Widget' } } } }
    ${responding("{ properties: { data: { type: array, items: { $ref: '#/components/schemas/Widget' } }, nextLink: { type: string } } }")}`,
  method: "request: { mediaType: application/json, base: '{}' }\nresponse: { objectKey: $.data }",
  schemas: `
    Name: { type: string, pattern: x, enum: [a] }
    Part: { properties: { name: { $ref: '#/components/schemas/Name' } } }
    Widget: { required: [id], allOf: [{ $ref: '#/components/schemas/Part' }], properties: { id: { type: string },
      to: { discriminator: { propertyName: k, mapping: { A: '#/components/schemas/Part' } }, oneOf: [{ $ref: '#/components/schemas/Part' }] } } }`,
});

/** Every place in a document, as path of keys. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return by;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value };
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

const reference = fc.constantFrom(
  ...["Name", "Part", "Widget", "Gone"].map((name) => ({ $ref: `#/components/schemas/${name}` })),
);
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  reference,
  fc.array(reference),
  fc.record({ allOf: fc.array(reference) }),
);
const change = fc.record({ place: fc.constantFrom(...placesIn(whole)), by: anything });

test("whatever is put in place of parts of a document compiles or is refused with a reason", () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const document = changes.reduce<unknown>((value, { place, by }) => replaced(value, place, by), whole);
      try {
        expect(compileService(document, { provider: "acme", service: "shop" }).name).toBe("shop");
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        expect(error.condition).toBe("invalid_provider_document");
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a document that multiplies by sharing compiles in a bounded size", () => {
  const schemas: Record<string, unknown> = { L0: { properties: { x: { type: "string" } } } };
  for (let level = 1; level <= 40; level++) {
    const below = { $ref: `#/components/schemas/L${level - 1}` };
    schemas[`L${level}`] = { properties: { a: below, b: below }, oneOf: [below, below], allOf: [below, below] };
  }
  const document = documentOf({ operation: responding("{ $ref: '#/components/schemas/L40' }") });
  (document["components"] as Record<string, unknown>)["schemas"] = schemas;
  const service = compileService(document, { provider: "acme", service: "shop" });
  expect(JSON.stringify(service).length).toBeLessThan(100_000);
});

import { describe, expect, it } from "vitest";
import { describeAt, mergeSchemas } from "./merge.ts";
import type { Schema } from "./openapi.ts";

const text: Schema = { type: "string" };
const said: Schema = { type: "string", description: "Said." };

describe("describing a path", () => {
  it.each<[what: string, path: string, before: Schema, after: Schema]>([
    ["of a property", "a", { properties: { a: text, b: text } }, { properties: { a: said, b: text } }],
    [
      "into an object",
      "a.b",
      { properties: { a: { properties: { b: text } } } },
      { properties: { a: { properties: { b: said } } } },
    ],
    ["through an array", "a", { items: { properties: { a: text } } }, { items: { properties: { a: said } } }],
    [
      "through a map",
      "a.b",
      { properties: { a: { additionalProperties: { properties: { b: text } } } } },
      { properties: { a: { additionalProperties: { properties: { b: said } } } } },
    ],
    [
      "of a name with dots",
      "connector.class",
      { properties: { connector: text, "connector.class": text } },
      { properties: { connector: text, "connector.class": said } },
    ],
  ])("%s", (_what, path, before, after) => {
    expect(describeAt(before, path, "Said.")).toEqual(after);
  });

  it("tells what there is where the path breaks off", () => {
    expect(describeAt({ properties: { a: { properties: { b: text } } } }, "a.c", "Said.")).toEqual({ known: ["b"] });
    expect(describeAt(text, "a", "Said.")).toEqual({ known: [] });
  });

  it("stops at a reference and says where it leads", () => {
    const schema = { items: { $ref: "#/components/schemas/X" } };
    expect(describeAt(schema, "a", "Said.")).toEqual({ known: [], belongsTo: "X" });
  });
});

describe("merging", () => {
  const component: Schema = { type: "object", properties: { a: text }, required: ["a"] };
  const reference: Schema = { $ref: "#/components/schemas/X" };
  const resolve = (schema: Schema): Schema => (schema.$ref === undefined ? schema : component);

  it("returns a reference itself where nothing is added", () => {
    const extra = { type: "object", properties: { a: {} } };
    expect(mergeSchemas(reference, extra, { resolve, demands: true })).toBe(reference);
  });

  it("adds properties, marks and demands; the later wins", () => {
    const extra = { readOnly: true, properties: { a: { format: "uri" }, b: text }, required: ["b"] };
    expect(mergeSchemas(reference, extra, { resolve, demands: true })).toEqual({
      type: "object",
      readOnly: true,
      properties: { a: { type: "string", format: "uri" }, b: text },
      required: ["a", "b"],
    });
  });

  it("passes over demands where they are not wanted", () => {
    expect(mergeSchemas(reference, { required: ["b"] }, { resolve, demands: false })).toBe(reference);
  });

  it("looks into arrays", () => {
    const list = { type: "array", items: reference };
    expect(mergeSchemas(list, { items: { properties: { a: {} } } }, { resolve, demands: true })).toBe(list);
    expect(mergeSchemas(list, { items: { nullable: true } }, { resolve, demands: true })).toEqual({
      type: "array",
      items: { ...component, nullable: true },
    });
  });
});

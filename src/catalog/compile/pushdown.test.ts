import { expect, test } from "vitest";
import type { Parameter } from "../model.ts";
import { pushdownOf } from "./pushdown.ts";

const parameters = ["$select", "$filter", "$top", "limit"].map((name): Parameter => ({
  name,
  wireName: name,
  in: "query",
  required: false,
  type: "text",
  description: "",
}));
const of = (block: object, known = parameters): unknown => pushdownOf([{}, { queryParamPushdown: block }], known);

test("a method without the block can be asked nothing", () => {
  expect(pushdownOf([{}, undefined], parameters)).toBeUndefined();
});

test("the dialect of OData has names of its own, another names its parameter", () => {
  const odata = { dialect: "odata" };
  expect(of({ select: odata, filter: odata, top: { paramName: "limit", maxValue: 200 } })).toEqual({
    select: { parameter: "$select", delimiter: "," },
    filter: { parameter: "$filter" },
    top: { parameter: "limit", maximum: 200 },
  });
});

test("lists narrow columns and operators, but for empty ones and those of *", () => {
  const filter = { dialect: "odata", supportedColumns: ["id"], supportedOperators: ["eq", "and"] };
  expect(of({ filter })).toEqual({ filter: { parameter: "$filter", columns: ["id"], operators: ["eq", "and"] } });
  expect(of({ filter: { ...filter, supportedColumns: ["*"], supportedOperators: [] } })).toEqual({
    filter: { parameter: "$filter" },
  });
});

test("what the operation has no parameter for, and a syntax that is not known, is left out", () => {
  const odata = { dialect: "odata" };
  expect(of({ select: odata, top: odata }, [])).toBeUndefined();
  expect(of({ filter: { paramName: "$filter", syntax: "rsql" } })).toBeUndefined();
  expect(of({ top: { maxValue: 5 } })).toBeUndefined();
});

test("the nearest level wins whole", () => {
  const block = (paramName: string): object => ({ queryParamPushdown: { top: { paramName } } });
  expect(pushdownOf([block("limit"), block("$top")], parameters)).toEqual({ top: { parameter: "limit" } });
});

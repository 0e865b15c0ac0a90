/**
 * `tributary.parameters`: what methods take and give. DESCRIBE METHOD. Required inputs come first, then optional ones,
 * then the columns of the response; `position` keeps that order within a method.
 */
import { cellOf, Json, textOf } from "../../common/value.ts";
import type { Parameter, ResponseColumn } from "../model.ts";
import { systemRelation } from "./relation.ts";
import { inputSchemaText, outputSchemaText } from "./schema-text.ts";
import { methodsOnce, walkMethods, type MethodItem } from "./walk.ts";

export interface ParameterRow {
  readonly item: MethodItem;
  readonly position: number;
  readonly kind: "input_required" | "input_optional" | "output";
  /** Undefined for outputs. */
  readonly input: Parameter | undefined;
  readonly described: Parameter | ResponseColumn;
  readonly shape: string | undefined;
}

export const parametersRelation = systemRelation<ParameterRow>({
  name: "tributary.parameters",
  keys: ["provider", "service", "resource", "method"],
  columns: {
    provider: ["text", ({ item }) => item.provider],
    service: ["text", ({ item }) => item.service],
    resource: ["text", ({ item }) => item.name],
    method: ["text", ({ item }) => item.methodName],
    name: ["text", ({ described }) => described.name],
    type: ["text", ({ described }) => described.type],
    param_type: ["text", ({ kind }) => kind],
    shape: ["text", ({ shape }) => shape],
    description: ["text", ({ described }) => described.description],
    location: ["text", ({ input }) => input?.in ?? "response"],
    wire_name: ["text", ({ described }) => described.wireName],
    aliases: ["json", ({ input }) => (input?.aliases === undefined ? null : Json.ofValue(input.aliases))],
    default_value: ["text", ({ input }) => (input?.default === undefined ? null : textOf(cellOf(input.default)))],
    allowed_values: ["json", ({ input }) => (input?.enum === undefined ? null : Json.ofValue(input.enum))],
    secret: ["boolean", ({ described }) => described.secret ?? false],
    immutable: ["boolean", ({ input }) => input?.immutable ?? false],
    position: ["integer", ({ position }) => position],
  },
  items: async function* items(catalog, keys) {
    for await (const methods of walkMethods(catalog, keys)) {
      for (const item of methodsOnce(methods)) yield parametersOf(item);
    }
  },
});

/** The inputs and outputs of a method: required inputs, optional ones, columns of the response. */
export function parametersOf(item: MethodItem): readonly ParameterRow[] {
  const { parameters, response } = item.method;
  const inputs = (required: boolean): readonly Omit<ParameterRow, "position">[] =>
    parameters
      .filter((parameter) => parameter.required === required)
      .map((input) => ({
        item,
        kind: required ? "input_required" : "input_optional",
        input,
        described: input,
        shape: inputSchemaText(input.shape),
      }));
  const outputs = response.columns.map((column) => ({
    item,
    kind: "output" as const,
    input: undefined,
    described: column,
    shape: outputSchemaText(column),
  }));
  return [...inputs(true), ...inputs(false), ...outputs].map((row, index) => ({ ...row, position: index + 1 }));
}

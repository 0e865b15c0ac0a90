/**
 * `tributary.methods`: SHOW METHODS. One row per verb that a method is listed under, in the order select, insert,
 * delete, update, replace, exec; `position` keeps that order within a resource.
 */
import { systemRelation } from "./relation.ts";
import { walkMethods, type MethodItem } from "./walk.ts";

interface MethodRow extends MethodItem {
  readonly position: number;
}

export const methodsRelation = systemRelation<MethodRow>({
  name: "tributary.methods",
  keys: ["provider", "service", "resource", "method"],
  columns: {
    provider: ["text", ({ provider }) => provider],
    service: ["text", ({ service }) => service],
    resource: ["text", ({ name }) => name],
    method: ["text", ({ methodName }) => methodName],
    required_params: ["text", (item) => parameterNames(item, true)],
    optional_params: ["text", (item) => parameterNames(item, false)],
    sql_verb: ["text", ({ verb }) => verb.toUpperCase()],
    id: ["text", ({ method }) => method.id],
    description: ["text", ({ method }) => method.description],
    http_method: ["text", ({ method }) => method.request.httpMethod],
    path: ["text", ({ method }) => method.request.path],
    position: ["integer", ({ position }) => position],
  },
  items: async function* items(catalog, keys) {
    for await (const methods of walkMethods(catalog, keys)) {
      yield methods.map((item, index) => ({ ...item, position: index + 1 }));
    }
  },
});

function parameterNames({ method }: MethodItem, required: boolean): string {
  const names = method.parameters.filter((parameter) => parameter.required === required);
  return names.map((parameter) => parameter.name).join(", ");
}

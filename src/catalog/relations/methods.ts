/**
 * `tributary.methods`: SHOW METHODS. One row per verb that a method is listed under, in the order select, insert,
 * delete, update, replace, exec, after the views that the document declares for it; `position` keeps that order within a
 * resource.
 */
import type { Catalog } from "../catalog.ts";
import type { Method, SqlVerb } from "../model.ts";
import { systemRelation, type Keys } from "./relation.ts";
import { methodsInOrder, walkMethods, walkResources, type MethodItem, type ResourceItem } from "./walk.ts";

/** A method, or a view that reads the resource in place of its methods. */
interface Callable {
  readonly item: ResourceItem;
  readonly name: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly verb: SqlVerb;
  readonly method?: Method;
}

interface MethodRow extends Callable {
  readonly position: number;
}

/** What views are listed as. */
const viewName = "__view__";

export const methodsRelation = systemRelation<MethodRow>({
  name: "tributary.methods",
  keys: ["provider", "service", "resource", "method"],
  columns: {
    provider: ["text", ({ item }) => item.provider],
    service: ["text", ({ item }) => item.service],
    resource: ["text", ({ item }) => item.name],
    method: ["text", ({ name }) => name],
    required_params: ["text", ({ required }) => required.join(", ")],
    optional_params: ["text", ({ optional }) => optional.join(", ")],
    sql_verb: ["text", ({ verb }) => verb.toUpperCase()],
    id: ["text", ({ item, name, method }) => method?.id ?? `${item.resource.id}.${name}`],
    description: ["text", ({ method }) => method?.description],
    http_method: ["text", ({ method }) => method?.request.httpMethod],
    path: ["text", ({ method }) => method?.request.path],
    inverse: ["text", ({ item, method }) => inverseId(item, method)],
    position: ["integer", ({ position }) => position],
  },
  items: async function* items(catalog, keys) {
    for await (const callables of walkCallables(catalog, keys)) {
      yield callables.map((callable, index) => ({ ...callable, position: index + 1 }));
    }
  },
});

/** The id of the method that undoes a call. */
function inverseId(item: ResourceItem, method: Method | undefined): string | undefined {
  const inverse = method?.inverse;
  return inverse && `${item.provider}.${item.service}.${inverse.resource}.${inverse.method}`;
}

async function* walkCallables(catalog: Catalog, keys: Keys): AsyncIterable<readonly Callable[]> {
  const wanted = keys.get("method");
  if (wanted !== undefined && wanted !== viewName) {
    for await (const methods of walkMethods(catalog, keys)) yield methods.map(callableOf);
    return;
  }
  for await (const resources of walkResources(catalog, keys)) {
    for (const item of resources) {
      const methods = wanted === viewName ? [] : methodsInOrder(item).map(callableOf);
      yield [...viewsOf(item), ...methods];
    }
  }
}

function viewsOf(item: ResourceItem): readonly Callable[] {
  const views = item.resource.views ?? [];
  return views.map(({ required }) => ({ item, name: viewName, required, optional: [], verb: "select" }));
}

function callableOf(item: MethodItem): Callable {
  const { methodName: name, method, verb } = item;
  const names = (required: boolean): readonly string[] =>
    method.parameters.filter((parameter) => parameter.required === required).map((parameter) => parameter.name);
  return { item, name, method, verb, required: names(true), optional: names(false) };
}

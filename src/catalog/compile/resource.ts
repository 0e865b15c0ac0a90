/** A resource: its methods, and which of them each verb may use. */
import type { Resource, SqlVerb } from "../model.ts";
import { awaitOf, operationOf } from "./await.ts";
import { extensions } from "./extensions.ts";
import { isObject, listAt, memberOf, objectAt, oneLine, optional, textAt, textsAt, type JsonObject } from "./json.ts";
import { located } from "./located.ts";
import { compileMethod, type ServiceScope } from "./method.ts";
import { referenceName } from "./schemas.ts";
import { lookupsOf } from "./lookups.ts";
import { viewsOf } from "./views.ts";

type ListedVerb = Exclude<SqlVerb, "exec">;

/** The methods that serve a verb where `sqlVerbs` does not name the verb at all. Source: any-sdk's fallback. */
const namesByVerb: { readonly [verb in ListedVerb]: readonly string[] } = {
  select: ["select", "list", "aggregatedList", "get"],
  insert: ["insert", "create"],
  update: [],
  replace: [],
  delete: ["delete"],
};

const listedVerbs = Object.keys(namesByVerb) as readonly ListedVerb[];

/** `id` is `provider.service.resource`. Throws as `compileMethod` does, naming the method. */
export function compileResource(scope: ServiceScope, name: string, id: string, node: JsonObject): Resource {
  const methods = objectAt(node, "methods");
  const verbs = verbsOf(node, methods);
  const verbOf = (method: string): SqlVerb => listedVerbs.find((verb) => verbs[verb].includes(method)) ?? "exec";
  const title = oneLine(textAt(node, "title"), name);
  const views = viewsOf(node);
  return {
    name,
    id,
    title,
    description: oneLine(textAt(node, "description"), title),
    ...optional("aliases", textsAt(node, extensions.aliases)),
    methods: Object.entries(methods)
      .filter(([, method]) => isObject(method))
      .map(([methodName, method]) =>
        located(`${id}.${methodName}`, () => {
          const source = { resource: node, method: method as JsonObject, name: methodName, resourceId: id };
          const compiled = compileMethod(scope, { ...source, verb: verbOf(methodName) });
          scope.budget.spend(compiled);
          return compiled;
        }),
      ),
    verbs,
    ...optional("await", awaitOf(id, node)),
    ...optional("lookups", lookupsOf(id, node)),
    ...optional("operation", operationOf(id, node)),
    ...(views.length === 0 ? {} : { views }),
  };
}

function verbsOf(node: JsonObject, methods: JsonObject): Resource["verbs"] {
  const sqlVerbs = objectAt(node, "sqlVerbs");
  const methodsOf = (verb: ListedVerb): readonly string[] => {
    const named = Object.hasOwn(sqlVerbs, verb) ? listAt(sqlVerbs, verb).map(referenceName) : namesByVerb[verb];
    return named.filter((name): name is string => name !== undefined && memberOf(methods, name) !== undefined);
  };
  return {
    select: methodsOf("select"),
    insert: methodsOf("insert"),
    update: methodsOf("update"),
    replace: methodsOf("replace"),
    delete: methodsOf("delete"),
  };
}

/** One method of a resource: everything of its operation brought together. */
import type { Method, SqlVerb } from "../model.ts";
import { authOf } from "./auth.ts";
import { bodyOf } from "./body.ts";
import { extensions } from "./extensions.ts";
import { inverseOf } from "./inverse.ts";
import { memberOf, objectAt, oneLine, optional, textAt, textsAt, type JsonObject } from "./json.ts";
import { nameParameters } from "./names.ts";
import { greedyVariable, operationOf, plainTemplate } from "./operation.ts";
import { ownPagination, paginationBlock, paginationOf } from "./pagination.ts";
import { acceptedByDefault, operationParameters } from "./parameters.ts";
import { queryRequest, queryRulesOf } from "./query.ts";
import { responseOf } from "./response.ts";
import type { Schemas } from "./schemas.ts";
import { serverNodesOf, serverParameters, serversOf } from "./servers.ts";
import { transformOf } from "./transform.ts";

/** What all methods of a service share. */
export interface ServiceScope {
  readonly root: JsonObject;
  readonly schemas: Schemas;
  /** Blocks of configuration above the resource, nearest first: service document, provider's entry, provider. */
  readonly configs: readonly unknown[];
  readonly snakeCaseNames: boolean;
}

export interface MethodSource {
  readonly resource: JsonObject;
  readonly method: JsonObject;
  readonly name: string;
  /** Of the resource. */
  readonly resourceId: string;
  readonly verb: SqlVerb;
}

/** Throws `invalid_provider_document` where the method names no operation or a reference is broken. */
export function compileMethod(scope: ServiceScope, source: MethodSource): Method {
  const { schemas, root } = scope;
  const { method, resource, name } = source;
  const found = operationOf(root, schemas, method);
  const servers = serverNodesOf(root, method, found);
  const body = bodyOf(schemas, method, found, root["info"]);
  const configs = [objectAt(method, "config"), objectAt(resource, "config"), ...scope.configs];
  const queryRules = queryRulesOf(configs, textAt(root, "info", "x-protocol"));
  const own = operationParameters(schemas, found, queryRules);
  const taken = new Set(own.map((parameter) => parameter.name));
  // A parameter of the operation has the better right to a name than a variable that has a default.
  const free = serverParameters(servers).filter((one) => one.required || !taken.has(one.name));
  const outer = [...own, ...free];
  const parameters = nameParameters(outer, body.parameters, textAt(method, "request", "nativeCasing") !== undefined);
  const response = responseOf(schemas, method, found, scope.snakeCaseNames);
  const pagination = paginationOf({
    many: response.many,
    schemas,
    found,
    own: [method, resource, root].map(ownPagination),
    configured: configs.map(paginationBlock),
    parameters,
    responseRoot: response.root,
  });
  return {
    name,
    id: `${source.resourceId}.${name}`,
    ...optional("aliases", textsAt(method, extensions.aliases)),
    verb: source.verb,
    description: oneLine(
      textAt(method, "description"),
      textAt(found.operation, "description"),
      textAt(found.operation, "summary"),
    ),
    parameters,
    request: {
      ...queryRequest(queryRules, found.httpMethod, plainTemplate(found.path)),
      servers: serversOf(servers),
      ...optional("greedy", greedyVariable(root["info"], found.path)),
      ...body.request,
      ...optional("accept", acceptedByDefault(schemas, found) ?? response.accept),
    },
    response: {
      ...response.shape,
      ...optional("transform", transformOf(method, textAt(root, "info", "x-protocol"))),
    },
    ...optional("pagination", pagination),
    ...optional("auth", authOf(memberOf(method, extensions.auth))),
    ...optional("inverse", inverseOf(method)),
  };
}

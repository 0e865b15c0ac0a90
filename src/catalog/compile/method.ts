/** One method of a resource: everything of its operation brought together. */
import type { Method, Pagination, SqlVerb } from "../model.ts";
import { authOf } from "./auth.ts";
import { bodyOf } from "./body.ts";
import { extensions } from "./extensions.ts";
import { graphQlOf } from "./graphql.ts";
import { inverseOf } from "./inverse.ts";
import { memberOf, objectAt, oneLine, optional, textAt, textsAt, type JsonObject } from "./json.ts";
import type { Budget } from "./limits.ts";
import { nameParameters } from "./names.ts";
import { greedyVariable, operationOf, plainTemplate } from "./operation.ts";
import { ownPagination, paginationBlock, paginationOf } from "./pagination.ts";
import { acceptedByDefault, operationParameters } from "./parameters.ts";
import { queryRequest, queryRulesOf } from "./query.ts";
import { responseOf } from "./response.ts";
import { pushdownOf } from "./pushdown.ts";
import { retryOf } from "./retry.ts";
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
  readonly budget: Budget;
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
  const graphQl = graphQlOf(schemas, found);
  const servers = graphQl?.url === undefined ? serverNodesOf(root, method, found) : [{ url: graphQl.url }];
  const body = graphQl ?? bodyOf(schemas, method, found, root["info"]);
  const configs = [objectAt(method, "config"), objectAt(resource, "config"), ...scope.configs];
  const queryRules = queryRulesOf(configs, textAt(root, "info", "x-protocol"));
  const own = graphQl === undefined ? operationParameters(schemas, found, queryRules) : [];
  const taken = new Set(own.map((parameter) => parameter.name));
  // A parameter of the operation has the better right to a name than a variable that has a default.
  const free = serverParameters(servers).filter((one) => one.required || !taken.has(one.name));
  const isCased = textAt(method, "request", "nativeCasing") !== undefined;
  const parameters = nameParameters([...own, ...free], body.parameters, isCased);
  const response = responseOf(schemas, method, found, {
    snakeCaseNames: scope.snakeCaseNames,
    objectKey: graphQl?.rows,
  });
  const ofResponses = (): Pagination | undefined =>
    paginationOf({
      many: response.many,
      schemas,
      found,
      own: [method, resource, root].map(ownPagination),
      configured: configs.map(paginationBlock),
      parameters,
      responseRoot: response.root,
      documentedRoot: response.documented,
      rowPath: response.shape.rowPath,
      verb: source.verb,
    });
  const pagination = graphQl === undefined ? ofResponses() : graphQl.pagination;
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
      // What a token is put into.
      ...(pagination?.request.in === "body" ? { base: {} } : {}),
      ...body.request,
      ...optional("accept", acceptedByDefault(schemas, found) ?? response.accept),
    },
    response: {
      ...response.shape,
      ...optional("transform", transformOf(method, textAt(root, "info", "x-protocol"), graphQl !== undefined)),
    },
    ...optional("pagination", pagination),
    ...optional("pushdown", pushdownOf(configs, parameters)),
    ...optional("retry", retryOf(configs)),
    ...optional("auth", authOf(memberOf(method, extensions.auth))),
    ...optional("signingName", signingNameOf(scope, method)),
    ...optional("inverse", inverseOf(method)),
  };
}

/** The title stands in for the name only where the provider signs: elsewhere it would be dead weight. */
function signingNameOf({ root, configs }: ServiceScope, method: JsonObject): string | undefined {
  const named = textAt(method, "serviceName") ?? textAt(root, "info", "x-serviceName");
  if (named !== undefined) return named;
  const signs = configs.some((config) => textAt(config, "auth", "type")?.startsWith("aws_") === true);
  return signs ? textAt(root, "info", "title") : undefined;
}

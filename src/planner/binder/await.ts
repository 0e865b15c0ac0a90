/** `AWAIT` after the verb of a write: what tells how far it is, and how often it is asked. */
import { methodsFor } from "../../catalog/lookup.ts";
import { EngineError } from "../../common/error.ts";
import type { Await, Method, Operation, OperationProtocol } from "../../catalog/model.ts";
import type { AwaitObject, AwaitOperation, BoundAwait, BoundCall } from "../bound.ts";
import { awaitHint, hasHint } from "../hints.ts";
import { chooseMethod } from "../methods.ts";

interface Waiting extends Pick<BoundCall, "verb" | "relation" | "method" | "parameters"> {
  readonly statement: { readonly hints: readonly string[]; readonly target: { readonly span: EngineError["span"] } };
}

/**
 * What a statement with the hint `AWAIT` or `AWAIT(interval, timeout)`, in seconds, waits for; undefined without it.
 * Throws `feature_not_supported` where neither the provider document nor the response says how.
 */
export function bindAwait(waiting: Waiting): BoundAwait | undefined {
  const { statement, relation, method } = waiting;
  if (awaitHint(statement) === undefined) return undefined;
  const { resource } = relation;
  if (resource.await !== undefined) return waitForObject(resource.await, waiting);
  const operation = resource.operation ?? recognized(method);
  if (operation !== undefined) return waitForOperation(operation, waiting);
  throw refused(
    waiting,
    `${resource.id} does not say when it is ready`,
    "Its provider document needs x-tributary-await.",
  );
}

function waitForObject(rule: Await, waiting: Waiting): AwaitObject {
  const { verb, relation, method, parameters } = waiting;
  const { resource } = relation;
  const columns = verb === "DELETE" ? [] : method.response.columns.map((column) => column.name);
  const known = [...parameters, ...columns, ...(verb === "DELETE" ? [] : Object.keys(rule.arguments ?? {}))];
  const read = chooseMethod(methodsFor(resource, "select").filter(isSingle), known);
  if (read === undefined) {
    const hint = "Leave AWAIT out, and ask for the phase with SELECT.";
    throw refused(waiting, `${method.id} does not yield what a SELECT of ${resource.name} needs`, hint);
  }
  const untilGone = verb === "DELETE";
  const returned = untilGone ? method : read;
  return { kind: "object", rule, read, untilGone, returned, ...paceOf(rule, waiting) };
}

function waitForOperation(operation: Operation, waiting: Waiting): AwaitOperation {
  const { verb, relation, method, statement } = waiting;
  const { protocol } = operation;
  const isOfObject = ["link", "name"].includes(protocol) && verb !== "DELETE" && verb !== "EXEC";
  const read = isOfObject ? methodsFor(relation.resource, "select").find(isSingle) : undefined;
  const heedsRetryAfter = awaitHint(statement)?.intervalSeconds === undefined;
  return { kind: "operation", protocol, heedsRetryAfter, returned: read ?? method, ...paceOf(operation, waiting) };
}

function paceOf(
  declared: Pick<Await, "intervalSeconds" | "timeoutSeconds">,
  { statement }: Waiting,
): Pick<BoundAwait, "intervalSeconds" | "timeoutSeconds" | "quiet"> {
  const { intervalSeconds = declared.intervalSeconds, timeoutSeconds = declared.timeoutSeconds } =
    awaitHint(statement) ?? {};
  return { intervalSeconds, timeoutSeconds, quiet: hasHint(statement, "NOSTATUS") };
}

/** The operation of a response that looks like one, or of a cloud whose services all tell of them alike. */
function recognized({ response, request }: Method): Operation | undefined {
  const names = new Set(response.columns.map((column) => column.name));
  const has = (...wanted: readonly string[]): boolean => wanted.every((name) => names.has(name));
  const isAzure = request.servers.some(({ url }) => /^https:\/\/management\.azure\.com(\/|$)/i.test(url));
  const kinds: readonly (readonly [OperationProtocol, boolean])[] = [
    ["link", has("selfLink", "status", "operationType")],
    ["name", has("name", "done", "error", "response")],
    ["token", has("ProgressEvent")],
    ["header", isAzure],
  ];
  const [protocol] = kinds.find(([, fits]) => fits) ?? [];
  return protocol === undefined ? undefined : { protocol, intervalSeconds: 10, timeoutSeconds: 3600 };
}

function refused({ verb, statement }: Waiting, reason: string, hint: string): EngineError {
  return new EngineError({
    condition: "feature_not_supported",
    stage: "bind",
    message: `${verb} cannot wait: ${reason}`,
    span: statement.target.span,
    hint,
  });
}

/** A method that reads one object. */
export function isSingle(method: Method): boolean {
  return method.pagination === undefined && method.response.rowPath.length === 0;
}

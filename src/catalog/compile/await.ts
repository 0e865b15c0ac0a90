/** How a document says that what a write begins is to be waited for: `x-tributary-await` of a resource. */
import { type Await, type Operation, type OperationProtocol, operationProtocols } from "../model.ts";
import { extensions } from "./extensions.ts";
import { invalidDocument, isObject, memberOf, objectAt, optional, textAt, textsAt, type JsonObject } from "./json.ts";

const defaultIntervalSeconds = 10;
const defaultTimeoutSeconds = 3600;

/** The rule of a resource; undefined where it has none. Throws `invalid_provider_document` where it is not usable. */
export function awaitOf(id: string, node: JsonObject): Await | undefined {
  const rule = memberOf(node, extensions.await);
  if (rule === undefined) return undefined;
  if (textAt(rule, "operation") !== undefined) return undefined;
  const phase = textAt(rule, "phase");
  const done = textsAt(rule, "done");
  if (phase === undefined || done === undefined) {
    throw invalidDocument(`${extensions.await} of ${id} needs phase (a path) and done (a list of phases)`);
  }
  const places = Object.entries(objectAt(rule, "arguments")).filter(([, place]) => typeof place === "string");
  return {
    phase: phase.split("."),
    pending: textsAt(rule, "pending") ?? [],
    done,
    failed: textsAt(rule, "failed") ?? [],
    intervalSeconds: secondsAt(rule, "interval") ?? defaultIntervalSeconds,
    timeoutSeconds: secondsAt(rule, "timeout") ?? defaultTimeoutSeconds,
    ...optional("arguments", places.length === 0 ? undefined : pathsOf(places)),
  };
}

/** The operations of a resource, where its rule names their protocol. Throws `invalid_provider_document` for others. */
export function operationOf(id: string, node: JsonObject): Operation | undefined {
  const rule = memberOf(node, extensions.await);
  const name = textAt(rule, "operation");
  if (name === undefined) return undefined;
  const protocol = operationProtocols.find((known) => known === name);
  if (protocol === undefined) {
    throw invalidDocument(`${extensions.await} of ${id}: operation is one of ${operationProtocols.join(", ")}`);
  }
  return operationBy(protocol, secondsAt(rule, "interval"), secondsAt(rule, "timeout"));
}

/** The times that are not given are the usual ones. */
function operationBy(
  protocol: OperationProtocol,
  intervalSeconds = defaultIntervalSeconds,
  timeoutSeconds = defaultTimeoutSeconds,
): Operation {
  return { protocol, intervalSeconds, timeoutSeconds };
}

function pathsOf(places: readonly (readonly [string, unknown])[]): NonNullable<Await["arguments"]> {
  return Object.fromEntries(places.map(([name, place]) => [name, String(place).split(".")]));
}

function secondsAt(rule: unknown, key: string): number | undefined {
  const value = isObject(rule) ? Number(textAt(rule, key)) : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

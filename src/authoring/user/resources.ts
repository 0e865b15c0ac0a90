/** Operations → `x-stackQL-resources`: which of them are methods of one resource, and what they are called. */
import { memberOf, objectAt, textAt, type JsonObject } from "../../catalog/compile/json.ts";
import { didYouMean } from "../../common/suggest.ts";
import { documentError } from "../place.ts";
import type { ApiDocument } from "./documents.ts";
import { snakeCase, operationsOf, type ApiOperation } from "./operations.ts";
import { userVerbs, type OperationOverlay, type UserOverlay, type UserVerb } from "./overlay.ts";
import { refTo, resolved } from "./refs.ts";

/** An operation that is a method, with what the overlay says of it. */
interface Placed extends ApiOperation {
  readonly own: OperationOverlay | undefined;
  readonly resource: string;
}

/** The resources of a document by name. Adds to `used` the keys of the overlay's operations that took effect. */
export function resourcesOf(
  { document }: ApiDocument,
  overlay: UserOverlay,
  id: (resource: string) => string,
  used: Set<string>,
): Readonly<Record<string, JsonObject>> {
  const groups = new Map<string, Placed[]>();
  for (const operation of placedIn(document, overlay, used)) {
    groups.set(operation.resource, [...(groups.get(operation.resource) ?? []), operation]);
  }
  return Object.fromEntries(
    [...groups].map(([name, operations]) => [name, resourceOf(document, { id: id(name), name, operations })] as const),
  );
}

function placedIn(document: JsonObject, overlay: UserOverlay, used: Set<string>): readonly Placed[] {
  const kept = operationsOf(document).flatMap((operation) => {
    const keys = [textAt(operation.operation, "operationId"), nameOf(operation)].filter((key) => key !== undefined);
    const key = keys.find((one) => overlay.operations.has(one));
    if (key !== undefined) used.add(key);
    const own = key === undefined ? undefined : overlay.operations.get(key);
    return own?.omit === true ? [] : [{ ...operation, own }];
  });
  const names = resourceNames(kept.map(({ nouns }) => nouns));
  return kept.map((one) => ({ ...one, resource: one.own?.resource ?? names.get(one.nouns.join("/")) ?? "root" }));
}

/** `GET /parts`: what an operation is called beside its operationId. */
function nameOf({ httpMethod, path }: Pick<ApiOperation, "httpMethod" | "path">): string {
  return `${httpMethod.toUpperCase()} ${path}`;
}

/** The last noun of each path where it is the only one that ends so, else as many as tell them apart. */
function resourceNames(paths: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const distinct = [...new Map(paths.map((nouns) => [nouns.join("/"), nouns])).values()];
  return new Map(
    distinct.map((nouns) => {
      const count = nouns.findIndex((_, index) => {
        const tail = nouns.slice(nouns.length - 1 - index).join("_");
        return distinct.every((other) => other === nouns || other.slice(-1 - index).join("_") !== tail);
      });
      return [nouns.join("/"), nouns.slice(count === -1 ? 0 : nouns.length - 1 - count).join("_")];
    }),
  );
}

interface Group {
  readonly id: string;
  readonly name: string;
  readonly operations: readonly Placed[];
}

function resourceOf(document: JsonObject, { id, name, operations }: Group): JsonObject {
  const named = methodNames(operations);
  const verbs = Object.fromEntries(
    userVerbs
      .filter((verb) => verb !== "exec")
      .map((verb) => [verb, listedUnder(verb, named, name)] as const)
      .filter(([, refs]) => refs.length > 0),
  );
  const methods = Object.fromEntries([...named].map(([method, operation]) => [method, methodOf(document, operation)]));
  return { id, name, title: titleOf(name), methods, sqlVerbs: verbs };
}

/** Those that need most come first, as in published documents. */
function listedUnder(verb: UserVerb, named: ReadonlyMap<string, Placed>, resource: string): readonly unknown[] {
  return [...named]
    .filter(([, { own, verb: seeming }]) => (own?.verb ?? seeming) === verb)
    .toSorted(([, a], [, b]) => b.needs - a.needs)
    .map(([method]) => refTo("components", "x-stackQL-resources", resource, "methods", method));
}

function methodNames(operations: readonly Placed[]): ReadonlyMap<string, Placed> {
  const named = new Map<string, Placed>();
  for (const operation of operations) {
    const { own, method } = operation;
    if (own?.method !== undefined && named.has(own.method)) {
      throw documentError(own.place, `the resource has another method ${own.method}`);
    }
    const wanted =
      own?.method ?? (named.has(method) ? snakeCase(textAt(operation.operation, "operationId") ?? "") : method);
    let name = wanted === "" ? method : wanted;
    for (let copy = 2; named.has(name); copy++) name = `${method}_${copy}`;
    named.set(name, operation);
  }
  return named;
}

function methodOf(document: JsonObject, { path, httpMethod, operation, answer, own }: Placed): JsonObject {
  const content = objectAt(resolved(document, memberOf(operation, "requestBody")), "content");
  const bodyType = Object.keys(content).find((type) => /json/.test(type)) ?? Object.keys(content)[0];
  const objectKey = own?.objectKey ?? answer?.objectKey;
  return {
    operation: refTo("paths", path, httpMethod),
    ...(bodyType === undefined
      ? {}
      : { request: { mediaType: bodyType }, config: { requestBodyTranslate: { algorithm: "naive" } } }),
    ...(answer === undefined
      ? {}
      : {
          response: {
            openAPIDocKey: answer.status,
            ...(answer.mediaType === undefined ? {} : { mediaType: answer.mediaType }),
            ...(objectKey === undefined ? {} : { objectKey }),
          },
        }),
  };
}

/** `order_lines` → `Order lines`. */
export function titleOf(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll("_", " ")}`;
}

/** Throws for an operation of the overlay that no document has. */
export function checkOperationsUsed(
  overlay: UserOverlay,
  used: ReadonlySet<string>,
  documents: readonly ApiDocument[],
): void {
  for (const [key, { place }] of overlay.operations) {
    if (used.has(key)) continue;
    const known = documents.flatMap(({ document }) =>
      operationsOf(document).flatMap((one) => [textAt(one.operation, "operationId") ?? [], nameOf(one)].flat()),
    );
    throw documentError(place, "no document has this operation", didYouMean(key, known));
  }
}

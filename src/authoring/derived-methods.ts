/** What follows from names alone: methods from operationIds, titles from resources. */
import { fieldsOf, textsOf, type Placed } from "./place.ts";

/** Methods as a resource lists them by verb under `operations`. */
export interface ListedOperations {
  /** operationIds by method name, in the order of the lists. */
  readonly operations: ReadonlyMap<string, string>;
  /** Method names by verb, in place of `verbs`. */
  readonly verbs: Placed;
}

const listVerbs = ["select", "insert", "update", "delete", "replace", "exec"] as const;

/** Reads `operations`: lists of operationIds by verb; what stands under `exec` is called by EXEC only. */
export function operationMethods(place: Placed): ListedOperations {
  const read = fieldsOf(place, listVerbs);
  const operations = new Map<string, string>();
  const verbs: Record<string, readonly string[]> = {};
  for (const verb of listVerbs) {
    const ids = textsOf(read[verb]);
    for (const id of ids) operations.set(methodName(id), id);
    if (verb !== "exec") verbs[verb] = ids.map(methodName);
  }
  return { operations, verbs: { ...place, value: verbs } };
}

/** `listIamV2ApiKeys` → `list_iam_v2_api_keys`, `presigned-upload-urlCamV1PresignedUrl` likewise. */
export function methodName(operationId: string): string {
  return operationId
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
}

/** Names that scripts know a method by from before digits and capitals were told apart: `list_iam_v2api_keys`. */
export function olderNames(operationId: string, name: string): readonly string[] {
  if (name !== methodName(operationId)) return [];
  const older = operationId
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
  return older === name ? [] : [older];
}

/** `access_points` → `Access points`. */
export function derivedTitle(resource: string): string {
  const words = resource.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The overlay of a user's own provider: what OpenAPI documents do not say, or say in ways that make poor tables. */
import { documentError, fieldsOf, membersOf, optionalTextOf, textsOf, type Placed } from "../place.ts";

export interface UserOverlay {
  /** Absent where the file gives none. */
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly server?: string | undefined;
  /** Passes as it is: `config.auth`. */
  readonly auth: unknown;
  /** Passes as it is: `config.pagination` of the service documents. */
  readonly pagination: unknown;
  /** By operationId, or by HTTP method and path: `GET /parts`. */
  readonly operations: ReadonlyMap<string, OperationOverlay>;
  readonly views: ReadonlyMap<string, ViewOverlay>;
}

export interface OperationOverlay {
  readonly place: Placed;
  /** Set where the operation is to be no method. */
  readonly omit: boolean;
  readonly resource?: string | undefined;
  readonly method?: string | undefined;
  readonly verb?: UserVerb | undefined;
  readonly objectKey?: string | undefined;
}

export interface ViewOverlay {
  readonly place: Placed;
  readonly service: string | undefined;
  readonly sql: string;
  readonly requires: readonly string[];
}

export const userVerbs = ["select", "insert", "update", "replace", "delete", "exec"] as const;
export type UserVerb = (typeof userVerbs)[number];

const fields = [
  "name",
  "version",
  "title",
  "description",
  "server",
  "auth",
  "pagination",
  "operations",
  "views",
] as const;

/** Throws `invalid_provider_document`, naming file and key, on a key that nothing reads. */
export function readUserOverlay(place: Placed): UserOverlay {
  const read = fieldsOf(place, fields);
  return {
    name: optionalTextOf(read.name),
    version: optionalTextOf(read.version),
    title: optionalTextOf(read.title),
    description: optionalTextOf(read.description),
    server: optionalTextOf(read.server),
    auth: read.auth.value,
    pagination: read.pagination.value,
    operations: new Map(membersOf(read.operations).map(([name, member]) => [name, readOperation(member)])),
    views: new Map(membersOf(read.views).map(([name, member]) => [name, readView(member)])),
  };
}

function readOperation(place: Placed): OperationOverlay {
  if (place.value === false) return { place, omit: true };
  const read = fieldsOf(place, ["resource", "method", "verb", "objectKey"]);
  const verb = optionalTextOf(read.verb);
  const known = userVerbs.find((one) => one === verb);
  if (verb !== undefined && known === undefined)
    throw documentError(read.verb, `must be one of ${userVerbs.join(", ")}`);
  return {
    place,
    omit: false,
    resource: optionalTextOf(read.resource),
    method: optionalTextOf(read.method),
    verb: known,
    objectKey: optionalTextOf(read.objectKey),
  };
}

function readView(place: Placed): ViewOverlay {
  const read = fieldsOf(place, ["service", "sql", "requires"]);
  const sql = optionalTextOf(read.sql);
  if (sql === undefined) throw documentError(read.sql, "is missing");
  return { place, service: optionalTextOf(read.service), sql, requires: textsOf(read.requires) };
}

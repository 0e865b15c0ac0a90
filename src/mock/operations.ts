// The operations that every collection has: list, read, create, change, delete.
import type { Answer, Call, Handler } from "./call.ts";
import { paths, type Kind } from "./kinds.ts";
import { listPage } from "./list.ts";
import { alreadyExists, badBody, forbidden, notFound, Problem } from "./problem.ts";
import { breach, Shape } from "./schema.ts";
import { textOf, type Collection, type StoredItem } from "./store.ts";
import { requireValidBody } from "./validate.ts";
import { isObject, objectAt, textAt, valueAt, type JsonObject } from "./values.ts";

/** The handler for an operation without special rules, by its method and whether its path ends in an id. */
export function plainHandler(method: string, template: string): Handler {
  const onItem = template.endsWith("}");
  if (method === "GET") return onItem ? read : list;
  if (method === "POST") return create;
  return method === "DELETE" ? remove : change;
}

/** The collection that a path names, once its parent is known to exist. Throws 404. */
function collectionAt(call: Call, template: string, path: string): Collection {
  const kind = call.cloud.kinds.get(template);
  if (kind === undefined) throw notFound(path);
  const parent = /^(.*)\/\{([^/}]*)\}\/[^{}]*$/.exec(template);
  if (parent !== null) requireParent(call, parent[1] ?? "", call.pathParameters.get(parent[2] ?? "") ?? "");
  return call.cloud.store.collection(path, kind);
}

function requireParent({ cloud }: Call, template: string, id: string): void {
  const parent = cloud.store.find(id);
  if (parent?.collection.kind.template !== template) throw notFound(`the object ${id}`);
}

/** The object that the path of a call names. Throws 404, or 403 for deleted objects of kinds that hide them. */
function itemAt(call: Call): StoredItem {
  const end = call.path.lastIndexOf("/");
  const template = call.operation.template.slice(0, call.operation.template.lastIndexOf("/"));
  const collection = collectionAt(call, template, call.path.slice(0, end));
  const id = [...call.pathParameters.values()].at(-1) ?? "";
  const stored = collection.items.get(id);
  if (stored === undefined) throw absent(collection, id);
  const mismatch = scopesOf(call).find(([name, wanted]) => wanted !== scopeValue(stored, name));
  if (mismatch !== undefined) throw notFound(`${id} with ${mismatch.join(" ")}`);
  return stored;
}

/** What a call says of where its object lies: query parameters, or the environment in the body of a change. */
function scopesOf({ operation, query, body }: Call): (readonly [string, string])[] {
  const written = textAt(objectAt(objectAt(body, "spec"), "environment"), "id");
  const inBody = written === undefined ? [] : [["environment", written] as const];
  const declared = operation.parameters.filter(({ place }) => place === "query");
  return [...declared.flatMap(({ name }) => query.getAll(name).map((value) => [name, value] as const)), ...inBody];
}

function scopeValue({ item }: StoredItem, name: string): unknown {
  const value = valueAt(item, name) ?? valueAt(item, `spec.${name}`);
  return isObject(value) ? value["id"] : value;
}

function absent({ kind, gone }: Collection, id: string): Problem {
  const name = kind.rule.crnName;
  if (kind.rule.goneStatus !== 403 || !gone.has(id)) return notFound(`the ${name} ${id}`);
  return forbidden(`not authorized to access the ${name} ${id}, or it does not exist`);
}

const list: Handler = (call) => {
  const collection = collectionAt(call, call.operation.template, call.path);
  const environments = call.cloud.collection(paths.environments);
  if (call.operation.parameters.some(({ name }) => name === "environment")) {
    for (const id of call.query.getAll("environment")) {
      if (environments?.items.has(id) === false) throw forbidden(`not authorized to access the environment ${id}`);
    }
  }
  return listPage(call, collection);
};

const read: Handler = (call) => {
  const stored = itemAt(call);
  call.cloud.observe(stored);
  return { status: call.operation.successStatus, body: textOf(stored) };
};

const create: Handler = (call) => {
  const { cloud, operation } = call;
  const collection = collectionAt(call, operation.template, call.path);
  const given = checkedBody(call, { api_version: collection.kind.apiVersion, kind: collection.kind.kind });
  requireLinks(call, collection.kind, given);
  requireUnique(call, collection, { item: given });
  const stored = cloud.create(collection, given);
  if (call.endPhase !== undefined) endIn(call, stored, call.endPhase);
  const secret = textAt(stored.hidden, "secret");
  const item = stored.item;
  // The secret of a key is in this one answer and nowhere else.
  const body = secret === undefined ? item : { ...item, spec: { ...objectAt(item, "spec"), secret } };
  return { status: operation.successStatus, body, headers: { Location: locationOf(call, stored) } };
};

const change: Handler = (call) => {
  const { cloud } = call;
  const stored = itemAt(call);
  const patch = checkedBody(call, stored.item);
  const frozen = breach(stored.collection.kind.shape, "x-immutable", patch, stored.item);
  if (frozen !== undefined) {
    const detail = `${frozen} cannot be changed once the object exists`;
    throw new Problem({ status: 422, code: "immutable_field", detail, source: { pointer: frozen } });
  }
  requireLinks(call, stored.collection.kind, patch);
  requireUnique(call, stored.collection, { item: { ...stored.item, ...patch }, except: stored });
  cloud.change(stored, patch);
  resize(call, stored);
  return { status: call.operation.successStatus, body: textOf(stored) };
};

const remove: Handler = (call) => {
  const stored = itemAt(call);
  if (valueAt(stored.item, "spec.deletion_protection") === true) {
    const detail = `${stored.id} is protected: set spec.deletion_protection to false first`;
    throw new Problem({ status: 409, code: "deletion_protected", detail });
  }
  call.cloud.remove(stored);
  const { successStatus } = call.operation;
  return successStatus === 204 ? { status: 204 } : { status: successStatus, body: textOf(stored) };
};

const requestShapes = new WeakMap<JsonObject, Shape>();

/** The body, once it is valid and writes nothing that is read-only; `held` is what the server says already. */
export function checkedBody({ validator, operation, body }: Call, held: JsonObject): JsonObject {
  const schema = operation.requestSchema ?? {};
  let shape = requestShapes.get(schema);
  if (shape === undefined) requestShapes.set(schema, (shape = new Shape(operation.api.document, [schema])));
  const written = breach(shape, "readOnly", body, held);
  if (written !== undefined) throw badBody(written, `${written} is read-only`);
  requireValidBody(validator, operation, body);
  return isObject(body) ? body : {};
}

function requireLinks({ cloud }: Call, kind: Kind, given: JsonObject): void {
  for (const { path, collections } of kind.rule.links ?? []) {
    const value = valueAt(given, path);
    const references = Array.isArray(value) ? value : [value];
    references.forEach((reference, index) => {
      const id = textAt(reference, "id");
      if (id === undefined) return;
      const target = cloud.store.find(id)?.collection.kind.template;
      if (target !== undefined && collections.includes(target)) return;
      const place = Array.isArray(value) ? `${path}.${index}.id` : `${path}.id`;
      throw badBody(`/${place.replaceAll(".", "/")}`, `${id} does not exist`);
    });
  }
}

interface Candidate {
  readonly item: JsonObject;
  /** The object that the candidate will replace. */
  readonly except?: StoredItem;
}

/** Throws 409 with the Location of an object that shares what must be unique. */
export function requireUnique(call: Call, collection: Collection, { item, except }: Candidate): void {
  for (const names of collection.kind.rule.unique ?? []) {
    const wanted = names.map((name) => valueAt(item, name));
    if (wanted.includes(undefined)) continue;
    for (const other of collection.items.values()) {
      if (other === except || !names.every((name, index) => valueAt(other.item, name) === wanted[index])) continue;
      const what = names.map((name, index) => `${name} ${String(wanted[index])}`).join(", ");
      throw alreadyExists(`another ${collection.kind.rule.crnName} with ${what} exists`, locationOf(call, other));
    }
  }
}

export function locationOf({ origin }: Call, stored: StoredItem): string {
  return `${origin}${stored.collection.path}/${stored.id}`;
}

/** Lets what was just made end in another phase than it would. */
function endIn({ cloud }: Call, stored: StoredItem, phase: string): void {
  cloud.busy(stored, (item) => {
    item["status"] = { ...objectAt(item, "status"), phase };
  });
}

/** A dedicated cluster follows a new capacity with delay: `status.cku` catches up with `spec.config.cku`. */
function resize({ cloud }: Call, stored: StoredItem): void {
  const wanted = valueAt(stored.item, "spec.config.cku");
  const actual = valueAt(stored.item, "status.cku");
  if (stored.pending !== undefined || wanted === actual || wanted === undefined) return;
  cloud.busy(stored, (item) => {
    item["status"] = { ...objectAt(item, "status"), cku: wanted };
  });
}

/** A success answer with an object as its body. */
export function answer(call: Call, body: JsonObject): Answer {
  return { status: call.operation.successStatus, body };
}

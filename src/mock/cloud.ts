// The state of the mocked cloud and the three ways it changes: objects are made, changed and deleted.
import { Clock } from "./clock.ts";
import { generatedParts } from "./generated.ts";
import { crnOf, organizationCrn, type Kind } from "./kinds.ts";
import { Random } from "./random.ts";
import { project } from "./schema.ts";
import { Store, type Collection, type Pending, type StoredItem } from "./store.ts";
import { isObject, merge, objectAt, textAt, valueAt, type JsonObject } from "./values.ts";

/** The host that answers name in `metadata.self`, whatever host the mock itself listens on. */
const publicOrigin = "https://api.confluent.cloud";

/** How long new clusters stay in PROVISIONING. */
export interface Provisioning {
  /** Reads of the cluster until it is done; 2 where absent. */
  readonly reads?: number;
  /** Time until it is done without being read. */
  readonly milliseconds?: number;
}

export interface CloudOptions {
  readonly seed: number;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly provisioning: Provisioning;
}

/** What is known of a new object beyond what the request says. */
export interface Birth {
  readonly id?: string;
  readonly createdAt?: string;
  readonly hidden?: JsonObject;
}

export class Cloud {
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly provisioning: Provisioning;
  readonly clock = new Clock();
  readonly store = new Store();
  readonly random: Random;
  /** The organization that all but partner objects belong to. */
  readonly organization: string;

  constructor({ seed, kinds, provisioning }: CloudOptions) {
    this.kinds = kinds;
    this.provisioning = provisioning;
    this.random = new Random(seed);
    this.organization = this.random.uuid();
  }

  /** The collection of a kind that has no parent; undefined where the facts do not describe it. */
  collection(template: string): Collection | undefined {
    const kind = this.kinds.get(template);
    return kind === undefined ? undefined : this.store.collection(template, kind);
  }

  /** Makes an object of what the request says and what only the server knows. */
  create(collection: Collection, given: JsonObject, birth: Birth = {}): StoredItem {
    const { kind } = collection;
    const id = birth.id ?? this.#newId(kind);
    const createdAt = birth.createdAt ?? this.clock.text();
    const generated = generatedParts(this, kind, { id, given, createdAt });
    const draft = merge(given, generated.item);
    const metadata = {
      self: `${publicOrigin}${collection.path}/${id}`,
      resource_name: crnOf(kind, id, { organization: this.organization, item: isObject(draft) ? draft : {} }),
      created_at: createdAt,
      updated_at: createdAt,
    };
    const constants = { api_version: kind.apiVersion, kind: kind.kind, id, metadata };
    const item = this.#shaped(kind, { ...constants, ...(isObject(draft) ? draft : {}), ...constants });
    const stored = this.store.add(collection, { id, item, hidden: { ...generated.hidden, ...birth.hidden } });
    if (generated.finish !== undefined) this.busy(stored, generated.finish);
    return stored;
  }

  /** Lays `patch` over an object. */
  change(stored: StoredItem, patch: JsonObject): void {
    const merged = merge(stored.item, patch);
    const metadata = { ...objectAt(stored.item, "metadata"), updated_at: this.clock.text() };
    const next = { ...(isObject(merged) ? merged : {}), id: stored.id, metadata };
    this.store.change(stored, this.#shaped(stored.collection.kind, next));
  }

  /** Deletes an object and all that belongs to it. */
  remove(stored: StoredItem): void {
    this.store.remove(stored);
    for (const { collection, path, prefix = "" } of stored.collection.kind.rule.dependents ?? []) {
      const owned = this.store
        .collectionsOf(collection)
        .flatMap((each) => [...each.items.values()].filter((item) => valueAt(item.item, path) === prefix + stored.id));
      for (const dependent of owned) this.remove(dependent);
    }
    for (const kind of this.kinds.values()) this.#removeBelow(stored, kind);
  }

  /** Lets an object be busy until it has been read some times or some time has passed. */
  busy(stored: StoredItem, finish: Pending["finish"]): void {
    const { reads = 2, milliseconds = Number.POSITIVE_INFINITY } = this.provisioning;
    const doneAt = this.clock.now() + milliseconds;
    this.store.setPending(stored, { readsLeft: reads, doneAt, finish });
    this.observe(stored, 0);
  }

  /** Notes that an object is read (`reads` times) and finishes what it was busy with when the time has come. */
  observe(stored: StoredItem, reads = 1): void {
    const { pending } = stored;
    if (pending === undefined) return;
    if (pending.readsLeft > 0 && this.clock.now() < pending.doneAt) {
      pending.readsLeft -= reads;
      return;
    }
    this.settle(stored);
  }

  /** Finishes at once what an object is busy with. */
  settle(stored: StoredItem): void {
    const { pending } = stored;
    if (pending === undefined) return;
    const item = { ...stored.item };
    pending.finish(item);
    this.store.setPending(stored, undefined);
    this.store.change(stored, item);
  }

  /** The completed form of a reference `{ id }` to an object. */
  reference(id: string, known?: ReadonlySet<string>): JsonObject {
    const target = this.store.find(id);
    const crn = textAt(objectAt(target?.item, "metadata"), "resource_name");
    const collectionPath = target?.collection.path ?? "/objects";
    const parts: JsonObject = {
      id,
      related: `${publicOrigin}${collectionPath}/${id}`,
      resource_name: crn ?? `${organizationCrn(this.organization)}/object=${id}`,
    };
    if (known?.has("api_version") && target !== undefined) {
      parts["api_version"] = target.item["api_version"];
      parts["kind"] = target.item["kind"];
    }
    return parts;
  }

  #shaped(kind: Kind, draft: JsonObject): JsonObject {
    const shaped = project(kind.shape, draft, (reference, known) => {
      const id = textAt(reference, "id");
      return id === undefined ? reference : { ...reference, ...this.reference(id, known) };
    });
    return isObject(shaped) ? shaped : {};
  }

  #newId(kind: Kind): string {
    const { id: style } = kind.rule;
    for (;;) {
      const id =
        style === "uuid" ? this.random.uuid() : style === "key" ? this.random.keyId() : style + this.random.idTail();
      if (this.store.find(id) === undefined) return id;
    }
  }

  /** Deletes collections that lie below the path of a deleted object, such as the pools of an identity provider. */
  #removeBelow(stored: StoredItem, kind: Kind): void {
    if (!kind.template.startsWith(`${stored.collection.kind.template}/{`)) return;
    const below = `${stored.collection.path}/${stored.id}/`;
    for (const collection of this.store.collectionsOf(kind.template)) {
      if (collection.path.startsWith(below)) for (const item of collection.items.values()) this.remove(item);
    }
  }
}

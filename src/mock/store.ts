// Holds the objects of the mocked cloud, one collection per concrete path, in the order in which they were made.
import type { Kind } from "./kinds.ts";
import type { JsonObject } from "./values.ts";

/** A change that the cloud is still busy with; it completes after some reads or at a time, whichever is first. */
export interface Pending {
  readsLeft: number;
  readonly doneAt: number;
  /** Puts the finished state into a copy of the object; replaces its members, never what is inside them. */
  readonly finish: (item: JsonObject) => void;
}

export interface StoredItem {
  readonly id: string;
  readonly collection: Collection;
  item: JsonObject;
  /** Grows with every object made; pages are cut by it, so that they stay right while objects come and go. */
  readonly sequence: number;
  pending: Pending | undefined;
  /** The object as JSON text, kept until it changes. */
  text: string | undefined;
  /** What the API knows of the object and never shows: the secret of a key, whether a signup is complete. */
  readonly hidden: JsonObject;
}

/** The objects below one concrete collection path. */
export class Collection {
  readonly path: string;
  readonly kind: Kind;
  readonly items = new Map<string, StoredItem>();
  /** Ids of deleted objects. */
  readonly gone = new Set<string>();
  /** Answered pages by URL, valid until an object changes. */
  readonly pages = new Map<string, Buffer>();
  pendingCount = 0;

  constructor(path: string, kind: Kind) {
    this.path = path;
    this.kind = kind;
  }
}

export interface NewItem {
  readonly id: string;
  readonly item: JsonObject;
  readonly hidden?: JsonObject;
}

export class Store {
  readonly #collections = new Map<string, Collection>();
  readonly #byId = new Map<string, StoredItem>();
  #sequence = 0;

  /** The collection at a path such as `/iam/v2/identity-providers/op-1/identity-pools`; made when first named. */
  collection(path: string, kind: Kind): Collection {
    let collection = this.#collections.get(path);
    if (collection === undefined) this.#collections.set(path, (collection = new Collection(path, kind)));
    return collection;
  }

  /** All collections of one kind, whatever their parents. */
  collectionsOf(template: string): Collection[] {
    return [...this.#collections.values()].filter((collection) => collection.kind.template === template);
  }

  /** The living object of this id in any collection; of two kinds with one id, the one made last. */
  find(id: string): StoredItem | undefined {
    return this.#byId.get(id);
  }

  add(collection: Collection, { id, item, hidden = {} }: NewItem): StoredItem {
    const sequence = ++this.#sequence;
    const stored: StoredItem = { id, collection, item, sequence, hidden, pending: undefined, text: undefined };
    collection.items.set(id, stored);
    this.#byId.set(id, stored);
    collection.pages.clear();
    return stored;
  }

  /** Records that the object now reads `item`. */
  change(stored: StoredItem, item: JsonObject): void {
    stored.item = item;
    stored.text = undefined;
    stored.collection.pages.clear();
  }

  setPending(stored: StoredItem, pending: Pending | undefined): void {
    const { collection } = stored;
    collection.pendingCount += Number(pending !== undefined) - Number(stored.pending !== undefined);
    stored.pending = pending;
    collection.pages.clear();
  }

  remove(stored: StoredItem): void {
    const { collection, id } = stored;
    this.setPending(stored, undefined);
    collection.items.delete(id);
    collection.gone.add(id);
    collection.pages.clear();
    if (this.#byId.get(id) === stored) this.#byId.delete(id);
  }
}

/** The object as JSON text. */
export function textOf(stored: StoredItem): string {
  return (stored.text ??= JSON.stringify(stored.item));
}

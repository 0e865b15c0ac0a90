/** The rows of a call that are kept for a while, where the relation is one whose rows are. */
import { createHash } from "node:crypto";
import { type Batch, stringifyJson, jsonOf } from "../common/value.ts";
import type { Call } from "../connector/call.ts";
import type { Access } from "../planner/scan.ts";
import type { Run } from "./run.ts";

/** Calls of more rows are not kept: they would fill the store. */
const mostRows = 200_000;

/** What is kept of one call. */
export interface KeptRows {
  /** The rows, where they are young enough. */
  find(): Iterable<Batch> | undefined;
  /** Takes a page that was read. */
  add(rows: Batch): void;
  /** Something is to be told of the call, which would not be told of rows that are kept: it is not kept. */
  spoil(): void;
  /** Keeps what was taken; the call has ended well. */
  keep(): void;
}

/** Undefined where rows of the relation are not kept. */
export function keptRows(
  access: Extract<Access, { kind: "method" }>,
  call: Call,
  { backend, connector }: Pick<Run, "backend" | "connector">,
): KeptRows | undefined {
  const { keptSeconds, provider, resource } = access.relation;
  if (keptSeconds === undefined) return undefined;
  const cache = backend.rowCache();
  const key = keyOf(call, connector.identity(call));
  const generation = cache.generation(provider);
  const pages: Batch[] = [];
  let rows = 0;
  let isSpoilt = false;
  return {
    find: () => cache.find(key, Date.now() - keptSeconds * 1000),
    add: (page) => {
      rows += page.length;
      isSpoilt ||= rows > mostRows;
      if (isSpoilt) pages.length = 0;
      else if (page.length > 0) pages.push(page);
    },
    spoil: () => void (isSpoilt = true),
    keep: () => {
      if (isSpoilt) return;
      const kept = Date.now();
      const expires = kept + keptSeconds * 1000;
      try {
        cache.keep({ key, provider, relation: resource.id, kept, expires, generation }, pages);
      } catch {
        // Another process writes, or the disk is full: the rows are there all the same, and the next one asks again.
      }
    },
  };
}

/** Equal for calls that would be answered alike: of one principal, by one method, with the same arguments. */
function keyOf({ method, arguments: given, body, connection }: Call, identity: string): string {
  const sorted = [...given]
    .map(([name, value]) => [name, jsonOf(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const columns = method.response.columns.map(({ name, type }) => `${name} ${type}`);
  const account = connection === undefined ? [] : [JSON.stringify(connection)];
  const whole = stringifyJson([identity, method.id, columns, sorted, body ?? null, ...account]);
  return createHash("sha256").update(whole).digest("hex");
}

// The cases that run inside one process, as data: what each side does, and the rows and requests that are right.
import { groupInSqlite, groupingOf } from "./sqlite.js";

/**
 * @typedef {object} Sizes
 * @property {number} fan Calls of a fan-out.
 * @property {number} parallel Requests in flight at most, on both sides.
 * @property {number} latency Of a call, in milliseconds.
 * @property {import("./server.js").Shape} entries
 * @property {number} pageLatency
 * @property {import("./server.js").Shape} records
 */

/** @type {Sizes} */
export const fullSizes = {
  fan: 200,
  parallel: 50,
  latency: 50,
  entries: { pages: 500, rows: 10 },
  pageLatency: 20,
  records: { pages: 20, rows: 5000 },
};

/** Enough to see that rows and requests are right. @type {Sizes} */
export const quickSizes = {
  fan: 12,
  parallel: 5,
  latency: 1,
  entries: { pages: 5, rows: 3 },
  pageLatency: 1,
  records: { pages: 3, rows: 40 },
};

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string} title
 * @property {number} latency
 * @property {number} [floor] Rounds × latency: what no client can go below.
 * @property {number} rows
 * @property {number} requests
 * @property {boolean} [longDigits] Whether the identifiers of records are numerals of 19 digits.
 * @property {(client: import("./bare.js").BareClient) => Promise<number>} bare Resolves with the number of rows.
 * @property {(engine: import("./engine.js").Engine) => Promise<number>} tributary
 */

/** @param {Sizes} sizes @returns {Case[]} */
export function casesOf(sizes) {
  return [...waitingCases(sizes), ...workingCases(sizes)];
}

/** Cases that mostly wait. @param {Sizes} sizes @returns {Case[]} */
function waitingCases({ fan, parallel, latency, entries, pageLatency }) {
  const ids = Array.from({ length: fan }, (_, n) => `item-${n}`);
  const list = ids.map((id) => `'${id}'`).join(", ");
  const rounds = (calls) => Math.ceil(calls / parallel);
  return [
    {
      name: "fan-out",
      title: `${fan} calls from an IN list, ${parallel} at a time, ${latency} ms each`,
      latency,
      floor: rounds(fan) * latency,
      rows: fan,
      requests: fan,
      bare: async (client) => (await Promise.all(ids.map((id) => client.fetch(`/items/${id}`)))).length,
      tributary: (engine) => engine.count(`SELECT id, name, size FROM bench.api.items WHERE id IN (${list})`),
    },
    {
      name: "pages",
      title: `${entries.pages} pages one after the other, ${pageLatency} ms each`,
      latency: pageLatency,
      floor: entries.pages * pageLatency,
      rows: entries.pages * entries.rows,
      requests: entries.pages,
      bare: (client) => countWhere(client.pages("/entries"), () => true),
      tributary: (engine) => engine.count("SELECT id, name, size FROM bench.api.entries"),
    },
    {
      name: "join",
      title: `${fan} calls feed ${fan} others, ${parallel} at a time, ${latency} ms each`,
      latency,
      floor: rounds(2 * fan) * latency,
      rows: fan,
      requests: 2 * fan,
      bare: async (client) => {
        const items = await Promise.all(ids.map((id) => client.fetch(`/items/${id}`)));
        const lists = await Promise.all(items.map(({ id }) => client.fetch(`/children?item=${id}`)));
        return lists.flatMap(({ data }, i) => data.map((child) => ({ name: items[i].name, child: child.id }))).length;
      },
      tributary: (engine) =>
        engine.count(
          `SELECT i.name, c.id FROM bench.api.items i JOIN bench.api.children c ON c.item = i.id WHERE i.id IN (${list})`,
        ),
    },
  ];
}

/** Cases that mostly work, on many rows. @param {Sizes} sizes @returns {Case[]} */
function workingCases({ records }) {
  const all = records.pages * records.rows;
  const volume = `${all.toLocaleString("en")} rows × 12 columns`;
  const active = (row) => row.status === "ACTIVE" && row.size >= 1000;
  const filtered = "SELECT * FROM bench.api.records WHERE status = 'ACTIVE' AND size >= 1000";
  // As the server makes them.
  const kept = Array.from({ length: all }, (_, n) => n).filter(
    (n) => n % 4 === 0 && (n * 7919) % 100_000 >= 1000,
  ).length;
  const shared = { latency: 0, requests: records.pages };
  return [
    {
      ...shared,
      name: "filter",
      title: `${volume}, filtered to a quarter, streamed`,
      rows: kept,
      bare: (client) => countWhere(client.pages("/records"), active),
      tributary: (engine) => engine.count(filtered),
    },
    {
      ...shared,
      name: "filter-long-digits",
      title: "the same, with identifiers of 19 digits",
      rows: kept,
      longDigits: true,
      bare: (client) => countWhere(client.pages("/records"), active),
      tributary: (engine) => engine.count(filtered),
    },
    {
      ...shared,
      name: "objects",
      title: `${volume}, each row an object`,
      rows: all,
      bare: (client) => countWhere(client.pages("/records"), () => true),
      tributary: (engine) => engine.countObjects("SELECT * FROM bench.api.records"),
    },
    {
      ...shared,
      name: "group",
      title: `${volume}, grouped and sorted; bare: plain SQLite, one transaction`,
      rows: Math.min(1000, all),
      bare: (client) => groupInSqlite(client.pages("/records")),
      tributary: (engine) => engine.count(groupingOf("bench.api.records")),
    },
  ];
}

/** @param {AsyncIterable<readonly object[]>} pages @param {(row: object) => boolean} accepts */
async function countWhere(pages, accepts) {
  let rows = 0;
  for await (const page of pages) for (const row of page) if (accepts(row)) rows++;
  return rows;
}

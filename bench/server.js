// The API that both sides ask, in a process of its own so that it shares no event loop with them. Started by
// start-server.js, which sends it settings and asks for its count of requests.
import { createServer } from "node:http";

/** @typedef {{ latency: number, entries: Shape, records: Shape, longDigits: boolean }} Settings */
/** @typedef {{ pages: number, rows: number }} Shape Pages of a list, and rows on each. */

const regions = ["eu-central-1", "eu-west-1", "us-east-1", "us-east-2", "ap-south-1"];
const statuses = ["ACTIVE", "PAUSED", "FAILED", "PROVISIONING"];

/** @type {Settings} */
let settings = { latency: 0, entries: { pages: 1, rows: 1 }, records: { pages: 1, rows: 1 }, longDigits: false };
/** Bodies of pages are made once: the server must stay cheaper than its clients. @type {Map<string, Buffer>} */
let bodies = new Map();
let requests = 0;

/** @param {number} n */
const item = (n) => ({ id: `item-${n}`, name: `Item number ${n}`, region: regions[n % 5], size: n });

/** @param {number} n */
const record = (n) => ({
  id: settings.longDigits ? `1234567890123${String(n).padStart(6, "0")}` : `rec-${n}`,
  name: `record number ${n}`,
  status: statuses[n % 4],
  region: regions[n % 5],
  zone: `${regions[n % 5]}${"abc"[n % 3]}`,
  owner: `user-${n % 1000}@example.com`,
  created_at: new Date(1_700_000_000_000 + n * 1000).toISOString(),
  size: (n * 7919) % 100_000,
  replicas: n % 7,
  load: (n % 1000) / 8,
  locked: n % 11 === 0,
  labels: { team: `team-${n % 50}`, tier: n % 3 === 0 ? "gold" : "basic" },
});

/** @type {{ [path: string]: (url: URL) => unknown }} */
const lists = {
  "/children": (url) => {
    const parent = url.searchParams.get("item") ?? "";
    return { data: [{ id: `child-of-${parent}`, item: parent, state: "READY" }] };
  },
  "/entries": (url) => page(url, settings.entries, item),
  "/records": (url) => page(url, settings.records, record),
};

/** @param {string} path */
function one(path) {
  const id = path.slice(path.lastIndexOf("/") + 1);
  if (path.startsWith("/items/")) return item(Number(id.slice("item-".length)));
  // What the whole process asks for, in Confluent's shape.
  return { id, display_name: "production", stream_governance_config: { package: "ADVANCED" } };
}

/** A page in Confluent's manner: the link to the next one holds its token. @param {(n: number) => object} make */
function page(url, shape, make) {
  const number = Number(url.searchParams.get("page_token") ?? 0);
  const next = number + 1 < shape.pages ? `https://api.bench.invalid${url.pathname}?page_token=${number + 1}` : "";
  const data = Array.from({ length: shape.rows }, (_, i) => make(number * shape.rows + i));
  return { metadata: { next }, data };
}

/** @param {string} path */
function bodyOf(path) {
  const known = bodies.get(path);
  if (known !== undefined) return known;
  const url = new URL(path, "http://localhost");
  const body = Buffer.from(JSON.stringify(lists[url.pathname]?.(url) ?? one(url.pathname)));
  bodies.set(path, body);
  return body;
}

const server = createServer((request, response) => {
  requests++;
  const body = bodyOf(request.url ?? "/");
  const answer = () => {
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  };
  if (settings.latency === 0) answer();
  else setTimeout(answer, settings.latency);
});
// One side waits while the other runs; its sockets must live until its next turn.
server.keepAliveTimeout = 300_000;

process.on("message", (/** @type {{ settings?: Partial<Settings> }} */ message) => {
  const counted = requests;
  requests = 0;
  if (message.settings !== undefined) {
    settings = { ...settings, ...message.settings };
    bodies = new Map();
    for (const list of ["entries", "records"]) {
      for (let number = 0; number < settings[list].pages; number++) {
        bodyOf(number === 0 ? `/${list}` : `/${list}?page_token=${number}`);
      }
    }
  }
  process.send?.({ requests: counted });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));

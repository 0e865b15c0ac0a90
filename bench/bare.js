// The bare client: the same requests with the same parallelism, and nothing else. What every ratio is against.
import { Agent, get } from "node:http";

/**
 * @param {string} origin
 * @param {number} parallel Sockets at most.
 */
export function bareClient(origin, parallel) {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });

  /** The parsed answer. @param {string} path */
  const fetch = (path) =>
    new Promise((resolve, reject) => {
      get(origin + path, { agent }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
        response.on("error", reject);
      }).on("error", reject);
    });

  /** The rows of a list, page by page. @param {string} path */
  async function* pages(path) {
    for (let token = null, next = path; token !== ""; next = `${path}?page_token=${token}`) {
      const { data, metadata } = await fetch(next);
      yield data;
      token = metadata.next === "" ? "" : new URL(metadata.next).searchParams.get("page_token");
    }
  }

  return { fetch, pages, close: () => agent.destroy() };
}

/** @typedef {ReturnType<typeof bareClient>} BareClient */

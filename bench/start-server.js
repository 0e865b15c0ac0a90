// Starts the server's process and talks to it.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {(settings: Partial<import("./server.js").Settings>) => Promise<void>} set Also sets the count to zero.
 * @property {() => Promise<number>} take The requests since it was asked last.
 * @property {() => void} close
 */

/** @returns {Promise<Server>} */
export async function startServer() {
  const child = fork(join(import.meta.dirname, "server.js"));
  const [{ port }] = await once(child, "message");
  const ask = async (message) => {
    child.send(message);
    const [{ requests }] = await once(child, "message");
    return requests;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    set: async (settings) => void (await ask({ settings })),
    take: () => ask({}),
    close: () => child.disconnect(),
  };
}

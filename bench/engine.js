// Tributary as both faces see it: the built library in this process, and the built command.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * A session against the server, with the provider `bench` pulled from documents into a folder that goes when it closes.
 * @param {{ packageFolder: string, endpoint: string, concurrency: number }} options
 */
export async function openEngine({ packageFolder, endpoint, concurrency }) {
  const { open } = await import(pathToFileURL(join(packageFolder, "dist/index.js")).href);
  const userProviders = await mkdtemp(join(tmpdir(), "tributary-bench-"));
  const session = open({
    userProviders,
    concurrency,
    registryUrl: pathToFileURL(join(import.meta.dirname, "provider")).href,
    endpoints: { bench: endpoint },
  });
  await session.rows("REGISTRY PULL bench v1.0.0");
  return {
    /** The number of rows, read batch by batch. @param {string} sql */
    count: async (sql) => {
      let rows = 0;
      for await (const { batches } of session.execute(sql)) for await (const batch of batches) rows += batch.length;
      return rows;
    },
    /** The number of rows, read as objects. @param {string} sql */
    countObjects: async (sql) => {
      let rows = 0;
      for await (const row of session.query(sql)) if (row !== null) rows++;
      return rows;
    },
    close: async () => {
      await session.close();
      await rm(userProviders, { recursive: true });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openEngine>>} Engine */

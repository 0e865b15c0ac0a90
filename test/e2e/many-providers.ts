/** The providers that the benchmarks search, as a user has them who pulled a whole registry. */
import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { folderWith, root } from "./harness.ts";

/** A folder of state with them, pulled a minute ago. */
export async function manyProviders(): Promise<string> {
  const approot = await folderWith();
  const script = pathToFileURL(join(root, "bench/many-providers.js")).href;
  const { writeManyProviders } = (await import(script)) as { writeManyProviders(approot: string): Promise<void> };
  await writeManyProviders(approot);
  await setAge(approot, 60);
  return approot;
}

/** As if they were pulled so many seconds ago. */
export async function setAge(approot: string, seconds: number): Promise<void> {
  const time = Date.now() / 1000 - seconds;
  const providers = join(approot, "providers");
  for (const name of await readdir(providers)) {
    await utimes(join(providers, name, "v1.0.0/index.json"), time, time);
    await utimes(join(providers, name), time, time);
  }
}

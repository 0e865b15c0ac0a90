import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixture.ts";
import type { Provider, Service } from "../model.ts";
import { nextEdition, newestEdition } from "./editions.ts";
import { openCatalog } from "./open.ts";
import { placeVersion } from "./place.ts";
import { serviceBytes } from "./service-bytes.ts";
import { stageProvider } from "./write.ts";

/** Places a folder that says who made it. */
async function place(home: string, version: string, maker: string): Promise<void> {
  const staging = join(home, `.${version}-new-${maker}`);
  await mkdir(staging, { recursive: true });
  await writeFile(join(staging, "maker"), maker);
  await placeVersion(staging, home, version);
}

async function makerIn(home: string): Promise<string> {
  return readFile(join(home, newestEdition(await readdir(home)) ?? "none", "maker"), "utf8");
}

test.each([
  [["v1.9", "v1.10"], "v1.10"],
  [["v1~2", "v1~10", "v1"], "v1~10"],
  [["v1~9", "v2"], "v2"],
  [["v1~0", "v1~x", "~2", "..", "latest~3"], undefined],
])("of %j the newest is %s", (folders, newest) => {
  expect(newestEdition(folders)).toBe(newest);
});

test("the first name is the version, later ones are given once", () => {
  expect(nextEdition([], "v1", 1000)).toBe("v1");
  expect(nextEdition(["v2"], "v1", 1000)).toBe("v1~1000");
  expect(nextEdition(["v1~1000", "v2"], "v1", 1000)).toBe("v1~1001");
  expect(nextEdition(["v1~1001", "v2"], "v1", 1000)).toBe("v1~1002");
});

test("what was there is gone when another version is in place, older ones too", async () => {
  const home = await temporaryFolder();
  await place(home, "v2", "first");
  await place(home, "v1", "second");
  await place(home, "v1", "third");
  expect(await readdir(home)).toEqual([expect.stringMatching(/^v1~\d+$/)]);
  expect(await makerIn(home)).toBe("third");
});

test("whichever pulls run at once, one that is whole stays, and the next one clears up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom("v1", "v2"), { minLength: 2, maxLength: 8 }), async (versions) => {
      const home = await temporaryFolder();
      await place(home, "v1", "before");
      await Promise.all(versions.map((version, index) => place(home, version, `maker ${index}`)));
      expect(await makerIn(home)).toMatch(/^maker \d$/);
      await place(home, "v1", "after");
      expect(await readdir(home)).toEqual([expect.stringMatching(/^v1(~\d+)?$/)]);
      expect(await makerIn(home)).toBe("after");
    }),
    { numRuns: 100 },
  );
});

test("what an interrupted pull left is removed once nobody can be at work on it", async () => {
  const home = await temporaryFolder();
  await mkdir(join(home, ".v1-new-old"));
  await mkdir(join(home, ".v1-new-recent"));
  await utimes(join(home, ".v1-new-old"), 0, 0);
  await place(home, "v1", "maker");
  expect((await readdir(home)).sort()).toEqual([".v1-new-recent", "v1"]);
});

test("whoever reads while others pull always finds the provider and its services", async () => {
  const userDirectory = await temporaryFolder();
  const shop: Service = { provider: "acme", name: "shop", resources: [] };
  const summary = { name: "shop", id: "shop:v1", title: "", description: "", version: "v1", preferred: true };
  const services = [{ ...summary, resources: [] }];
  const provider: Provider = { name: "acme", version: "v1", title: "", description: "", shipped: false, services };
  const pull = async (): Promise<void> => {
    const stage = await stageProvider(join(userDirectory, "acme", "v1"), "version");
    await stage.writeService("shop", serviceBytes(shop));
    await stage.finish(provider);
  };
  await pull();
  const pulls = { done: false };
  const pulling = (async () => {
    for (let round = 0; round < 25; round++) await Promise.all([pull(), pull(), pull(), pull()]);
  })().finally(() => (pulls.done = true));
  let found = 0;
  while (!pulls.done) {
    // Many in one turn, so that renames fall between the steps of a reading.
    for (let read = 0; read < 50; read++) {
      expect((await openCatalog({ userDirectory }).service("acme", "shop"))?.name).toBe("shop");
      found++;
    }
    await new Promise((next) => void setImmediate(next));
  }
  await pulling;
  expect(found).toBeGreaterThan(50);
});

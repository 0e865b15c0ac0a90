import { readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixture.ts";
import { resourcesRelation } from "../relations/resources.ts";
import type { Catalog, NameList } from "../catalog.ts";
import type { Provider, ResourceSummary } from "../model.ts";
import { indexFile, namesFile } from "./layout.ts";
import { openCatalog } from "./open.ts";
import { writeCompiledProvider } from "./write.ts";

const plain = (id: string): ResourceSummary => {
  const name = id.split(".").at(-1) ?? "";
  return { name, id, title: name, description: name };
};

function providerOf(name: string, resources: { readonly [service: string]: readonly ResourceSummary[] }): Provider {
  const texts = { title: name, description: name, version: "v1" };
  const services = Object.entries(resources).map(([service, found]) => {
    return { name: service, id: `${service}:v1`, ...texts, preferred: true, resources: found };
  });
  return { name, ...texts, shipped: false, services };
}

/** Long ago, and never twice the same. */
let seconds = Date.now() / 1000 - 3600;

/** Providers pulled long ago; what is told of them, and how. */
async function installed(...providers: readonly Provider[]) {
  const shippedDirectory = await temporaryFolder();
  const userDirectory = await temporaryFolder();
  const install = async (provider: Provider, version = "v1"): Promise<string> => {
    const folder = join(userDirectory, provider.name);
    await writeCompiledProvider(folder, { ...provider, name: version }, []);
    // The folder of a version is named by it, the index by the provider.
    const index = indexFile(join(folder, version));
    await writeFile(
      index,
      (await readFile(index, "utf8")).replaceAll(`"name":"${version}"`, `"name":"${provider.name}"`),
    );
    seconds++;
    for (const path of [index, folder]) await utimes(path, seconds, seconds);
    return index;
  };
  for (const provider of providers) await install(provider);
  const open = (): Catalog => openCatalog({ shippedDirectory, userDirectory });
  return { userDirectory, install, open, file: namesFile(userDirectory), names: async () => open().nameList?.() };
}

const linesOf = (list: NameList | undefined) => list?.lines.split("\n").slice(0, -1);

/** The rows of `tributary.resources`, from the indexes and from the names. */
async function bothWays(open: () => Catalog) {
  const rowsOf = async (catalog: Catalog) => {
    const rows = [];
    for await (const batch of resourcesRelation.rows(catalog, new Map())) rows.push(...batch);
    return rows;
  };
  const { nameList: _, ...walked } = open();
  await open().nameList?.();
  return [await rowsOf(walked), await rowsOf(open())];
}

const acme = providerOf("acme", { shop: [plain("acme.shop.carts"), plain("acme.shop.orders")], none: [] });
const beta = providerOf("beta", { é: [plain("beta.é.ü")] });

test("names are kept by who reads the indexes, and read by the next", async () => {
  const { names } = await installed(beta, acme);
  expect(await names()).toBeUndefined();
  expect(linesOf(await names())).toEqual(["acme,shop,carts", "acme,shop,orders", "beta,é,ü"]);
});

test("the rows are those of the indexes", async () => {
  const own = { name: "b", id: "other", title: "B\n\t\0", description: "" };
  const texts = providerOf("gamma", { s: [plain("gamma.s.a"), own, { ...plain("gamma.s.c"), description: "See" }] });
  const { open } = await installed(acme, texts, beta);
  const [walked, named] = await bothWays(open);
  expect(walked).toHaveLength(6);
  expect(named).toEqual(walked);
});

test("a provider that comes, goes or is replaced shows", async () => {
  const { names, install, userDirectory } = await installed(acme);
  await names();
  await install(beta);
  expect(await names()).toBeUndefined();
  expect(linesOf(await names())).toHaveLength(3);
  await install(providerOf("beta", { s: [plain("beta.s.x")] }), "v2");
  expect(await names()).toBeUndefined();
  expect(linesOf(await names())?.at(-1)).toBe("beta,s,x");
  await rm(join(userDirectory, "beta"), { recursive: true });
  expect(await names()).toBeUndefined();
  expect(linesOf(await names())).toHaveLength(2);
});

test("an index that is changed in place shows", async () => {
  const { names, install, userDirectory } = await installed(acme);
  const index = await install(beta);
  await names();
  const copy = join(userDirectory, "copy");
  await writeFile(copy, await readFile(index));
  await rename(copy, index);
  expect(await names()).toBeUndefined();
});

test("names are not kept of what has only just changed", async () => {
  const { names, install } = await installed(acme);
  const index = await install(beta);
  await utimes(index, new Date(), new Date());
  expect([await names(), await names()]).toEqual([undefined, undefined]);
});

test.each(["", "damaged", "{}\n", '{"format":1}\n'])("a file with %j is made anew", async (content) => {
  const { names, file } = await installed(acme);
  await writeFile(file, content);
  expect(await names()).toBeUndefined();
  expect(linesOf(await names())).toHaveLength(2);
});

test("a file that is cut short is made anew", async () => {
  const { names, file } = await installed(acme);
  await names();
  await writeFile(file, (await readFile(file, "utf8")).slice(0, -1));
  expect(await names()).toBeUndefined();
  expect(linesOf(await names())).toHaveLength(2);
});

test("names that hold what stands between names are read from the indexes", async () => {
  const odd = { ...plain("acme.shop.x"), name: "a,b" };
  const { names, open } = await installed(providerOf("acme", { shop: [odd] }));
  expect([await names(), await names()]).toEqual([undefined, undefined]);
  const [walked, named] = await bothWays(open);
  expect([walked?.[0]?.[2], named]).toEqual(["a,b", walked]);
});

test("there are none without pulled providers", async () => {
  const folder = await temporaryFolder();
  const catalog = openCatalog({ shippedDirectory: folder, userDirectory: join(folder, "absent") });
  expect(await catalog.nameList?.()).toBeUndefined();
});

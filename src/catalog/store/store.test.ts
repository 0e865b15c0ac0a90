import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { acmeFiles, asData, temporaryFolder, writeFiles } from "../fixture.ts";
import type { Provider, Service } from "../model.ts";
import { installProvider } from "../registry/install.ts";
import { folderDocuments } from "../registry/tree.ts";
import { openCatalog } from "./open.ts";
import { serviceBytes } from "./service-bytes.ts";
import { writeCompiledProvider } from "./write.ts";

const provider = (version: string, more: Partial<Provider> = {}): Provider => ({
  name: "acme",
  version,
  title: "Acme",
  description: "Acme",
  shipped: true,
  services: [
    { name: "shop", id: "shop:v1", title: "Shop", description: "Shop", version, preferred: true, resources: [] },
    {
      name: "gone",
      id: "gone:v1",
      title: "Gone",
      description: "Gone",
      version,
      preferred: false,
      unavailable: "it is absent",
      resources: [],
    },
  ],
  ...more,
});

const shop: Service = { provider: "acme", name: "shop", resources: [] };

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no failure",
    (error: unknown) => (error instanceof EngineError ? `${error.condition}: ${error.message}` : String(error)),
  );
}

test("what is written is read back", async () => {
  const shippedDirectory = await temporaryFolder();
  await writeCompiledProvider(shippedDirectory, provider("v1"), [shop]);
  const catalog = openCatalog({ shippedDirectory });
  expect(await catalog.providerNames()).toEqual(["acme"]);
  expect(asData(await catalog.provider("acme"))).toEqual(provider("v1"));
  expect(await catalog.service("acme", "shop")).toEqual(shop);
});

test("a service is read once", async () => {
  const shippedDirectory = await temporaryFolder();
  await writeCompiledProvider(shippedDirectory, provider("v1"), [shop]);
  const catalog = openCatalog({ shippedDirectory });
  expect(await catalog.service("acme", "shop")).toBe(await catalog.service("acme", "shop"));
});

test("names that nothing has, or that lead out of the folder, are undefined", async () => {
  const shippedDirectory = await temporaryFolder();
  await writeCompiledProvider(join(shippedDirectory, "inner"), provider("v1"), [shop]);
  const catalog = openCatalog({ shippedDirectory, userDirectory: join(shippedDirectory, "absent") });
  expect(await catalog.providerNames()).toEqual([]);
  expect(await catalog.provider("other")).toBeUndefined();
  expect(await catalog.provider("inner/acme")).toBeUndefined();
  expect(await catalog.provider("../inner")).toBeUndefined();
  expect(await catalog.service("other", "shop")).toBeUndefined();
  expect(
    await openCatalog({ shippedDirectory: join(shippedDirectory, "inner") }).service("acme", "other"),
  ).toBeUndefined();
});

test("an unavailable service is refused with the reason", async () => {
  const shippedDirectory = await temporaryFolder();
  await writeCompiledProvider(shippedDirectory, provider("v1"), [shop]);
  expect(await failureOf(openCatalog({ shippedDirectory }).service("acme", "gone"))).toBe(
    "invalid_provider_document: service acme.gone is unavailable: it is absent",
  );
});

test("a pulled version wins over the shipped one, the highest pulled over the others, also when it comes later", async () => {
  const [shippedDirectory, userDirectory] = [await temporaryFolder(), await temporaryFolder()];
  await writeFiles(join(userDirectory, "documents"), acmeFiles);
  const documents = folderDocuments(join(userDirectory, "documents"));
  const pull = (version: string): Promise<Provider> =>
    installProvider({ documents, folder: join(userDirectory, "acme", version), shipped: false, version });
  await writeCompiledProvider(shippedDirectory, provider("v3"), [shop]);
  const catalog = openCatalog({ shippedDirectory, userDirectory });
  const seen = async (): Promise<string> => {
    const found = await catalog.provider("acme");
    return `${found?.version} ${found?.shipped}`;
  };
  expect(await seen()).toBe("v3 true");
  await pull("v1.9");
  expect(await seen()).toBe("v1.9 false");
  await pull("v1.10");
  expect(await seen()).toBe("v1.10 false");
  expect((await catalog.service("acme", "shop"))?.resources.map(({ name }) => name)).toEqual(["widgets", "colours"]);
  expect(await catalog.providerNames()).toEqual(["acme"]);
});

test("rewriting a provider replaces it whole and leaves nothing aside", async () => {
  const shippedDirectory = await temporaryFolder();
  await writeCompiledProvider(shippedDirectory, provider("v1"), [shop, { ...shop, name: "old" }]);
  const catalog = openCatalog({ shippedDirectory });
  expect((await catalog.provider("acme"))?.version).toBe("v1");
  await writeCompiledProvider(shippedDirectory, provider("v2"), [shop]);
  expect((await catalog.provider("acme"))?.version).toBe("v2");
  expect(await readdir(shippedDirectory)).toEqual(["acme"]);
  expect(await readdir(join(shippedDirectory, "acme", "services"))).toEqual(["shop.json"]);
});

test("a failure while writing leaves the old provider in place and nothing aside", async () => {
  const shippedDirectory = await temporaryFolder();
  await writeCompiledProvider(shippedDirectory, provider("v1"), [shop]);
  function* failing(): Generator<Service> {
    yield shop;
    throw new Error("no more");
  }
  expect(await failureOf(writeCompiledProvider(shippedDirectory, provider("v2"), failing()))).toBe("Error: no more");
  expect(await readdir(shippedDirectory)).toEqual(["acme"]);
  expect((await openCatalog({ shippedDirectory }).provider("acme"))?.version).toBe("v1");
});

test("a directory that cannot be written is an io_error", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "file"), "");
  expect(await failureOf(writeCompiledProvider(join(folder, "file"), provider("v1"), []))).toMatch(
    /^io_error: cannot write providers below /,
  );
});

test("broken compiled files and those of other releases say how to mend it", async () => {
  const shippedDirectory = await temporaryFolder();
  await writeCompiledProvider(shippedDirectory, provider("v1"), [shop]);
  const catalog = openCatalog({ shippedDirectory });
  await writeFile(join(shippedDirectory, "acme", "services", "shop.json"), "{");
  expect(await failureOf(catalog.service("acme", "shop"))).toMatch(
    /^invalid_provider_document: cannot read the compiled service acme.shop: /,
  );
  await writeFile(join(shippedDirectory, "acme", "services", "shop.json"), serviceBytes(shop));
  expect(await catalog.service("acme", "shop")).toEqual(shop);
  await writeFile(
    join(shippedDirectory, "acme", "index.json"),
    JSON.stringify({ format: 0, provider: provider("v0") }),
  );
  expect(await failureOf(openCatalog({ shippedDirectory }).provider("acme"))).toBe(
    "invalid_provider_document: provider acme was compiled by another release of Tributary",
  );
});

import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import type { Catalog } from "../catalog.ts";
import { acmeFiles, shopDocument, temporaryFolder, writeFiles, type Files } from "../fixture.ts";
import { withSources, type SourceOptions } from "./sources.ts";

const nothing: Catalog = {
  providerNames: async () => ["zoo"],
  provider: async () => undefined,
  service: async () => undefined,
};

/** A catalog with the providers of these folders, and where it keeps what it compiles. */
async function catalogWith(...folders: readonly string[]) {
  const options: SourceOptions = { folders, directory: await temporaryFolder(), release: "1" };
  return { catalog: withSources(nothing, options), ...options };
}

async function folderOf(files: Files = acmeFiles, below = ""): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(join(folder, below), files);
  return folder;
}

/** Written as editors do: a new file in place of the old one. */
async function write(folder: string, file: string, text: string): Promise<void> {
  await writeFile(join(folder, `${file}.new`), text);
  await rename(join(folder, `${file}.new`), join(folder, file));
}

async function firstResource({ catalog }: { readonly catalog: Catalog }): Promise<string | undefined> {
  return (await catalog.service("acme", "shop"))?.resources[0]?.name;
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no failure",
    (error: unknown) =>
      error instanceof EngineError ? `${error.condition}: ${error.message}\n${error.hint ?? ""}` : String(error),
  );
}

test("the documents of a folder are a provider, beside those that are installed", async () => {
  const made = await catalogWith(await folderOf());
  expect(await made.catalog.providerNames()).toEqual(["acme", "zoo"]);
  expect((await made.catalog.provider("acme"))?.services.map(({ name }) => name)).toEqual(["shop", "gone"]);
  expect(await firstResource(made)).toBe("widgets");
  expect(await made.catalog.provider("other")).toBeUndefined();
});

test.each(["acme/v0.2.0", "src/acme/v0.2.0"])("a tree with %s is one, of the version that it names", async (below) => {
  const folder = await folderOf(acmeFiles, below);
  await writeFiles(join(folder, below, "../v0.1.0"), { "provider.yaml": "name: old" });
  const { catalog } = await catalogWith(folder);
  expect((await catalog.provider("acme"))?.version).toBe("v0.2.0");
});

// verifies: operate.sources
test("what is changed is there at once, also a file that is new", async () => {
  const folder = await folderOf();
  const made = await catalogWith(folder);
  expect(await firstResource(made)).toBe("widgets");
  await write(folder, "services/shop.yaml", shopDocument.replace("    widgets:", "    gadgets:"));
  expect(await firstResource(made)).toBe("gadgets");
});

test("what was compiled once is taken by the next process; older states are removed", async () => {
  const folder = await folderOf();
  const made = await catalogWith(folder);
  for (const name of ["a", "b", "c", "d", "e"]) {
    await write(folder, "services/shop.yaml", shopDocument.replace("    widgets:", `    ${name}:`));
    expect(await firstResource(made)).toBe(name);
  }
  const [home = ""] = await readdir(made.directory);
  expect(await readdir(join(made.directory, home))).toHaveLength(3);
  expect(await firstResource({ catalog: withSources(nothing, made) })).toBe("e");
});

test("a document that is broken is told of with its folder, and mended by the next look", async () => {
  const folder = await folderOf({
    ...acmeFiles,
    "provider.yaml": `${acmeFiles["provider.yaml"]}  more: { service: { $ref: acme/v1/services/more.yaml } }\n`,
    "services/more.yaml": "components: [",
  });
  const made = await catalogWith(folder);
  expect(await failureOf(made.catalog.service("acme", "more"))).toMatch(
    new RegExp(
      `^invalid_provider_document: service acme.more is unavailable: its document services/more.yaml cannot be used: .*\nMend it in ${folder}: `,
    ),
  );
  expect(await firstResource(made)).toBe("widgets");
  await write(folder, "services/more.yaml", shopDocument);
  expect(await failureOf(made.catalog.service("acme", "more"))).toBe("no failure");
});

test("a provider.yaml that is none is told of when its provider is asked for", async () => {
  const folder = await folderOf({ "acme/v1/provider.yaml": "name: [" });
  const { catalog } = await catalogWith(folder);
  expect(await catalog.providerNames()).toEqual(["acme", "zoo"]);
  expect(await catalog.provider("zoo")).toBeUndefined();
  expect(await failureOf(catalog.provider("acme"))).toMatch(/^registry_error: provider.yaml cannot be parsed: /);
});

test("a folder without documents is an error that names it", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "src"));
  const empty = await catalogWith(folder);
  expect(await failureOf(empty.catalog.providerNames())).toBe(
    `configuration_error: there are no provider documents in ${folder}\n` +
      "Name a folder that holds provider.yaml, or one that tributary provider build made.",
  );
  expect(await failureOf((await catalogWith(join(folder, "gone"))).catalog.provider("x"))).toMatch(
    /^configuration_error: there are no provider documents in /,
  );
});

test("of two providers of one name that of the earlier folder counts", async () => {
  const other = shopDocument.replace("    widgets:", "    gadgets:");
  const folders = [await folderOf(), await folderOf({ ...acmeFiles, "services/shop.yaml": other })];
  expect(await firstResource(await catalogWith(...folders))).toBe("widgets");
});

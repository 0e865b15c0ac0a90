import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { expect, onTestFinished, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import {
  acmeDocument,
  acmeFiles,
  archiveOf,
  archiveOfEntries,
  shopDocument,
  temporaryFolder,
  writeFiles,
} from "../fixture.ts";
import { openCatalog } from "../store/open.ts";
import { createRegistry, type Registry } from "./registry.ts";
import type { FetchBytes } from "./source.ts";

const fetchBytes: FetchBytes = async (url, signal) => {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

/** Files of a registry by path below its URL. */
type Contents = { readonly [path: string]: string | Uint8Array };

const index = `providers:
  acme: { versions: [v1.10.0, v1.9.0] }
  google: { versions: [v2] }
  '../evil': { versions: [v1] }
  empty: { versions: [latest] }`;

const contents: Contents = {
  "dist/providers.yaml": index,
  "dist/acme/v1.9.0.tgz": archiveOf(acmeFiles, "v1.9.0"),
  "dist/acme/v1.10.0.tgz": archiveOf(acmeFiles, "v1.10.0"),
  "dist/googleapis.com/v2.tgz": archiveOf({
    "provider.yaml": acmeDocument.replaceAll("acme", "google"),
    "services/shop.yaml": shopDocument,
  }),
};

/** Serves the contents over HTTP on loopback. */
async function serve(files: Contents): Promise<string> {
  const server = createServer((request, response) => {
    const file = files[(request.url ?? "").slice("/providers/".length)];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/providers/`;
}

async function place(files: Contents): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, data] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), data);
  }
  return pathToFileURL(folder).href;
}

async function registryAt(url: string): Promise<{ registry: Registry; userDirectory: string }> {
  const userDirectory = await temporaryFolder();
  return { registry: createRegistry({ url, fetchBytes, userDirectory }), userDirectory };
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no failure",
    (error: unknown) => {
      if (!(error instanceof EngineError)) return String(error);
      return `${error.condition}: ${error.message}${error.hint === undefined ? "" : ` (${error.hint})`}`;
    },
  );
}

test.each([
  ["HTTP", serve],
  ["a file: URL", place],
])("a registry over %s lists and pulls", async (_name, open) => {
  const { registry, userDirectory } = await registryAt(await open(contents));
  const acme = { provider: "acme", versions: ["v1.9.0", "v1.10.0"] };
  expect(await registry.list()).toEqual([acme, { provider: "google", versions: ["v2"] }]);
  expect(await registry.list("acme")).toEqual([acme]);
  expect((await registry.pull("acme")).version).toBe("v1.10.0");
  const catalog = openCatalog({ userDirectory });
  const pulled = await catalog.provider("acme");
  expect(pulled?.services.map(({ name, version, unavailable }) => [name, version, unavailable])).toEqual([
    ["shop", "v1.10.0", undefined],
    ["gone", "v1.10.0", "its document services/gone.yaml is absent"],
  ]);
  expect((await catalog.service("acme", "shop"))?.resources.map(({ name }) => name)).toEqual(["widgets", "colours"]);
});

test("a named version replaces the one that was there, also an older one", async () => {
  const { registry, userDirectory } = await registryAt(await serve(contents));
  await registry.pull("acme");
  expect(await readdir(join(userDirectory, "acme"))).toEqual(["v1.10.0"]);
  await registry.pull("acme", "v1.9.0");
  expect(await readdir(join(userDirectory, "acme"))).toEqual([expect.stringMatching(/^v1.9.0~\d+$/)]);
  expect((await openCatalog({ userDirectory }).provider("acme"))?.version).toBe("v1.9.0");
});

test("google lies in a folder of another name and answers to both", async () => {
  const { registry, userDirectory } = await registryAt(await serve(contents));
  expect((await registry.pull("googleapis.com")).name).toBe("google");
  expect(await openCatalog({ userDirectory }).providerNames()).toEqual(["google"]);
});

test("a source tree is a registry too", async () => {
  const folder = await temporaryFolder();
  await writeFiles(join(folder, "src", "acme", "v00.00.00000"), acmeFiles);
  const { registry, userDirectory } = await registryAt(pathToFileURL(folder).href);
  expect(await registry.list()).toEqual([{ provider: "acme", versions: ["v00.00.00000"] }]);
  await registry.pull("acme");
  expect((await openCatalog({ userDirectory }).service("acme", "shop"))?.resources.length).toBe(2);
});

test("references in a source tree do not lead out of it", async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { "secret.yaml": shopDocument });
  await writeFiles(join(folder, "src", "acme", "v1"), {
    ...acmeFiles,
    "provider.yaml": acmeDocument.replace("services/gone.yaml", "../../../secret.yaml"),
  });
  const { registry } = await registryAt(pathToFileURL(folder).href);
  expect((await registry.pull("acme")).services[1]?.unavailable).toBe("its document ../../../secret.yaml is absent");
});

test("documents are found in another case of their name", async () => {
  const files = { "provider.yaml": acmeDocument, "services/Shop.yaml": shopDocument };
  const { registry } = await registryAt(await place({ ...contents, "dist/acme/v1.10.0.tgz": archiveOf(files) }));
  expect((await registry.pull("acme")).services[0]?.unavailable).toBeUndefined();
  const folder = await temporaryFolder();
  await writeFiles(join(folder, "src", "acme", "v1"), files);
  const tree = await registryAt(pathToFileURL(folder).href);
  expect((await tree.registry.pull("acme")).services[0]?.unavailable).toBeUndefined();
});

test("unknown providers and versions are refused with the nearest names", async () => {
  const { registry } = await registryAt(await serve(contents));
  expect(await failureOf(registry.pull("acne"))).toBe(
    'registry_error: the registry has no provider "acne" (Did you mean acme?)',
  );
  expect(await failureOf(registry.list("../evil"))).toMatch(/^registry_error: the registry has no provider "..\/evil"/);
  expect(await failureOf(registry.pull("acme", "v1.11.0"))).toBe(
    'registry_error: provider acme has no version "v1.11.0" (Did you mean v1.10.0 or v1.9.0?)',
  );
  expect(await failureOf(registry.pull("acme", "v1/../../x"))).toBe(
    'invalid_parameter_value: "v1/../../x" is no version (Versions look like v26.08.00001; REGISTRY LIST shows those there are.)',
  );
});

test("a broken service costs that service, and its reason is kept", async () => {
  const files = { ...acmeFiles, "services/gone.yaml": "components: [" };
  const { registry } = await registryAt(await serve({ ...contents, "dist/acme/v1.10.0.tgz": archiveOf(files) }));
  expect((await registry.pull("acme")).services.map(({ unavailable }) => unavailable)).toEqual([
    undefined,
    expect.stringMatching(/\w/),
  ]);
});

const unusable: { readonly [what: string]: readonly [archive: Uint8Array, failure: string] } = {
  "no archive": [new TextEncoder().encode("<html>"), "registry_error: the archive is damaged"],
  "an archive with links": [
    linkArchive(),
    "registry_error: the archive holds an entry that is no file: v1/provider.yaml",
  ],
  "an archive without provider.yaml": [
    archiveOf({ "a.yaml": "" }),
    "registry_error: the archive does not hold one provider.yaml",
  ],
  "an archive of two providers": [
    archiveOfEntries([
      { name: "a/provider.yaml", data: acmeDocument },
      { name: "b/provider.yaml", data: acmeDocument },
    ]),
    "registry_error: the archive does not hold one provider.yaml",
  ],
  "another provider": [
    archiveOf({ ...acmeFiles, "provider.yaml": acmeDocument.replace("name: acme", "name: evil") }),
    "registry_error: the documents are of provider evil, not acme",
  ],
  "a provider without usable service": [
    archiveOf({ "provider.yaml": acmeDocument }),
    "registry_error: provider acme has no usable service: its document services/shop.yaml is absent",
  ],
  "a service whose name leads elsewhere": [
    archiveOf({ ...acmeFiles, "provider.yaml": acmeDocument.replace("  shop:", "  ../../shop:") }),
    'invalid_provider_document: "../../shop" is no name for a service',
  ],
};

function linkArchive(): Uint8Array {
  const tar = createTar([{ name: "v1/provider.yaml", data: "x" }]);
  const typeOffset = 156;
  tar[typeOffset] = "2".charCodeAt(0);
  return gzipSync(tar);
}

test.each(Object.entries(unusable))("%s is refused and the old version stays", async (_what, [archive, failure]) => {
  const { registry, userDirectory } = await registryAt(await serve({ ...contents, "dist/acme/v1.10.0.tgz": archive }));
  await registry.pull("acme", "v1.9.0");
  expect(await failureOf(registry.pull("acme"))).toBe(failure);
  expect(await readdir(join(userDirectory, "acme"))).toEqual(["v1.9.0"]);
  expect(await readdir(userDirectory)).toEqual(["acme"]);
  expect((await openCatalog({ userDirectory }).service("acme", "shop"))?.name).toBe("shop");
});

// verifies: registry.unpack
test("entries whose names climb out of the archive write nothing outside the provider's folder", async () => {
  const climbing = archiveOfEntries([
    ...Object.entries(acmeFiles).map(([path, data]) => ({ name: `v1/${path}`, data })),
    { name: "../../../../climbed.yaml", data: "x" },
    { name: "/absolute.yaml", data: "x" },
  ]);
  const { registry, userDirectory } = await registryAt(await serve({ ...contents, "dist/acme/v1.10.0.tgz": climbing }));
  await registry.pull("acme");
  expect((await readdir(userDirectory, { recursive: true })).sort()).toEqual([
    "acme",
    "acme/v1.10.0",
    "acme/v1.10.0/index.json",
    "acme/v1.10.0/services",
    "acme/v1.10.0/services/shop.json",
  ]);
});

test("a registry that does not answer, or answers otherwise, is named in the error", async () => {
  const absent = await registryAt(await serve({}));
  expect(await failureOf(absent.registry.list())).toMatch(
    /^registry_error: cannot read http:\/\/127\.0\.0\.1:\d+\/providers\/dist\/providers\.yaml: status 404/,
  );
  const other = await registryAt(await serve({ "dist/providers.yaml": "<html>: [" }));
  expect(await failureOf(other.registry.list())).toMatch(/^registry_error: cannot read http/);
  const empty = await registryAt(await serve({ "dist/providers.yaml": "a: 1" }));
  expect(await failureOf(empty.registry.list())).toBe("registry_error: the registry lists no providers");
  const folder = await registryAt(pathToFileURL(await temporaryFolder()).href);
  expect(await failureOf(folder.registry.list())).toMatch(/^registry_error: cannot read file:/);
});

test("a cancelled statement is cancelled, not failed", async () => {
  const { registry } = await registryAt(await serve(contents));
  expect(await failureOf(registry.pull("acme", undefined, AbortSignal.abort()))).toBe(
    "query_canceled: canceled while reading the registry",
  );
});

test.each(["registry", "ftp://x.test", ""])("%j is no registry address", (url) => {
  expect(() => createRegistry({ url, fetchBytes, userDirectory: "/nowhere" })).toThrow(/is no registry address/);
});

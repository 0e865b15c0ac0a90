import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { EngineError } from "../../common/error.ts";
import { acmeFiles, archiveOf, temporaryFolder, writeFiles } from "../fixture.ts";
import type { RegistryAccess } from "./access.ts";
import { createRegistry, type Registry } from "./registry.ts";

/** A registry over HTTP of which the requests are noted; it has the index and nothing else. */
async function registryWith(access: RegistryAccess): Promise<{ registry: Registry; asked: string[] }> {
  const asked: string[] = [];
  const fetchBytes = async (url: string): Promise<Uint8Array> => {
    asked.push(url);
    if (url.endsWith("/providers.yaml")) return new TextEncoder().encode("providers: { acme: { versions: [v1, v2] } }");
    throw new Error("status 404");
  };
  const url = "https://registry.test/providers";
  return { registry: createRegistry({ url, fetchBytes, userDirectory: await temporaryFolder(), ...access }), asked };
}

async function archivesOf(...versions: readonly string[]): Promise<string> {
  const localRoot = await temporaryFolder();
  await mkdir(join(localRoot, "dist/acme"), { recursive: true });
  for (const version of versions)
    await writeFile(join(localRoot, `dist/acme/${version}.tgz`), archiveOf(acmeFiles, version));
  return localRoot;
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no failure",
    (error: unknown) => (error instanceof EngineError ? `${error.condition}: ${error.message}` : String(error)),
  );
}

test("an archive on this machine is taken before the registry is asked for it", async () => {
  const { registry, asked } = await registryWith({ localRoot: await archivesOf("v1") });
  expect((await registry.pull("acme", "v1")).version).toBe("v1");
  expect(asked).toEqual(["https://registry.test/providers/dist/providers.yaml"]);
  expect(await failureOf(registry.pull("acme", "v2"))).toMatch(
    /^registry_error: cannot read https:.*\/dist\/acme\/v2.tgz/,
  );
});

test("index and archives may lie in another folder", async () => {
  const { registry, asked } = await registryWith({ archiveFolder: "packed/all" });
  await failureOf(registry.pull("acme", "v1"));
  expect(asked).toEqual([
    "https://registry.test/providers/packed/all/providers.yaml",
    "https://registry.test/providers/packed/all/acme/v1.tgz",
  ]);
});

test("a source tree may lie in another folder", async () => {
  const folder = await temporaryFolder();
  await writeFiles(join(folder, "documents/acme/v3"), acmeFiles);
  const fetchBytes = (): Promise<never> => Promise.reject(new Error("no network here"));
  const userDirectory = await temporaryFolder();
  const options = { url: pathToFileURL(folder).href, fetchBytes, userDirectory, sourceFolder: "documents" };
  expect((await createRegistry(options).pull("acme")).version).toBe("v3");
});

test("offline, what is on this machine is listed and pulled, and the registry is not asked", async () => {
  const { registry, asked } = await registryWith({ offline: true, localRoot: await archivesOf("v1", "v1.1") });
  expect(await registry.list()).toEqual([{ provider: "acme", versions: ["v1", "v1.1"] }]);
  expect((await registry.pull("acme")).version).toBe("v1.1");
  expect(asked).toEqual([]);
});

test("offline, nothing on this machine is an error that says where it was looked for", async () => {
  const localRoot = await temporaryFolder();
  const { registry } = await registryWith({ offline: true, localRoot });
  const failure = `registry_error: offline: https://registry.test/providers is not asked, and ${localRoot}/dist has no archives`;
  expect(await failureOf(registry.list())).toBe(failure);
  expect(await failureOf(registry.pull("acme", "v1"))).toBe(failure);
  const without = await registryWith({ offline: true });
  expect(await failureOf(without.registry.list())).toMatch(/and no local folder has no archives$/);
});

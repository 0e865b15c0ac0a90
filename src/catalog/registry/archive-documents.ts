/** The documents in an archive, which stays packed: each is inflated when it is asked for. */
import { registryError, type Documents } from "./source.ts";
import { filesIn, type UnpackedFile } from "./unpack.ts";

/**
 * The files beside the one `provider.yaml`; the folder that holds it is the version, or was when it was packed. The whole
 * archive is checked first. Throws `registry_error` where it is none of a provider, or unusable in any respect.
 */
export async function archiveDocuments(archive: Uint8Array): Promise<Documents> {
  const names: string[] = [];
  for await (const { name } of filesIn(archive)) names.push(name);
  const [main, ...others] = names.filter((name) => /^(?:\.\/)?(?:[^/]+\/)?provider\.yaml$/.test(name));
  if (main === undefined || others.length > 0) throw registryError("the archive does not hold one provider.yaml");
  const root = main.slice(0, -"provider.yaml".length);
  const known = new Set(names);
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  const contents = new Contents(archive);
  return {
    read: async (file) => {
      const exact = `${root}${file}`;
      const name = known.has(exact) ? exact : byLowerCase.get(exact.toLowerCase());
      return name === undefined ? undefined : contents.read(name);
    },
  };
}

/**
 * Files by name. Providers name their services in the order in which archives hold them, so that one pass over the
 * archive serves all; what it passes over is kept until it is asked for.
 */
class Contents {
  readonly #archive: Uint8Array;
  #pass: AsyncGenerator<UnpackedFile> | undefined;
  readonly #passed = new Map<string, Uint8Array>();

  constructor(archive: Uint8Array) {
    this.#archive = archive;
  }

  /** The name must be one of the archive: what was read before is found in another pass. */
  async read(name: string): Promise<Uint8Array | undefined> {
    const kept = this.#passed.get(name);
    if (kept !== undefined) {
      this.#passed.delete(name);
      return kept;
    }
    return (await this.#readOn(name)) ?? (await this.#readOn(name));
  }

  /** Goes on with the pass, or begins one; undefined where it ends without the file. */
  async #readOn(wanted: string): Promise<Uint8Array | undefined> {
    this.#pass ??= filesIn(this.#archive);
    for (let next = await this.#pass.next(); next.done !== true; next = await this.#pass.next()) {
      const { name, bytes } = next.value;
      if (name === wanted) return bytes;
      this.#passed.set(name, bytes);
    }
    this.#pass = undefined;
    this.#passed.clear();
    return undefined;
  }
}

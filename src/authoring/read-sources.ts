/** Reads a folder of provider sources: `facts/<api>.json` and `overlay/<name>.yaml`. */
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { load } from "js-yaml";
import type { ProviderSources } from "./build-provider.ts";
import type { ApiFacts } from "./openapi.ts";
import { documentError, fieldsOf, membersOf } from "./place.ts";

/**
 * The sources of one provider, as `buildProvider` takes them. Throws `invalid_provider_document` where a file is no
 * JSON or YAML (a key that stands twice included), or a facts file has no paths or schemas.
 */
export async function readProviderSources(folder: string): Promise<ProviderSources> {
  const facts = await readAll(join(folder, "facts"), ".json", (text, file) => checkedFacts(JSON.parse(text), file));
  const { provider, ...services } = await readAll<unknown>(join(folder, "overlay"), ".yaml", (text) => load(text));
  return { facts, overlay: { provider, services } };
}

/** The files of a folder by name without extension, in the order of their names. */
async function readAll<T>(
  folder: string,
  extension: string,
  parse: (text: string, file: string) => T,
): Promise<Readonly<Record<string, T>>> {
  const files = (await readdir(folder)).filter((file) => extname(file) === extension).toSorted();
  const entries = files.map(async (file) => {
    const text = await readFile(join(folder, file), "utf8");
    return [file.slice(0, -extension.length), parseFile(text, join(folder, file), parse)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function parseFile<T>(text: string, file: string, parse: (text: string, file: string) => T): T {
  try {
    return parse(text, file);
  } catch (error) {
    if (!(error instanceof Error) || !/^(SyntaxError|YAMLException)$/.test(error.name)) throw error;
    throw documentError({ file, key: "" }, error.message);
  }
}

function checkedFacts(value: unknown, file: string): ApiFacts {
  const read = fieldsOf({ file, key: "", value }, ["openapi", "servers", "security", "paths", "components"]);
  const components = new Map(membersOf(read.components));
  if (read.paths.value === undefined || components.get("schemas") === undefined) {
    throw documentError({ file, key: "" }, "facts need paths and components.schemas");
  }
  return value as ApiFacts;
}
